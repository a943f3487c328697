package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Batch;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/** Where one message of a file ends and the next begins; two people's records in one document would be the worst. */
class BatchFileTest {

    @Test
    void a_file_is_split_at_each_header_and_no_byte_is_changed() {
        assertThat(split("MSH|^~\\&|A\nPID|1\r\nPV1|1\n\nMSH|^~\\&|B\rPID|2\r"))
                .containsExactly("MSH|^~\\&|A\nPID|1\r\nPV1|1\n", "MSH|^~\\&|B\rPID|2\r");
    }

    @Test
    void envelopes_and_frame_bytes_are_left_out() {
        assertThat(split("FHS|^~\\&|X\rBHS|^~\\&|X\r\u000BMSH|^~\\&|A\rPID|1\r\u001C\rBTS|1\rFTS\r"))
                .containsExactly("MSH|^~\\&|A\rPID|1\r");
        assertThat(split("\u000BMSH|^~\\&|A\rPID|1\u001C\r\u000BMSH|^~\\&|B\rPID|2\u001C\u000BMSH|^~\\&|C\rPID|3"))
                .containsExactly("MSH|^~\\&|A\rPID|1", "MSH|^~\\&|B\rPID|2", "MSH|^~\\&|C\rPID|3");
        assertThat(split("\uFEFFMSH|^~\\&|A\rOBX|1||\u000BMSH|^~\\&|B\r"))
                .containsExactly("MSH|^~\\&|A\rOBX|1||", "MSH|^~\\&|B\r");
    }

    @Test
    void a_line_of_text_that_begins_like_a_header_is_text() {
        assertThat(split("MSH|^~\\&|A\rOBX|1|TX|||first\nMSH means header\nBTS 1\nFHS, too\r"))
                .hasSize(1);
    }

    @Test
    void what_is_no_message_and_no_envelope_is_a_document_so_that_its_receiver_can_say_what_is_wrong() {
        assertThat(split("hello\nthere")).containsExactly("hello\nthere");
        assertThat(split("hello\nMSH|^~\\&|A\rBTS|1\rstray\r")).containsExactly("hello\n", "MSH|^~\\&|A\r", "stray\r");
    }

    @Test
    void an_empty_file_has_no_message() {
        assertThat(split("")).isEmpty();
    }

    @Test
    void a_file_of_blanks_or_zeros_is_a_document_so_that_somebody_hears_of_it() {
        assertThat(split(" \n\u000B\n\u001C\r")).containsExactly(" \n\u000B\n\u001C\r");
        assertThat(split("\u0000\u0000\u0000")).containsExactly("\u0000\u0000\u0000");
        assertThat(split("BHS|^~\\&\rBTS|0\r"))
                .as("a batch that says it is empty")
                .isEmpty();
    }

    @Test
    void counts_are_held_to_what_is_there() {
        assertThat(faults("FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A\rMSH|^~\\&|B\rBTS|2\rBHS|^~\\&\rBTS|0\rFTS|2\r"))
                .isEmpty();
        assertThat(faults("FHS|^~\\&\rMSH|^~\\&|A\rFTS|1\r")).isEmpty();
        assertThat(faults("MSH|^~\\&|A\rBTS|1\r")).isEmpty();
        assertThat(faults("BHS|^~\\&\rMSH|^~\\&|A\rBTS||comment\r")).isEmpty();
        assertThat(faults("FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A\rBTS|3\rFTS|9|x\r"))
                .containsExactly(
                        new Batch.CountDiffers(new SourcePath("BTS[1]-1"), 3, 1),
                        new Batch.CountDiffers(new SourcePath("FTS[1]-1"), 9, 1));
        assertThat(faults("BHS|^~\\&\rBTS|two\r"))
                .containsExactly(new Batch.CountUnreadable(new SourcePath("BTS[1]-1")));
        assertThat(faults("BHS|^~\\&\rBTS|9999999999999999999999\r"))
                .containsExactly(new Batch.CountUnreadable(new SourcePath("BTS[1]-1")));
    }

    @Test
    void an_envelope_that_is_not_closed_ends_early() {
        assertThat(faults("FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A\r"))
                .containsExactly(
                        new Batch.NotEnded(new SourcePath("BHS[1]")), new Batch.NotEnded(new SourcePath("FHS[1]")));
        assertThat(of("BHS|^~\\&\rMSH|^~\\&|A\rBHS|^~\\&\rBTS\r").endsEarly()).isTrue();
        assertThat(of("BHS|^~\\&\rMSH|^~\\&|A\rBTS|7\r").endsEarly()).isFalse();
    }

    @Test
    void bytes_that_are_not_utf_8_stay_as_they_are() {
        byte[] file = {'M', 'S', 'H', '|', (byte) 0xE9, '\n', (byte) 0x80, '\n'};
        assertThat(BatchFile.split(file).documents())
                .singleElement()
                .extracting(SourceDocument::bytes)
                .isEqualTo(file);
    }

    private static Batch of(String file) {
        return BatchFile.split(file.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> split(String file) {
        return of(file).documents().stream()
                .map(document -> new String(document.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<Batch.Fault> faults(String file) {
        return of(file).faults();
    }
}
