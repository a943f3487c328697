package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Hl7BatchTest {

    @Test
    void messages_of_one_file_are_split_at_each_header_and_their_lines_end_with_carriage_return() {
        assertThat(split("MSH|^~\\&|A\nPID|1\r\nPV1|1\n\nMSH|^~\\&|B\rPID|2\r"))
                .containsExactly("MSH|^~\\&|A\rPID|1\rPV1|1\r", "MSH|^~\\&|B\rPID|2\r");
    }

    @Test
    void batch_envelopes_and_frame_bytes_are_left_out() {
        assertThat(split("FHS|^~\\&|X\rBHS|^~\\&|X\r\u000BMSH|^~\\&|A\rPID|1\r\u001C\rBTS|1\rFTS\r"))
                .containsExactly("MSH|^~\\&|A\rPID|1\r");
    }

    @Test
    void a_file_without_a_header_is_one_message_so_that_its_receiver_can_say_what_is_wrong() {
        assertThat(split("hello\nthere")).containsExactly("hello\rthere\r");
    }

    @Test
    void an_empty_file_has_no_message() {
        assertThat(split("\n\n")).isEmpty();
    }

    @Test
    void bytes_that_are_not_utf_8_stay_as_they_are() {
        byte[] file = {'M', 'S', 'H', '|', (byte) 0xE9, '\n'};
        assertThat(Hl7Batch.messages(file)).containsExactly(new byte[] {'M', 'S', 'H', '|', (byte) 0xE9, '\r'});
    }

    private static List<String> split(String file) {
        return Hl7Batch.messages(file.getBytes(StandardCharsets.UTF_8)).stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }
}
