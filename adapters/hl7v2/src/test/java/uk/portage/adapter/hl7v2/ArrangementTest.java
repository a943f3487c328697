package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Translation.Translated;

/** Types that begin with specimens: what belongs to what is told by their structure, or not at all. */
class ArrangementTest {

    private static final String MSH = "MSH|^~\\&|LIMS|RZ9|GW|LA9|20261124101500||TYPE|MSG-1|P|2.5.1";
    private static final String PID = "PID|1||9990000018^^^NHS";

    @ParameterizedTest
    @CsvSource({
        "OUL^R22, SPM ORC OBR OBX, ORC[1]",
        "OUL^R22, SPM OBR NTE ORC OBX, ORC[1]",
        "OUL^R22, SPM OBR OBX ORC OBR OBX, ORC[1]",
        "OUL^R22, SPM OBR ORC ORC OBX, ORC[2]",
        "OUL^R22, OBR ORC SPM OBX, OBR[1]",
        "OUL^R22, SPM SPM OBR OBX, SPM[2]",
        "OUL^R22, SPM OBR OBX SPM, SPM[2]",
        "OUL^R22, SPM OBR SAC OBX, SAC[1]",
        "OUL^R23, SPM OBR OBX, OBR[1]",
        "OUL^R23, SPM SAC SAC OBR OBX, SAC[2]",
        "OUL^R24, SPM OBR OBX, SPM[1]",
        "OUL^R24, OBR OBX SPM, SPM[1]",
        "OUL^R24, OBR SPM SAC OBX SPM OBX, SPM[2]",
        "OUL^R24, OBR SPM ORC OBX, ORC[1]",
        "OUL^R24, OBR OBX SAC, SAC[1]",
        "OUL^R21, SPM OBR OBX, SPM[1]",
        "OUL^R21, ORC SAC OBR OBX, SAC[1]",
        "OUL^R21, OBR OBX SAC, SAC[1]",
        "OUL^R21, OBR SAC OBX, OBX[1]",
        "OML^O33, ORC OBR SPM, ORC[1]",
        "OML^O33, SPM ORC OBR SAC ORC OBR, SAC[1]",
        "OML^O35, SPM ORC OBR, ORC[1]"
    })
    void a_message_that_leaves_its_structure_gives_nothing_but_losses_of_its_orders(
            String type, String order, String where) {
        Translated translated = translated(type, order);

        assertThat(only(translated, Specimen.class)).isEmpty();
        assertThat(only(translated, ServiceRequest.class)).isEmpty();
        assertThat(only(translated, DiagnosticReport.class)).isEmpty();
        assertThat(only(translated, Observation.class)).isEmpty();
        assertThat(translated.findings()).anySatisfy(finding -> {
            assertThat(finding.path().text()).isEqualTo(where);
            assertThat(finding.kind()).isEqualTo(Finding.Kind.SEGMENT_OUT_OF_ORDER);
        });
        assertThat(translated.losses())
                .filteredOn(loss -> loss.kind() == LossKind.NO_TARGET)
                .extracting(loss -> loss.path().text().substring(0, 3))
                .contains(order.replace("NTE ", "").split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "OUL^R22, OBX SPM OBX SAC INV SAC OBR PRT ORC PRT NTE TQ1 OBX NTE OBR OBX SPM OBR OBX CTI",
        "OUL^R23, SPM OBX SAC INV OBR ORC OBX OBR OBX SAC OBR OBX SPM SAC OBR",
        "OUL^R24, OBR ORC NTE TQ1 OBX TXA SPM OBX SAC SPM SAC INV OBX OBX OBR SPM OBX",
        "OUL^R24, OBR OBX OBX OBR ORC OBX",
        "OUL^R21, SAC ORC OBR OBX OBR OBX SAC OBR OBX",
        "OML^O33, SPM OBX SAC SAC ORC TQ1 OBR OBX ORC OBR SPM ORC",
        "OML^O35, SPM SAC ORC OBR ORC OBR SAC ORC OBR"
    })
    void a_message_that_keeps_to_its_structure_is_read(String type, String order) {
        Translated translated = translated(type, order);

        assertThat(only(translated, ServiceRequest.class)).isNotEmpty();
        assertThat(translated.findings()).extracting(Finding::kind).doesNotContain(Finding.Kind.SEGMENT_OUT_OF_ORDER);
    }

    @Test
    void an_order_that_names_other_numbers_than_its_request_contradicts_it() {
        String oul = MSH.replace("TYPE", "OUL^R24");
        Translated other = Fixture.translated(oul, PID, "OBR|1|P-1^A|F-1^B|T", "ORC|RE|P-2^A|F-2^B");
        Translated same = Fixture.translated(oul, PID, "OBR|1|P-1^A|F-1^B|T", "ORC|RE|P-1^A");

        assertThat(only(other, DiagnosticReport.class)).isEmpty();
        assertThat(only(same, DiagnosticReport.class)).hasSize(1);
    }

    @Test
    void of_several_specimens_of_one_request_a_result_names_none() {
        Translated translated = translated("OUL^R24", "OBR SPM SAC SPM SAC OBX OBR SPM SAC OBX");

        List<Observation> results = only(translated, Observation.class);
        assertThat(results.get(0).hasSpecimen()).isFalse();
        assertThat(results.get(1).getSpecimen().getReference())
                .endsWith(only(translated, Specimen.class).get(2).getIdPart());
    }

    @Test
    void a_result_that_the_person_had_before_is_of_no_specimen_that_is_ordered_now() {
        Translated translated = translated("OML^O33", "SPM ORC OBR AL1 OBR OBX");

        List<ServiceRequest> requests = only(translated, ServiceRequest.class);
        assertThat(requests.get(0).hasSpecimen()).isTrue();
        assertThat(requests.get(1).hasSpecimen()).isFalse();
        assertThat(only(translated, Observation.class).get(0).hasSpecimen()).isFalse();
    }

    private static Translated translated(String type, String order) {
        List<String> segments = new ArrayList<>(List.of(MSH.replace("TYPE", type), PID));
        for (String id : order.split(" ")) {
            segments.add(segment(id, segments.size()));
        }
        return Fixture.translated(segments.toArray(String[]::new));
    }

    private static String segment(String id, int n) {
        return switch (id) {
            case "SPM" -> "SPM|1|S-" + n + "||BLD";
            case "SAC" -> "SAC|||TUBE-" + n;
            case "ORC" -> "ORC|RE";
            case "OBR" -> "OBR|1||F-" + n + "|T-" + n;
            case "OBX" -> "OBX|1|ST|R-" + n + "||Found||||||F";
            case "PRT" -> "PRT|1|AD||PI|N-" + n + "^Role^Ann";
            case "NTE" -> "NTE|1||Note";
            case "TQ1" -> "TQ1|1||||||||R";
            case "INV" -> "INV|EDTA|OK";
            case "TXA" -> "TXA|1|CN";
            case "AL1" -> "AL1|1|DA|7980";
            default -> id + "|T";
        };
    }

    private static <R extends Resource> List<R> only(Translated translated, Class<R> type) {
        return translated.bundle().getEntry().stream()
                .map(e -> e.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
