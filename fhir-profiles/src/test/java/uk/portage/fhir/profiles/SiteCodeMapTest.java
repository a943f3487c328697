package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.CodeMaps.Target;

/** A site's own codes: what is right wins over the standard map, what is wrong is named with line and column. */
class SiteCodeMapTest {

    private static final ConceptMapCodeMaps STANDARD = ConceptMapCodeMaps.standard();
    private static final String GENDER = "http://hl7.org/fhir/administrative-gender";

    @Test
    void a_site_adds_to_a_map_and_wins() {
        ConceptMapCodeMaps maps = STANDARD.with(List.of(read("administrative-sex", GENDER, """
                {"code": "MALE", "target": [{"code": "male", "equivalence": "equal"}]},
                {"code": "9", "target": [{"code": "unknown", "equivalence": "inexact"}]}""")));

        assertThat(maps.find("administrative-sex", "MALE")).hasValue(new Target(GENDER, "male", "Male", false));
        assertThat(maps.find("administrative-sex", "9")).hasValue(new Target(GENDER, "unknown", "Unknown", true));
        assertThat(maps.find("administrative-sex", "2")).map(Target::code).hasValue("female");
        assertThat(STANDARD.find("administrative-sex", "MALE")).isEmpty();
    }

    @Test
    void every_problem_of_a_file_is_named_with_line_and_column() {
        SiteCodeMap read = read("administrative-sex", GENDER, """
                {"code": "1", "target": [{"code": "male", "equivalence": "equal"}]},
                {"code": "1", "target": [{"code": "female", "equivalence": "equal"}]},
                {"code": "2", "target": [{"code": "femal", "equivalence": "narrower"}]},
                {"cod": "3", "target": []}""");

        assertThat(read.problems())
                .extracting(p -> p.line() + ":" + p.column() + " " + p.what() + " " + p.word())
                .containsExactly(
                        "4:10 code '1' was mapped before, on line 3 ",
                        "5:59 the equivalence is not equal, equivalent, wider or inexact ",
                        "5:35 the target system has no code femal",
                        "6:9 unknown element cod",
                        "6:1 no code ",
                        "6:24 no target ");
        assertThat(read.problems().get(2).known()).contains("female");
        assertThatThrownBy(() -> STANDARD.with(List.of(read))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_system_that_the_map_does_not_lead_to_is_a_problem() {
        assertThat(read("administrative-sex", "http://snomed.info/sct", """
                {"code": "1", "target": [{"code": "248153007", "equivalence": "equal"}]}""").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(2);
                    assertThat(problem.word()).isEqualTo("http://snomed.info/sct");
                    assertThat(problem.known()).containsExactly(GENDER);
                });
    }

    @Test
    void what_is_not_json_is_named_with_line_and_column() {
        byte[] broken = "{\n  \"resourceType\": \"ConceptMap\",\n  \"id\" 7\n}".getBytes(StandardCharsets.UTF_8);
        assertThat(SiteCodeMap.read("administrative-sex", broken).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(3);
                    assertThat(problem.column()).isBetween(7, 9);
                    assertThat(problem.what()).contains("not JSON");
                });
        assertThat(SiteCodeMap.read("administrative-sex", new byte[0]).problems())
                .hasSize(1);
        assertThat(SiteCodeMap.read(
                                "administrative-sex", "{\"id\": \"a\", \"id\": \"b\"}".getBytes(StandardCharsets.UTF_8))
                        .problems())
                .hasSize(1);
    }

    @Test
    void a_code_that_no_standard_map_uses_is_right_if_its_system_has_it() {
        String status = "http://hl7.org/fhir/observation-status";
        assertThat(read("observation-status", status, """
                {"code": "Q", "target": [{"code": "unknown", "equivalence": "equal"}]}""").problems()).isEmpty();
        assertThat(read("observation-status", status, """
                {"code": "Q", "target": [{"code": "finished", "equivalence": "equal"}]}""").problems()).hasSize(1);
        String specialty = "https://fhir.hl7.org.uk/CodeSystem/UKCore-PracticeSettingCode";
        assertThat(read("treatment-function", specialty, """
                {"code": "Q", "target": [{"code": "999", "equivalence": "equal"}]}""").problems())
                .as("a system without a list to look at")
                .isEmpty();
    }

    @Test
    void a_map_of_systems_leads_to_a_uri() {
        String own = "https://trust.example/id/case-number";
        assertThat(read("assigning-authority", own, """
                {"code": "CASE", "target": [{"code": "%s", "equivalence": "equal"}]}""".formatted(own)).problems())
                .isEmpty();
        assertThat(read("assigning-authority", own, """
                {"code": "CASE", "target": [{"code": "case number", "equivalence": "equal"}]}""").problems()).hasSize(1);
    }

    @Test
    void the_lists_of_uk_core_are_whole() throws Exception {
        UkCoreDefinitions.assumePresent();
        for (CodeSystem system : UkCoreDefinitions.codeSystems()) {
            Set<String> used = new TreeSet<>();
            for (String map : STANDARD.names()) {
                STANDARD.entries(map).values().stream()
                        .filter(target -> target.system().equals(system.getUrl()))
                        .map(Target::code)
                        .forEach(used::add);
            }
            if (!used.isEmpty()) {
                SiteCodeMap.AgainstStandard.listed(system.getUrl(), used)
                        .ifPresent(codes -> assertThat(codes)
                                .as(system.getUrl())
                                .containsAll(system.getConcept().stream()
                                        .map(ConceptDefinitionComponent::getCode)
                                        .toList()));
            }
        }
    }

    private static SiteCodeMap read(String name, String system, String elements) {
        String json = """
                {"resourceType": "ConceptMap", "id": "%s", "status": "active", "group": [
                {"source": "urn:site", "target": "%s", "element": [
                %s]}]}
                """.formatted(name, system, elements);
        return SiteCodeMap.read(name, json.getBytes(StandardCharsets.UTF_8));
    }
}
