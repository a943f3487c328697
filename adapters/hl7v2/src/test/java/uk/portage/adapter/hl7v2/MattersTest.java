package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Matter.Effect;
import uk.portage.adapter.spi.Matter.Kind;
import uk.portage.adapter.spi.SourceDocument;

class MattersTest {

    private static final String PID = "PID|1||9990000018^^^NHS";
    private static final String PV1 = "PV1|1|I|||||||||||||||||V77^^^RZ9^VN";
    private static final Set<String> RESULTS =
            Set.of("ORU^R01", "ORU^R30", "ORU^R31", "ORU^R32", "OUL^R21", "OUL^R22", "OUL^R23", "OUL^R24");
    private static final Set<String> BOOKINGS = Set.of("SIU^S12", "SIU^S13", "SIU^S14");

    @ParameterizedTest
    @CsvSource({
        "A11, A01 A04",
        "A12, A02",
        "A13, A03",
        "A23, A01 A04 A05 A14",
        "A25, A16",
        "A26, A15",
        "A27, A14",
        "A32, A10",
        "A33, A09",
        "A38, A05",
        "A52, A21",
        "A53, A22",
        "A55, A54"
    })
    void what_takes_an_event_of_a_visit_back_names_the_visit_and_the_event(String cancelling, String cancelled) {
        Set<String> types = Set.copyOf(Arrays.stream(cancelled.split(" ", -1))
                .map(event -> "ADT^" + event)
                .toList());
        assertThat(matter("ADT^" + cancelling, PID, PV1))
                .contains(new Matter(Kind.VISIT, "RZ9", "V77", Effect.CANCELS, types));
        for (String event : cancelled.split(" ", -1)) {
            assertThat(matter("ADT^" + event, PID, PV1))
                    .contains(new Matter(Kind.VISIT, "RZ9", "V77", Effect.BEGINS, Set.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADT^A08", "ADT^A31", "ADT^A06", "SIU^S26", "MDM^T04", "QBP^Q22"})
    void what_nothing_takes_back_is_about_no_matter(String type) {
        assertThat(matter(type, PID, PV1, "SCH|P1|F1", "TXA|1|DS||||||||||D1")).isEmpty();
    }

    @Test
    void without_a_number_there_is_no_matter() {
        assertThat(matter("ADT^A01", PID, "PV1|1|I")).isEmpty();
        assertThat(matter("ADT^A11", PID)).isEmpty();
        assertThat(matter("ORU^R01", PID, "OBR|1|P1||FBC")).isEmpty();
    }

    @Test
    void a_result_begins_under_the_fillers_number_and_is_corrected_under_it() {
        assertThat(matter("ORU^R01", PID, "OBR|1|P1|LAB-7^LAB|FBC|||||||||||||||||||||F", "OBX|1|NM|HB||1||||||F"))
                .contains(result("LAB-7", Effect.BEGINS));
        assertThat(matter("ORU^R01", PID, "OBR|1|P1|LAB-7^LAB|FBC|||||||||||||||||||||C", "OBX|1|NM|HB||1||||||F"))
                .contains(result("LAB-7", Effect.CORRECTS));
        assertThat(matter("ORU^R01", PID, "ORC|RE|P1|LAB-7^LAB", "OBR|1|P1||FBC", "OBX|1|NM|HB||1||||||F"))
                .contains(result("LAB-7", Effect.BEGINS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "D", "W"})
    void of_several_results_the_one_that_is_corrected_is_meant(String status) {
        assertThat(matter(
                        "ORU^R01",
                        PID,
                        "OBR|1||LAB-7^LAB|FBC",
                        "OBX|1|NM|HB||1||||||F",
                        "OBR|2||LAB-8^LAB|UE",
                        "OBX|1|NM|NA||140||||||F",
                        "OBX|2|NM|K||4||||||" + status))
                .contains(result("LAB-8", Effect.CORRECTS));
    }

    @Test
    void an_appointment_begins_is_said_anew_and_is_cancelled() {
        assertThat(matter("SIU^S12", PID, "SCH|P1|F1^PAS"))
                .contains(new Matter(Kind.APPOINTMENT, "PAS", "F1", Effect.BEGINS, Set.of()));
        assertThat(matter("SIU^S13", PID, "SCH|P1|F1^PAS"))
                .contains(new Matter(Kind.APPOINTMENT, "PAS", "F1", Effect.CORRECTS, BOOKINGS));
        assertThat(matter("SIU^S15", PID, "SCH|P1"))
                .contains(new Matter(Kind.APPOINTMENT, "", "P1", Effect.CANCELS, BOOKINGS));
    }

    @Test
    void a_document_is_cancelled_by_its_unique_number() {
        assertThat(matter("MDM^T02", PID, "TXA|1|DS||||||||||D1^EDM"))
                .contains(new Matter(Kind.DOCUMENT, "EDM", "D1", Effect.BEGINS, Set.of()));
        assertThat(matter("MDM^T11", PID, "TXA|1|DS||||||||||D1^EDM"))
                .contains(new Matter(Kind.DOCUMENT, "EDM", "D1", Effect.CANCELS, Set.of("MDM^T01", "MDM^T02")));
    }

    @ParameterizedTest
    @CsvSource({"NW, BEGINS", "CA, CANCELS", "OC, CANCELS", "XO, CORRECTS"})
    void an_order_says_by_its_control_code_what_becomes_of_it(String control, Effect effect) {
        Set<String> earlier = effect == Effect.BEGINS ? Set.of() : Set.of("ORM^O01");
        assertThat(matter("ORM^O01", PID, "ORC|" + control + "|P1^WARD|F1^LAB", "OBR|1|P1^WARD||FBC"))
                .contains(new Matter(Kind.ORDER, "WARD", "P1", effect, earlier));
    }

    @Test
    void the_number_stands_in_no_text_that_could_be_logged() {
        assertThat(matter("ADT^A01", PID, PV1).orElseThrow()).hasToString("Matter[VISIT, BEGINS]");
    }

    private static Matter result(String number, Effect effect) {
        return new Matter(Kind.RESULT, "LAB", number, effect, effect == Effect.BEGINS ? Set.of() : RESULTS);
    }

    private static Optional<Matter> matter(String type, String... segments) {
        String message = "MSH|^~\\&|PAS|RZ9|GW|LA9|202607011030||" + type + "|MSG-1|P|2.4\r"
                + String.join("\r", segments) + "\r";
        Identification identification =
                new Hl7v2Format().identify(SourceDocument.of(message.getBytes(StandardCharsets.UTF_8)));
        return ((Identification.Identified) identification).envelope().matter();
    }
}
