package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

class Hl7v2AcknowledgerTest {

    private static final Instant NOW = Instant.parse("2026-07-01T09:30:00Z");
    private static final String MSH = "MSH|^~\\&|PAS|RZ9|GATEWAY|LA9|202607011030||ADT^A01|MSG-1|P|2.4";

    @Test
    void accepted_is_AA_with_the_control_id_and_the_receipt_and_the_parties_swapped() {
        String ack = answer(Fixture.document(MSH, "PID|1||1"), new Answer.Accepted("receipt-7"));

        List<String> segments = ack.lines().toList();
        assertThat(segments.get(0)).startsWith("MSH|^~\\&|GATEWAY|LA9|PAS|RZ9|20260701103000+0100||ACK^A01^ACK|");
        assertThat(segments.get(0)).endsWith("|P|2.4");
        assertThat(segments.get(1)).isEqualTo("MSA|AA|MSG-1|receipt-7");
        assertThat(segments).hasSize(2);
        assertThat(ack).endsWith("\r").doesNotContain("\n");
    }

    @Test
    void a_fault_of_the_sender_is_AR_and_names_segment_sequence_field_and_condition() {
        String ack = answer(
                Fixture.document(MSH),
                new Answer.Refused(FailureCode.MISSING_REQUIRED, List.of(new SourcePath("PID[2]-3[1].4.1"))));

        assertThat(ack.lines().toList().get(1))
                .isEqualTo("MSA|AR|MSG-1|MISSING_REQUIRED: a required element is missing");
        assertThat(ack.lines().toList().get(2)).isEqualTo("ERR|PID^2^3^101&Required field missing&HL70357");
    }

    @Test
    void a_fault_of_ours_is_AE() {
        String ack = answer(Fixture.document(MSH), new Answer.Refused(FailureCode.STORE_UNAVAILABLE, List.of()));

        assertThat(ack).contains("\rMSA|AE|MSG-1|").contains("\rERR|^^^207&");
    }

    @Test
    void bytes_that_are_no_message_get_an_answer_without_a_control_id() {
        SourceDocument noise = SourceDocument.of("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        String ack = answer(noise, new Answer.Refused(FailureCode.UNREADABLE, List.of(new SourcePath("MSH[1]"))));

        assertThat(ack)
                .contains("\rMSA|AR||UNREADABLE: ")
                .contains("\rERR|MSH^1^^100&")
                .doesNotContain("GET");
    }

    @Test
    void sender_text_cannot_add_a_segment_field_or_component() {
        String evil = "MSH|^~\\&|A\\X0D\\MSA\\F\\AA\\F\\1|B\\.br\\MSA|C\\S\\D|E\\X0B1C0D\\F|||ADT^A\\F\\1"
                + "|1\\X0D\\MSA\\F\\AA\\F\\EVIL\u0000\u0085\u2028\\E\\|P|2.4";

        String ack = answer(Fixture.document(evil), new Answer.Accepted("r"));

        List<String> segments = List.of(ack.split("\r"));
        assertThat(segments).hasSize(2);
        assertThat(segments.get(0).split("\\|", -1)).hasSize(18);
        assertThat(segments.get(0)).contains("|C\\S\\D|");
        assertThat(segments.get(1)).isEqualTo("MSA|AA|1MSA\\F\\AA\\F\\EVIL\uFFFD\\E\\|r");
        assertThat(ack.chars().filter(c -> c < ' ').boxed()).containsOnly((int) '\r');
    }

    @Test
    void other_delimiters_of_the_sender_are_escaped_with_ours() {
        String ack = answer(
                Fixture.document("MSH$*%!@$PA|S$RZ9$GW$LA9$20260701$$ADT*A01$ID^1&2$P$2.4"), new Answer.Accepted("r"));

        assertThat(ack).contains("|PA\\F\\S|").contains("MSA|AA|ID\\S\\1\\T\\2|r");
    }

    @Test
    void an_endless_control_id_is_cut() {
        String ack = answer(Fixture.document(MSH.replace("MSG-1", "9".repeat(100_000))), new Answer.Accepted("r"));

        assertThat(ack).hasSizeLessThan(600);
    }

    @Test
    void the_same_bytes_answer_and_time_give_the_same_acknowledgement_and_another_time_another_id() {
        SourceDocument document = Fixture.document(MSH);
        Answer answer = new Answer.Accepted("r");

        assertThat(answer(document, answer)).isEqualTo(answer(document, answer));
        String later = text(document, answer, NOW.plusSeconds(1));
        assertThat(later.split("\\|")[9])
                .isNotEqualTo(answer(document, answer).split("\\|")[9])
                .hasSize(20);
    }

    @Test
    void every_failure_code_has_an_answer() {
        for (FailureCode code : FailureCode.values()) {
            String ack = answer(Fixture.document(MSH), new Answer.Refused(code, List.of()));
            boolean ours = code.fault() == FailureCode.Fault.US || code.fault() == FailureCode.Fault.RECEIVER;
            assertThat(ack).contains(ours ? "\rMSA|AE|" : "\rMSA|AR|");
        }
    }

    private static String answer(SourceDocument document, Answer answer) {
        return text(document, answer, NOW);
    }

    private static String text(SourceDocument document, Answer answer, Instant now) {
        return new String(Fixture.ADAPTER.acknowledger().answer(document, answer, now), StandardCharsets.UTF_8);
    }
}
