package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.TransferId;

class UnavailableStoreTest {

    @Test
    void an_answer_that_cannot_be_kept_is_not_receipted(@TempDir Path folder) throws Exception {
        try (MailboxServer server = new MailboxServer(folder)) {
            TransferId transfer = server.offer(COUNCIL);
            server.store().close();
            HttpResponse<String> response =
                    server.answer(COUNCIL, transfer, MailboxServer.task(transfer, Task.TaskStatus.COMPLETED));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            Outcomes.assertOutcome(response, "transient", FailureCode.STORE_UNAVAILABLE);
            HttpResponse<String> read = server.get(COUNCIL, "/fhir/Task");
            assertThat(read.statusCode()).isEqualTo(503);
            assertThat(read.body()).doesNotContain("Exception");
        }
    }
}
