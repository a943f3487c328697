package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.task;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.Erasure;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.TransferId;

/** A record that has been erased, as its destination sees it. */
class ErasureTest {

    private static final String NHS_NUMBER = "9990000018";

    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Erasure erase(TransferId transfer, boolean evenIfUndelivered) {
        return server.store()
                .erase(
                        server.store().submissionOf(transfer).orElseThrow(),
                        ErasureReason.SENT_IN_ERROR,
                        evenIfUndelivered)
                .join();
    }

    @Test
    void an_erased_record_is_gone_and_its_task_stays_and_can_be_answered() {
        TransferId transfer = server.offerAbout(COUNCIL, Workflow.ADMISSION_NOTICE, NHS_NUMBER);
        TransferId other = server.offerAbout(COUNCIL, Workflow.ADMISSION_NOTICE, NHS_NUMBER);
        assertThat(erase(transfer, false)).isInstanceOf(Erasure.Undelivered.class);
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + transfer).statusCode()).isEqualTo(200);

        assertThat(erase(transfer, true)).isEqualTo(new Erasure.Erased(0));

        HttpResponse<String> read = server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        assertThat(read.statusCode()).isEqualTo(410);
        Outcomes.assertOutcome(read, "deleted", FailureCode.NOT_FOUND);
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + other).statusCode()).isEqualTo(200);
        HttpResponse<String> everything = server.get(
                COUNCIL, "/fhir/Patient/$everything?identifier=https://fhir.nhs.uk/Id/nhs-number%7C" + NHS_NUMBER);
        assertThat(everything.statusCode()).isEqualTo(200);
        assertThat(task(server.get(COUNCIL, "/fhir/Task/" + transfer)).getStatus())
                .isEqualTo(Task.TaskStatus.RECEIVED);
        assertThat(server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void one_that_nobody_had_collected_waits_no_more() {
        TransferId transfer = server.offer(COUNCIL);

        assertThat(erase(transfer, true)).isEqualTo(new Erasure.Erased(1));

        assertThat(MailboxServer.bundle(server.get(COUNCIL, "/fhir/Task?status=requested"))
                        .getEntry())
                .isEmpty();
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + transfer).statusCode()).isEqualTo(410);
        assertThat(server.request("POST", "/fhir/Task/$claim?worker=one").send().body())
                .doesNotContain(transfer.toString());
    }
}
