package uk.portage.gateway.mailbox.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.push.OfferedRecords.HOME;
import static uk.portage.gateway.mailbox.push.OfferedRecords.OTHER_HOME;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.mailbox.exchange.Transport;
import uk.portage.gateway.mailbox.push.ScriptedServer.Reply;
import uk.portage.gateway.mailbox.push.ScriptedServer.Request;
import uk.portage.gateway.store.Subscription;
import uk.portage.gateway.store.Subscription.Status;
import uk.portage.gateway.transfer.TransferId;

class NotificationTest {

    private static final URI BASE = URI.create("https://portage.example.org/fhir");
    private static final byte[] SECRET = "thirty-two secret bytes, no more".getBytes(UTF_8);
    private static final int ATTEMPTS = 3;

    private OfferedRecords records;

    @BeforeEach
    void open(@TempDir Path folder) {
        records = new OfferedRecords(folder);
    }

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void an_endpoint_shakes_hands_and_is_then_told_of_each_new_transfer_by_id_only() throws Exception {
        records.offer(HOME);
        try (ScriptedServer hook = new ScriptedServer(request -> Reply.of(204))) {
            subscribe(hook, "one");
            NotificationCarrier carrier = carrier(hook);
            carrier.look();
            assertThat(status("one")).isEqualTo(Status.ACTIVE);
            carrier.look();
            assertThat(hook.requests()).hasSize(1);
            assertThat(parameter(hook.requests().get(0), "type")).isEqualTo("handshake");

            TransferId first = records.offer(HOME);
            TransferId second = records.offer(HOME);
            records.offer(OTHER_HOME);
            carrier.look();
            carrier.look();
            assertThat(hook.requests()).hasSize(2);
            Request told = hook.requests().get(1);
            assertThat(parameter(told, "type")).isEqualTo("event-notification");
            assertThat(parameter(told, "events-since-subscription-start")).isEqualTo("2");
            assertThat(focuses(told)).containsExactly(BASE + "/Task/" + first, BASE + "/Task/" + second);
            assertThat(told.body()).doesNotContain("Testcase", "9990000018");
            assertThat(told.header("Authorization")).contains("Bearer hook");
            assertThat(told.header("Content-type")).contains("application/fhir+json");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            assertThat(told.header("X-portage-signature"))
                    .contains("sha256="
                            + HexFormat.of().formatHex(mac.doFinal(told.body().getBytes(UTF_8))));
            Bundle bundle = told.bundle();
            assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.HISTORY);
            assertThat(bundle.getEntry()).hasSize(3).allSatisfy(entry -> {
                assertThat(entry.getRequest().getMethod()).isNotNull();
                assertThat(entry.getResponse().getStatus()).isNotBlank();
            });
        }
    }

    @Test
    void killed_after_the_endpoint_was_told_before_that_was_kept_it_is_told_again() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (ScriptedServer hook = new ScriptedServer(request -> {
            if (told.incrementAndGet() == 2) {
                records.store().close();
            }
            return Reply.of(200);
        })) {
            subscribe(hook, "one");
            NotificationCarrier carrier = carrier(hook);
            carrier.look();
            TransferId transfer = records.offer(HOME);
            assertThatThrownBy(carrier::look).isNotNull();
            records.reopen();
            NotificationCarrier next = carrier(hook);
            next.look();
            next.look();
            assertThat(hook.requests()).hasSize(3);
            assertThat(focuses(hook.requests().get(2))).containsExactly(BASE + "/Task/" + transfer);
            assertThat(focuses(hook.requests().get(1)))
                    .isEqualTo(focuses(hook.requests().get(2)));
            assertThat(parameter(hook.requests().get(2), "events-since-subscription-start"))
                    .isEqualTo("1");
        }
    }

    @Test
    void what_comes_while_the_gateway_or_the_endpoint_is_down_is_told_afterwards() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer hook = new ScriptedServer(request -> Reply.of(asked.incrementAndGet() == 2 ? 503 : 200))) {
            subscribe(hook, "one");
            carrier(hook).look();
            List<TransferId> missed =
                    IntStream.range(0, 3).mapToObj(i -> records.offer(HOME)).toList();
            records.reopen();
            NotificationCarrier carrier = carrier(hook);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                carrier.look();
                return asked.get() == 3;
            });
            assertThat(focuses(hook.requests().get(2)))
                    .isEqualTo(missed.stream().map(t -> BASE + "/Task/" + t).toList());
        }
    }

    @Test
    void an_endpoint_that_does_not_take_it_is_given_up_with_the_reason_and_others_go_on() throws Exception {
        try (ScriptedServer broken = new ScriptedServer(request -> Reply.of(500));
                ScriptedServer inside = new ScriptedServer(request -> Reply.of(200));
                ScriptedServer redirecting = new ScriptedServer(request ->
                        Reply.of(302).with("Location", inside.address("/").toString()));
                ScriptedServer good = new ScriptedServer(request -> Reply.of(200))) {
            subscribe(broken, "broken");
            subscribe(redirecting, "redirecting");
            subscribe(good, "good");
            NotificationCarrier carrier = carrier(broken, redirecting, good);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                carrier.look();
                return status("broken") == Status.ERROR && status("redirecting") == Status.ERROR;
            });
            assertThat(status("good")).isEqualTo(Status.ACTIVE);
            assertThat(subscription("broken").progress().error()).isEqualTo("the endpoint answered 500");
            assertThat(broken.requests()).hasSize(ATTEMPTS);
            assertThat(inside.requests()).isEmpty();
            carrier.look();
            assertThat(broken.requests()).hasSize(ATTEMPTS);
        }
    }

    @Test
    void a_host_that_is_not_allowed_any_more_hears_nothing() throws Exception {
        try (ScriptedServer hook = new ScriptedServer(request -> Reply.of(200));
                ScriptedServer other = new ScriptedServer(request -> Reply.of(200))) {
            subscribe(hook, "one");
            NotificationCarrier carrier = carrier(other);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                carrier.look();
                return status("one") == Status.ERROR;
            });
            assertThat(hook.requests()).isEmpty();
        }
    }

    @Test
    void what_is_deleted_is_told_nothing_more() throws Exception {
        try (ScriptedServer hook = new ScriptedServer(request -> Reply.of(200))) {
            subscribe(hook, "one");
            NotificationCarrier carrier = carrier(hook);
            carrier.look();
            records.store()
                    .write(transaction -> transaction.subscriptions().remove("one", HOME))
                    .join();
            records.offer(HOME);
            carrier.look();
            assertThat(hook.requests()).hasSize(1);
        }
    }

    @Test
    void a_notification_follows_its_commit_without_waiting_for_the_next_look() throws Exception {
        try (ScriptedServer hook = new ScriptedServer(request -> Reply.of(200))) {
            subscribe(hook, "one");
            try (Notifications notifications = Notifications.start(
                    Map.of(HOME, Set.of(hook.address("/"))), records.store(), () -> BASE, Clock.systemUTC())) {
                assertThat(notifications).isNotNull();
                await().until(() -> status("one") == Status.ACTIVE);
                int told = 0;
                for (int i = 0; i < 5; i++) {
                    TransferId transfer = records.offer(HOME);
                    long begun = System.nanoTime();
                    await().pollInterval(Duration.ofMillis(2))
                            .until(() -> hook.requests().stream()
                                    .anyMatch(request -> request.body().contains(transfer.toString())));
                    told += Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofMillis(700)) < 0 ? 1 : 0;
                }
                // By looking once a second alone, most would come later than that.
                assertThat(told).isGreaterThanOrEqualTo(4);
            }
        }
    }

    private NotificationCarrier carrier(ScriptedServer... hooks) {
        Set<URI> hosts = Set.copyOf(
                List.of(hooks).stream().map(hook -> hook.address("/")).toList());
        return new NotificationCarrier(
                HOME,
                hosts,
                records.store(),
                () -> BASE,
                Clock.systemUTC(),
                new Transport(Optional.empty(), Duration.ofSeconds(5)),
                new Circuit(Duration.ofMillis(50), System::nanoTime, () -> 1),
                ATTEMPTS);
    }

    private void subscribe(ScriptedServer hook, String id) {
        records.store()
                .write(transaction -> {
                    transaction
                            .subscriptions()
                            .add(
                                    id,
                                    HOME,
                                    hook.address("/hook").toString(),
                                    List.of("Authorization: Bearer hook"),
                                    SECRET);
                    return true;
                })
                .join();
    }

    private Subscription subscription(String id) {
        return records.store().subscriptions().find(id).orElseThrow();
    }

    private Status status(String id) {
        return subscription(id).progress().status();
    }

    private static Parameters parameters(Request request) {
        return (Parameters) request.bundle().getEntryFirstRep().getResource();
    }

    private static String parameter(Request request, String name) {
        return parameters(request).getParameter(name).getValue().primitiveValue();
    }

    private static List<String> focuses(Request request) {
        return parameters(request).getParameter().stream()
                .filter(parameter -> parameter.getName().equals("notification-event"))
                .flatMap(parameter -> parameter.getPart().stream())
                .filter(part -> part.getName().equals("focus"))
                .map(part -> ((Reference) part.getValue()).getReference())
                .toList();
    }
}
