package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.SourceDocument;

class MessageFileTest {

    @Test
    void the_lines_of_a_message_are_sent_with_carriage_return_whatever_an_editor_made_of_them(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(
                folder.resolve("two.hl7"), "BHS|^~\\&\nMSH|^~\\&|A\nPID|1\r\nPV1|1\n\n\nMSH|^~\\&|B\rPID|2\nBTS|2\n");
        assertThat(MessageFile.messages(file))
                .extracting(message -> new String(MessageFile.asSent(message), StandardCharsets.UTF_8))
                .containsExactly("MSH|^~\\&|A\rPID|1\rPV1|1\r", "MSH|^~\\&|B\rPID|2\r");
    }

    @Test
    void bytes_that_are_not_utf_8_stay_as_they_are() {
        byte[] message = {'M', 'S', 'H', '|', (byte) 0xE9};
        assertThat(MessageFile.asSent(SourceDocument.of(message)))
                .containsExactly('M', 'S', 'H', '|', (byte) 0xE9, '\r');
    }
}
