package uk.portage.adapter.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.adapter.explain.Messages.HEADER;
import static uk.portage.adapter.explain.Messages.PERSON;
import static uk.portage.adapter.explain.Messages.explained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final int NARROW = 80;
    private static final int WIDE = 200;

    @Test
    void programs_find_the_members_they_rely_on() throws Exception {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(JsonReport.of(explained(HEADER, PERSON + "||||||||ZZ", "PV1|1|I")));

        assertThat(names(json))
                .containsExactly(
                        "schema",
                        "caution",
                        "name",
                        "format",
                        "messageType",
                        "workflow",
                        "businessId",
                        "sendingApplication",
                        "sendingFacility",
                        "receivingFacility",
                        "eventTime",
                        "testRecord",
                        "rightPerson",
                        "counts",
                        "elementRecall",
                        "sections",
                        "findings",
                        "bundle");
        assertThat(json.path("schema").asText()).isEqualTo("https://portage.uk/schema/explanation/1");
        assertThat(names(json.path("counts")))
                .containsExactly(
                        "CARRIED",
                        "CARRIED_WITH_LOSS",
                        "LOST",
                        "DECIDES",
                        "WITHOUT_EFFECT",
                        "NOT_LOOKED_FOR",
                        "FRAMING");
        JsonNode pid = json.path("sections").get(1);
        assertThat(names(pid)).containsExactly("path", "name", "elements");
        JsonNode last = pid.path("elements").get(pid.path("elements").size() - 1);
        assertThat(names(last))
                .containsExactly(
                        "path",
                        "name",
                        "value",
                        "valueLength",
                        "offset",
                        "length",
                        "outcome",
                        "loss",
                        "meaning",
                        "targets");
        JsonNode target = last.path("targets").get(0);
        assertThat(names(target)).containsExactly("path", "pointer", "value");
        assertThat(json.path("bundle").at(target.path("pointer").asText()).asText())
                .isEqualTo(target.path("value").asText());
        assertThat(names(json.path("findings").get(0))).containsExactly("path", "kind", "meaning");
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(field -> field.getKey()).toList();
    }

    @Test
    void a_terminal_hears_first_that_this_is_a_persons_record() {
        assertThat(text(false, WIDE, "PV1|1|I").lines().findFirst().orElseThrow())
                .startsWith("message.hl7 contains a person's record");
    }

    @Test
    void a_wide_terminal_shows_an_element_and_its_place_on_one_line() {
        assertThat(text(false, WIDE, "PV1|1|I").lines())
                .anyMatch(
                        line -> line.matches(
                                "  = PID\\[1]-5\\[1]\\.1 +patient name: family name +TESTWICK +Patient\\.name\\[0]\\.family = TESTWICK"));
    }

    @Test
    void a_narrow_terminal_shows_the_place_below() {
        assertThat(text(false, NARROW, "PV1|1|I").lines())
                .contains("      Patient.name[0].family = TESTWICK")
                .noneMatch(line -> line.contains("TESTWICK ") && line.contains("Patient.name"));
    }

    @Test
    void colour_is_only_where_it_is_wanted_and_never_from_the_sender() {
        String hostile = "PV1|1|I|\u001B[31m\u202EW1";

        assertThat(text(false, WIDE, hostile))
                .doesNotContain("\u001B", "\u202E")
                .contains("\\u202EW1");
        assertThat(text(true, WIDE, hostile)).contains("\u001B[32m=\u001B[0m").doesNotContain("\u001B[31m\u202E");
    }

    private static String text(boolean coloured, int columns, String segment) {
        StringWriter out = new StringWriter();
        new TextReport(new PrintWriter(out), coloured, columns).print(explained(HEADER, PERSON, segment));
        return out.toString();
    }
}
