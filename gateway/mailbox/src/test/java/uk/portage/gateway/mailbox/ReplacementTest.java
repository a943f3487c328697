package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.task;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.adapter.spi.Matter;
import uk.portage.gateway.transfer.TransferId;

class ReplacementTest {

    private static MailboxServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"CANCELS, cancels, cancelled, cancelled-by", "CORRECTS, corrects, corrected, corrected-by"})
    void two_tasks_say_of_each_other_which_replaces_which(
            Matter.Effect effect, String ofLater, String standing, String ofEarlier) {
        TransferId earlier = server.offer(COUNCIL);
        TransferId later = server.offer(COUNCIL);
        replace(earlier, effect, later);

        Task first = read(earlier);
        Task second = read(later);

        assertThat(second.hasBusinessStatus()).isFalse();
        assertThat(second.getInput()).singleElement().satisfies(input -> says(input, ofLater, earlier));
        assertThat(first.getBusinessStatus().getCodingFirstRep().getSystem())
                .isEqualTo(TaskResource.REPLACEMENT_SYSTEM);
        assertThat(first.getBusinessStatus().getCodingFirstRep().getCode()).isEqualTo(standing);
        assertThat(first.getInput()).singleElement().satisfies(input -> says(input, ofEarlier, later));
    }

    @Test
    void what_is_cancelled_before_it_was_collected_can_still_be_collected_and_answered() {
        TransferId earlier = server.offer(COUNCIL);
        HttpResponse<String> before = server.get(COUNCIL, "/fhir/Task/" + earlier);
        replace(earlier, Matter.Effect.CANCELS, server.offer(COUNCIL));
        HttpResponse<String> after = server.get(COUNCIL, "/fhir/Task/" + earlier);

        assertThat(task(after).getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
        assertThat(after.headers().firstValue("ETag"))
                .as("it says something else than before")
                .isNotEqualTo(before.headers().firstValue("ETag"));
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + earlier).statusCode()).isEqualTo(200);
        Task whole = read(earlier);
        whole.setStatus(Task.TaskStatus.COMPLETED);
        HttpResponse<String> answered = server.answer(COUNCIL, earlier, whole);
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(task(answered).getBusinessStatus().getCodingFirstRep().getCode())
                .isEqualTo("cancelled");
    }

    @Test
    void an_answer_that_knows_nothing_of_the_cancellation_is_asked_to_look_again() {
        TransferId earlier = server.offer(COUNCIL);
        replace(earlier, Matter.Effect.CANCELS, server.offer(COUNCIL));

        HttpResponse<String> stale = server.request("PUT", "/fhir/Task/" + earlier)
                .header("If-Match", "W/\"1\"")
                .json(task(earlier, Task.TaskStatus.COMPLETED))
                .send();

        assertThat(stale.statusCode()).isEqualTo(412);
    }

    private static void replace(TransferId earlier, Matter.Effect effect, TransferId later) {
        server.store()
                .write(transaction -> {
                    transaction.replace(earlier, effect, later);
                    return true;
                })
                .join();
    }

    private static Task read(TransferId transfer) {
        return task(server.get(COUNCIL, "/fhir/Task/" + transfer));
    }

    private static void says(Task.ParameterComponent input, String code, TransferId transfer) {
        assertThat(input.getType().getCodingFirstRep().getSystem()).isEqualTo(TaskResource.REPLACEMENT_SYSTEM);
        assertThat(input.getType().getCodingFirstRep().getCode()).isEqualTo(code);
        assertThat(((Reference) input.getValue()).getReference()).isEqualTo("Task/" + transfer);
    }
}
