package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.CodeMaps.Target;
import uk.portage.adapter.spi.SiteField;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.transfer.OdsCode;

class SiteDirectoryTest {

    private static final OdsCode TRUST = new OdsCode("RCB");
    private static final OdsCode OTHER = new OdsCode("RXX");
    private static final String GENDER = "http://hl7.org/fhir/administrative-gender";

    @TempDir
    Path site;

    @Test
    void a_senders_own_rules_win_over_the_sites_and_those_over_the_standard() throws IOException {
        map("maps/administrative-sex.json", "M\u00C4NNLICH", "male");
        map("senders/RCB/maps/administrative-sex.json", "9", "unknown");
        write("fields.yaml", """
                # what our ward system adds
                ZBD-2: {name: bed-type, kind: code, onto: encounter, system: "https://trust.example/bed-type"}
                ZBD-3: {name: bed-since, kind: dateTime, onto: encounter}
                """);
        write("senders/RCB/fields.yaml", "ZBD-3: {name: bed-note, kind: text, onto: patient}\n");
        write("README.md", "ours");

        SiteDirectory read = SiteDirectory.read(site, Set.of(TRUST));

        assertThat(read.codeMaps(OTHER).find("administrative-sex", "M\u00C4NNLICH"))
                .map(Target::code)
                .hasValue("male");
        assertThat(read.codeMaps(OTHER).find("administrative-sex", "9"))
                .map(Target::code)
                .hasValue("other");
        assertThat(read.codeMaps(TRUST).find("administrative-sex", "9"))
                .map(Target::code)
                .hasValue("unknown");
        assertThat(read.codeMaps(TRUST).find("administrative-sex", "M\u00C4NNLICH"))
                .isPresent();
        assertThat(read.fields(OTHER)).extracting(SiteField::name).containsExactly("bed-type", "bed-since");
        assertThat(read.fields(TRUST))
                .containsExactly(
                        new SiteField(
                                new SourcePath("ZBD-2"),
                                SiteField.Kind.CODE,
                                "bed-type",
                                SiteField.Subject.ENCOUNTER,
                                "https://trust.example/bed-type"),
                        new SiteField(
                                new SourcePath("ZBD-3"),
                                SiteField.Kind.TEXT,
                                "bed-note",
                                SiteField.Subject.PATIENT,
                                ""));
        assertThat(read.summary()).isEqualTo("2 code maps, 3 fields, 1 senders of their own");
    }

    @Test
    void every_problem_of_every_file_is_named_at_once() throws IOException {
        map("maps/administrative-sx.json", "1", "male");
        map("maps/administrative-sex.json", "1", "femal");
        write("maps/ethnic-category.json", "{\n  \"resourceType\" 1\n}");
        write("maps/notes.txt", "");
        write("feilds.yaml", "");
        write("fields.yaml", """
                ZBD-2: {name: bed-type, kind: coed, onto: encounter}
                PID-3: {name: local, kind: text, onto: patient}
                ZBD-4: {name: bed-type, kind: text, onto: ward, sytem: x}
                ZBD-4: {name: Bed Note, kind: text, onto: patient, system: "https://x"}
                """);
        map("senders/QQQ/maps/administrative-sex.json", "1", "male");

        assertThat(problems())
                .containsExactly(
                        "feilds.yaml: unknown entry 'feilds.yaml'; did you mean 'fields.yaml'?",
                        "fields.yaml:1: 'kind' must be one of code, text, dateTime, number, person, identifier,"
                                + " organisation, location, not 'coed'",
                        "fields.yaml:2: 'PID-3' is not a field of a Z segment, such as ZXX-5",
                        "fields.yaml:3: 'bed-type' is the name of ZBD-2, too",
                        "fields.yaml:3: 'onto' must be patient or encounter, not 'ward'",
                        "fields.yaml:3: unknown key 'sytem'; did you mean 'system'?",
                        "fields.yaml:4: 'ZBD-4' is given twice",
                        "maps/administrative-sex.json:3:35: the target system has no code 'femal';"
                                + " did you mean 'female'?",
                        "maps/administrative-sx.json: unknown code map 'administrative-sx';"
                                + " did you mean 'administrative-sex'?",
                        "maps/ethnic-category.json:2:18: not JSON, or a name twice in one object",
                        "maps/notes.txt: a code map is a file NAME.json",
                        "senders/QQQ: 'QQQ' is not the code of an organisation named under 'organisations'");
    }

    @Test
    void a_directory_that_is_not_there_is_said() {
        assertThatThrownBy(() -> SiteDirectory.read(site.resolve("nowhere"), Set.of()))
                .isInstanceOf(CommandFailedException.class);
    }

    private List<String> problems() {
        try {
            SiteDirectory.read(site, Set.of(TRUST));
            return List.of();
        } catch (CommandFailedException e) {
            return e.lines().replace(site + "/", "").lines().toList();
        }
    }

    private void map(String file, String code, String target) throws IOException {
        String name = file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
        write(file, """
                {"resourceType": "ConceptMap", "id": "%s", "status": "active", "group": [
                {"source": "urn:site", "target": "%s", "element": [
                {"code": "%s", "target": [{"code": "%s", "equivalence": "equal"}]}]}]}
                """.formatted(name, GENDER, code, target));
    }

    private void write(String file, String content) throws IOException {
        Path path = site.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
