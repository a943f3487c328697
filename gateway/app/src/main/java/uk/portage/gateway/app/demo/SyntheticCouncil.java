package uk.portage.gateway.app.demo;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.RejectionReason;

/**
 * A council that asks for what waits, reads it and answers: mostly at once, sometimes late, sometimes not at all, and
 * some it rejects. What becomes of a record is drawn from the id of its transfer.
 */
final class SyntheticCouncil {

    /**
     * Shares of a hundred; what is left is integrated at once.
     *
     * @param late integrated, but after the time target
     * @param unanswered taken on and never integrated
     * @param ignored never even collected
     */
    record Habits(int rejected, int late, int unanswered, int ignored) {}

    private static final Logger LOG = LoggerFactory.getLogger(SyntheticCouncil.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String REASONS = "https://portage.uk/fhir/CodeSystem/rejection-reason";
    private static final List<RejectionReason> LIKELY_REASONS = List.of(
            RejectionReason.PATIENT_NOT_KNOWN,
            RejectionReason.PATIENT_NO_LONGER_HERE,
            RejectionReason.INVALID_CONTENT,
            RejectionReason.OTHER);

    private final String base;
    private final String token;
    private final Habits habits;
    private final Tally tally;
    private final ScheduledExecutorService hours;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final FhirContext fhir = FhirContext.forR4Cached();
    private final Set<String> seen = new HashSet<>();

    SyntheticCouncil(int httpPort, String token, Habits habits, Tally tally, ScheduledExecutorService hours) {
        this.base = "http://127.0.0.1:" + httpPort;
        this.token = token;
        this.habits = habits;
        this.tally = tally;
        this.hours = hours;
    }

    /** Registers whom it cares for, then asks once a second. */
    void begin(String caseload) {
        repeat(() -> registerCaseload(caseload), 0);
    }

    private void registerCaseload(String caseload) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request("/caseload")
                .header("Content-Type", "text/csv")
                .PUT(BodyPublishers.ofString(caseload))
                .build());
        if (answer.statusCode() / 100 != 2) {
            LOG.warn("the caseload of a synthetic council was answered with {}", answer.statusCode());
        }
        repeat(this::ask, 0);
    }

    private void ask() throws IOException, InterruptedException {
        Optional<String> next = Optional.of("/fhir/Task?status=requested&_count=100");
        while (next.isPresent()) {
            HttpResponse<String> answer = send(request(next.get()).GET().build());
            if (answer.statusCode() != 200) {
                break;
            }
            Bundle page = fhir.newJsonParser().parseResource(Bundle.class, answer.body());
            for (Bundle.BundleEntryComponent entry : page.getEntry()) {
                if (entry.getResource() instanceof Task task) {
                    consider(task.getIdElement().getIdPart());
                }
            }
            next = Optional.ofNullable(page.getLink("next"))
                    .map(link -> URI.create(link.getUrl()))
                    .map(uri -> uri.getRawPath() + "?" + uri.getRawQuery());
        }
        repeat(this::ask, 1_000);
    }

    private void consider(String transfer) {
        if (!seen.add(transfer)) {
            return;
        }
        Random chance = new Random(transfer.hashCode());
        int dice = chance.nextInt(100);
        long soon = 500L + chance.nextInt(5_000);
        if (dice < habits.ignored()) {
            return;
        }
        repeat(() -> collect(transfer, chance, dice - habits.ignored()), soon);
    }

    private void collect(String transfer, Random chance, int dice) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(request("/fhir/Bundle/" + transfer).GET().build());
        if (answer.statusCode() != 200) {
            return;
        }
        Bundle record = fhir.newJsonParser().parseResource(Bundle.class, answer.body());
        tally.add(Tally.Count.COLLECTED);
        if (record.getType() != Bundle.BundleType.MESSAGE || dice < habits.rejected()) {
            RejectionReason reason = SyntheticPerson.pick(chance, LIKELY_REASONS);
            repeat(() -> answer(transfer, Task.TaskStatus.REJECTED, Optional.of(reason), Tally.Count.REJECTED), 1_000);
        } else if (dice < habits.rejected() + habits.unanswered()) {
            answer(transfer, Task.TaskStatus.ACCEPTED, Optional.empty(), Tally.Count.ACCEPTED);
        } else {
            boolean late = dice < habits.rejected() + habits.unanswered() + habits.late();
            long wait = late ? 22_000L + chance.nextInt(40_000) : 500L + chance.nextInt(4_000);
            repeat(() -> answer(transfer, Task.TaskStatus.COMPLETED, Optional.empty(), Tally.Count.COMPLETED), wait);
        }
    }

    private void answer(String transfer, Task.TaskStatus status, Optional<RejectionReason> reason, Tally.Count count)
            throws IOException, InterruptedException {
        Task task = new Task();
        task.setId(transfer);
        task.setStatus(status);
        task.setIntent(Task.TaskIntent.ORDER);
        reason.ifPresent(
                why -> task.getStatusReason().addCoding().setSystem(REASONS).setCode(why.code()));
        HttpResponse<String> answer = send(request("/fhir/Task/" + transfer)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString(fhir.newJsonParser().encodeResourceToString(task)))
                .build());
        if (answer.statusCode() == 200) {
            tally.add(count);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/fhir+json");
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    @FunctionalInterface
    private interface Duty {
        void perform() throws IOException, InterruptedException;
    }

    /** Performs a duty after a while, and again after a second if the gateway does not answer. */
    private void repeat(Duty duty, long afterMillis) {
        if (hours.isShutdown()) {
            return;
        }
        var unused = hours.schedule(
                () -> {
                    try {
                        duty.perform();
                    } catch (IOException | DataFormatException notNow) {
                        repeat(duty, 1_000);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                afterMillis,
                TimeUnit.MILLISECONDS);
    }
}
