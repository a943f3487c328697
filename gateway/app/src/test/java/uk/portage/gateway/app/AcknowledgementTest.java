package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {

    @Test
    void code_and_reasons_are_read() {
        Acknowledgement answer =
                read("MSH|^~\\&|P|P|S|S|2026||ACK|1|P|2.4\rMSA|AR|C1|not supported\rERR|MSH^1^9^200\r");

        assertThat(answer.code()).isEqualTo("AR");
        assertThat(answer.reasons()).containsExactly("not supported", "MSH^1^9^200");
    }

    @Test
    void what_is_no_acknowledgement_has_no_code() {
        assertThat(read("hello").code()).isEqualTo("??");
    }

    @Test
    void sender_text_is_shown_without_control_characters() {
        byte[] message = "MSH|^~\\&|A|B|C|D|1||ADT^A01|\u001B[2Jgone|P|2.4\r".getBytes(StandardCharsets.UTF_8);

        assertThat(Acknowledgement.controlId(message)).isEqualTo("\\u001B[2Jgone");
    }

    private static Acknowledgement read(String text) {
        return Acknowledgement.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
