package uk.portage.gateway.mailbox.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.push.OfferedRecords.HOME;
import static uk.portage.gateway.mailbox.push.OfferedRecords.OTHER_HOME;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.exchange.ClientCredentials;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.mailbox.push.ScriptedServer.Reply;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

class FhirServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

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
    void a_transaction_puts_each_resource_under_an_id_of_its_own_and_is_acknowledged() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::stored)) {
            look(carrier(server, Mode.TRANSACTION));
            var request = server.requests("/fhir").get(0);
            Bundle sent = request.bundle();
            assertThat(sent.getType()).isEqualTo(Bundle.BundleType.TRANSACTION);
            assertThat(sent.getEntry()).hasSize(2).allSatisfy(entry -> {
                assertThat(entry.getRequest().getMethod()).isEqualTo(Bundle.HTTPVerb.PUT);
                assertThat(entry.getRequest().getUrl())
                        .isEqualTo(entry.getResource().fhirType() + "/"
                                + entry.getFullUrl().replace("urn:uuid:", ""));
            });
            assertThat(request.header("Idempotency-key")).contains('"' + transfer.toString() + '"');
            assertThat(request.header("Accept-encoding")).isEmpty();
        }
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void ids_of_different_senders_do_not_meet_and_references_lead_where_they_led() throws Exception {
        TransferId first = records.offer(HOME, "one", document());
        TransferId second = records.offer(HOME, "two", document());
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::stored)) {
            look(carrier(server, Mode.TRANSACTION));
            List<Bundle> sent = server.requests().stream()
                    .map(ScriptedServer.Request::bundle)
                    .toList();
            assertThat(sent).hasSize(2).allSatisfy(bundle -> {
                String patient = bundle.getEntry().get(1).getFullUrl();
                String binary = bundle.getEntry().get(2).getFullUrl();
                DocumentReference document =
                        (DocumentReference) bundle.getEntry().get(0).getResource();
                assertThat(document.getSubject().getReference()).isEqualTo(patient);
                assertThat(document.getContentFirstRep().getAttachment().getUrl())
                        .isEqualTo(binary);
                assertThat(document.getAuthorFirstRep().getReference())
                        .isEqualTo("https://elsewhere.example/Practitioner/1");
            });
            assertThat(sent.stream()
                            .flatMap(bundle -> bundle.getEntry().stream())
                            .map(entry -> entry.getRequest().getUrl()))
                    .hasSize(6)
                    .doesNotHaveDuplicates()
                    .noneMatch(url -> url.endsWith("/123"));
        }
        assertThat(List.of(first, second)).allMatch(transfer -> records.status(transfer) == TaskStatus.COMPLETED);
    }

    @Test
    void a_record_that_is_no_message_gets_a_header_whose_id_stays_the_same() throws Exception {
        TransferId transfer = records.offer(HOME, "one", document());
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request ->
                asked.getAndIncrement() == 0 ? Reply.of(500) : ScriptedServer.dealtWith(request, ResponseType.OK))) {
            lookUntilAnswered(carrier(server, Mode.PROCESS_MESSAGE), transfer);
            Bundle sent = server.requests().get(0).bundle();
            assertThat(sent.getType()).isEqualTo(Bundle.BundleType.MESSAGE);
            assertThat(sent.getEntry()).hasSize(4);
            assertThat(((MessageHeader) sent.getEntryFirstRep().getResource())
                            .getFocusFirstRep()
                            .getReference())
                    .isEqualTo(sent.getEntry().get(1).getFullUrl());
            assertThat(server.requests().get(1).body())
                    .isEqualTo(server.requests().get(0).body());
        }
    }

    private static Bundle document() {
        String base = "https://trust.example/fhir/";
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.COLLECTION);
        DocumentReference document = new DocumentReference();
        document.setId("123");
        document.getSubject().setReference(base + "Patient/123");
        document.addAuthor().setReference("https://elsewhere.example/Practitioner/1");
        document.addContent().getAttachment().setUrl(base + "Binary/123");
        Patient patient = new Patient();
        patient.setId("123");
        patient.addName().setFamily("Testcase");
        Binary binary = new Binary();
        binary.setId("123");
        binary.setContentType("text/plain");
        bundle.addEntry().setFullUrl(base + "DocumentReference/123").setResource(document);
        bundle.addEntry().setFullUrl(base + "Patient/123").setResource(patient);
        bundle.addEntry().setFullUrl(base + "Binary/123").setResource(binary);
        return bundle;
    }

    @Test
    void a_message_is_sent_as_it_is_and_acknowledged_by_the_response_to_it() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer server =
                new ScriptedServer(request -> ScriptedServer.dealtWith(request, ResponseType.OK))) {
            look(carrier(server, Mode.PROCESS_MESSAGE));
            assertThat(server.requests("/fhir/$process-message").get(0).body())
                    .isEqualTo(new String(
                            records.store()
                                    .bundle(records.item(transfer).submission())
                                    .orElseThrow(),
                            java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void a_message_may_be_taken_without_a_response() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer server = new ScriptedServer(request -> Reply.of(204))) {
            look(carrier(server, Mode.PROCESS_MESSAGE));
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void what_a_server_refuses_is_rejected_with_a_reason_of_the_list() throws Exception {
        TransferId named = records.offer(HOME);
        TransferId duplicate = records.offer(HOME);
        TransferId invalid = records.offer(HOME);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> switch (asked.getAndIncrement()) {
            case 0 -> Reply.of(422, ScriptedServer.outcome(IssueType.PROCESSING, "30002", "no such person"));
            case 1 -> Reply.of(409, ScriptedServer.outcome(IssueType.DUPLICATE, "x", "again"));
            default -> Reply.of(400, "text/plain", "no");
        })) {
            look(carrier(server, Mode.TRANSACTION));
        }
        assertThat(records.item(named).reason()).contains(RejectionReason.PATIENT_NOT_KNOWN);
        assertThat(records.item(duplicate).reason()).contains(RejectionReason.DUPLICATE);
        assertThat(records.item(invalid).reason()).contains(RejectionReason.INVALID_CONTENT);
        assertThat(records.entries(invalid)).containsExactly(EntryKind.COLLECTED, EntryKind.REJECTED);
    }

    @Test
    void a_fatal_error_in_a_message_is_a_rejection_and_a_transient_one_is_tried_again() throws Exception {
        TransferId fatal = records.offer(HOME);
        TransferId passing = records.offer(HOME);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> switch (asked.getAndIncrement()) {
            case 0 ->
                ScriptedServer.dealtWith(
                        request,
                        ResponseType.FATALERROR,
                        ScriptedServer.outcome(IssueType.PROCESSING, "30004", "the person has died"));
            case 1 -> ScriptedServer.dealtWith(request, ResponseType.TRANSIENTERROR);
            default -> ScriptedServer.dealtWith(request, ResponseType.OK);
        })) {
            lookUntilAnswered(carrier(server, Mode.PROCESS_MESSAGE), fatal, passing);
        }
        assertThat(records.item(fatal).reason()).contains(RejectionReason.PATIENT_DECEASED);
        assertThat(records.entries(passing)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void a_page_of_something_else_is_no_acknowledgement() throws Exception {
        TransferId transfer = records.offer(HOME);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> switch (asked.getAndIncrement()) {
            case 0 -> Reply.of(200, "text/html", "<html>Please sign in</html>");
            case 1 -> Reply.of(200, new Bundle());
            case 2 -> Reply.of(200, "application/fhir+json", "{broken");
            default -> ScriptedServer.stored(request);
        })) {
            FhirCarrier carrier = carrier(server, Mode.TRANSACTION);
            look(carrier);
            assertThat(records.status(transfer)).isEqualTo(TaskStatus.RECEIVED);
            lookUntilAnswered(carrier, transfer);
            assertThat(asked).hasValue(4);
        }
    }

    @Test
    void a_server_that_asks_to_be_left_alone_is_left_alone_for_so_long() throws Exception {
        TransferId transfer = records.offer(HOME);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> asked.getAndIncrement() == 0
                ? Reply.of(503).with("Retry-After", "1")
                : ScriptedServer.stored(request))) {
            lookUntilAnswered(carrier(server, Mode.TRANSACTION), transfer);
            assertThat(server.requests()).hasSize(2);
            long between =
                    server.requests().get(1).at() - server.requests().get(0).at();
            assertThat(between).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void a_redirect_is_not_followed_and_no_reason_to_reject() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer inside = new ScriptedServer(ScriptedServer::stored);
                ScriptedServer server = new ScriptedServer(request ->
                        Reply.of(307).with("Location", inside.address("/fhir").toString()))) {
            FhirCarrier carrier = carrier(server, Mode.TRANSACTION);
            look(carrier);
            assertThatThrownBy(carrier::look).hasMessageContaining("a redirect, which is not followed");
            assertThat(inside.requests()).isEmpty();
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_credential_that_is_not_let_in_is_no_reason_to_reject() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer server = new ScriptedServer(request -> Reply.of(403))) {
            look(carrier(server, Mode.TRANSACTION));
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_record_that_breaks_the_server_stops_its_person_only() throws Exception {
        TransferId poisoned = records.offer(HOME, "one");
        TransferId behind = records.offer(HOME, "one");
        TransferId other = records.offer(HOME, "two");
        try (ScriptedServer server = new ScriptedServer(
                request -> request.header("Idempotency-key").orElseThrow().contains(poisoned.toString())
                        ? Reply.of(500)
                        : ScriptedServer.stored(request))) {
            FhirCarrier carrier = carrier(server, Mode.TRANSACTION);
            for (int i = 0; i < 5; i++) {
                look(carrier);
                Thread.sleep(50);
            }
            assertThat(records.status(other)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(records.status(behind)).isEqualTo(TaskStatus.REQUESTED);
            server.script(ScriptedServer::stored);
            lookUntilAnswered(carrier, poisoned, behind);
        }
        assertThat(records.item(poisoned).changedAt())
                .isBeforeOrEqualTo(records.item(behind).changedAt());
    }

    @Test
    void a_server_that_hangs_slows_no_other() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer hanging = new ScriptedServer(request -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return ScriptedServer.stored(request);
                });
                ScriptedServer quick = new ScriptedServer(ScriptedServer::stored)) {
            TransferId stuck = records.offer(HOME);
            long begun = System.nanoTime();
            Duration elapsed;
            try (Deliveries deliveries = Deliveries.start(
                    List.of(
                            server(HOME, hanging, Mode.TRANSACTION, Duration.ofSeconds(2)),
                            server(OTHER_HOME, quick, Mode.TRANSACTION, LIMIT)),
                    records.store(),
                    destination -> false,
                    Map.of(),
                    ZoneId.of("Europe/London"))) {
                await().until(() -> !hanging.requests().isEmpty());
                List<TransferId> flowing = java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> records.offer(OTHER_HOME))
                        .toList();
                begun = System.nanoTime();
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> flowing.stream().allMatch(t -> records.status(t) == TaskStatus.COMPLETED));
                elapsed = Duration.ofNanos(System.nanoTime() - begun);
                await().until(() -> !deliveries.isReachable(HOME));
                assertThat(deliveries.isReachable(OTHER_HOME)).isTrue();
                end.countDown();
                await().until(() -> records.status(stuck) == TaskStatus.COMPLETED);
                await().until(() -> deliveries.isReachable(HOME));
            }
            assertThat(elapsed).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_answer_that_drips_is_broken_off_when_its_time_is_over() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (java.net.ServerSocket listener =
                new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            Thread dripping = new Thread(() -> {
                try (var socket = listener.accept()) {
                    var out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n\r\n".getBytes());
                    while (true) {
                        out.write(' ');
                        out.flush();
                        Thread.sleep(100);
                    }
                } catch (IOException | InterruptedException e) {
                    // The other side has broken off.
                }
            });
            dripping.start();
            URI base = URI.create("http://localhost:" + listener.getLocalPort() + "/fhir");
            FhirCarrier carrier = carrier(new ToFhirServer(
                    HOME, base, Mode.TRANSACTION, Optional.empty(), Optional.empty(), Duration.ofMillis(700)));
            long begun = System.nanoTime();
            look(carrier);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            dripping.join(5_000);
            assertThat(dripping.isAlive()).isFalse();
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_token_is_fetched_once_and_renewed_when_it_is_refused() throws Exception {
        TransferId first = records.offer(HOME);
        TransferId second = records.offer(HOME);
        TransferId third = records.offer(HOME);
        AtomicInteger tokens = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> {
            if (request.path().equals("/token")) {
                return Reply.of(
                        200,
                        "application/json",
                        "{\"access_token\":\"token-" + tokens.incrementAndGet()
                                + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
            }
            // The first token is withdrawn before the second record.
            boolean withdrawn = tokens.get() == 1 && records.status(first).isFinal();
            boolean good = request.header("Authorization").equals(Optional.of("Bearer token-" + tokens.get()));
            return good && !withdrawn ? ScriptedServer.stored(request) : Reply.of(401);
        })) {
            ClientCredentials oauth2 = new ClientCredentials(
                    server.address("/token"), "home 900", "s3cret:with/signs", Optional.of("records.write"));
            look(carrier(new ToFhirServer(
                    HOME, server.address("/fhir"), Mode.TRANSACTION, Optional.of(oauth2), Optional.empty(), LIMIT)));
            assertThat(server.requests("/token")).hasSize(2).allSatisfy(request -> {
                assertThat(request.body()).isEqualTo("grant_type=client_credentials&scope=records.write");
                assertThat(new String(java.util.Base64.getDecoder()
                                .decode(request.header("Authorization")
                                        .orElseThrow()
                                        .substring("Basic ".length()))))
                        .isEqualTo("home+900:s3cret%3Awith%2Fsigns");
            });
        }
        assertThat(List.of(first, second, third))
                .allSatisfy(transfer -> assertThat(records.entries(transfer))
                        .containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED));
    }

    @Test
    void without_a_token_nothing_is_collected() throws Exception {
        TransferId transfer = records.offer(HOME);
        try (ScriptedServer server = new ScriptedServer(request -> Reply.of(400, "application/json", "{}"))) {
            FhirCarrier carrier = carrier(new ToFhirServer(
                    HOME,
                    server.address("/fhir"),
                    Mode.TRANSACTION,
                    Optional.of(new ClientCredentials(server.address("/token"), "home", "secret", Optional.empty())),
                    Optional.empty(),
                    LIMIT));
            look(carrier);
            assertThatThrownBy(carrier::look).hasMessage("the token server answers 400");
            assertThat(server.requests("/fhir")).isEmpty();
        }
        assertThat(records.entries(transfer)).isEmpty();
    }

    @Test
    void killed_before_the_answer_is_kept_it_is_sent_again_under_the_same_ids() throws Exception {
        TransferId transfer = records.offer(HOME);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> {
            if (asked.getAndIncrement() == 0) {
                // The server has stored the record, and the gateway dies before it hears so.
                records.store().close();
            }
            return ScriptedServer.stored(request);
        })) {
            assertThatThrownBy(carrier(server, Mode.TRANSACTION)::look).isNotNull();
            records.reopen();
            assertThat(records.status(transfer)).isEqualTo(TaskStatus.RECEIVED);
            look(carrier(server, Mode.TRANSACTION));
            look(carrier(server, Mode.TRANSACTION));
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().get(1).body())
                    .isEqualTo(server.requests().get(0).body());
            assertThat(server.requests().get(1).header("Idempotency-key"))
                    .isEqualTo(server.requests().get(0).header("Idempotency-key"));
        }
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void killed_between_collecting_and_sending_it_is_sent_at_the_next_start() throws Exception {
        TransferId transfer = records.offer(HOME);
        new Mailbox(records.store()).collect(records.item(transfer), 1);
        records.reopen();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::stored)) {
            look(carrier(server, Mode.TRANSACTION));
        }
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void a_server_that_is_down_is_tried_again_and_gets_everything_in_order() throws Exception {
        ScriptedServer server = new ScriptedServer(ScriptedServer::stored);
        int port = server.port();
        FhirCarrier carrier = carrier(server, Mode.TRANSACTION);
        server.close();
        TransferId first = records.offer(HOME, "one");
        TransferId second = records.offer(HOME, "one");
        look(carrier);
        assertThatThrownBy(carrier::look).isInstanceOf(UnreachableException.class);
        try (ScriptedServer back = new ScriptedServer(port, ScriptedServer::stored)) {
            lookUntilAnswered(carrier, first, second);
            assertThat(back.requests().stream()
                            .map(r -> r.header("Idempotency-key").orElseThrow()))
                    .containsExactly("\"" + first + "\"", "\"" + second + "\"");
        }
    }

    @Test
    void nothing_that_is_sent_or_answered_is_logged() throws Exception {
        records.offer(HOME);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> switch (asked.getAndIncrement()) {
            case 0 -> Reply.of(500, ScriptedServer.outcome(IssueType.EXCEPTION, "x", "Testcase Morwenna"));
            case 1 ->
                Reply.of(
                        200,
                        "application/fhir+json",
                        "{\"resourceType\":\"Bundle\",\"Testcase\":1,\"type\":\"Testcase\"}");
            case 2 -> Reply.of(200, "text/html", "Testcase");
            default -> ScriptedServer.stored(request);
        })) {
            FhirCarrier carrier = carrier(server, Mode.TRANSACTION);
            await().until(() -> {
                look(carrier);
                return asked.get() > 3;
            });
        } finally {
            root.setLevel(level);
            root.detachAppender(appender);
        }
        assertThat(appender.list)
                .isNotEmpty()
                .noneMatch(event -> event.getFormattedMessage().contains("Testcase"));
    }

    @Test
    void only_addresses_that_hide_nothing_and_are_protected_are_allowed() {
        assertThat(List.of("https://fhir.example.org/r4", "http://localhost:8080/fhir", "http://127.0.0.1/fhir"))
                .allMatch(address -> FhirEndpoint.isAllowed(URI.create(address), false));
        assertThat(List.of(
                        "http://192.0.2.1/fhir",
                        "https://user:secret@fhir.example.org/",
                        "https://fhir.example.org/?x=1",
                        "ftp://fhir.example.org/",
                        "file:///etc/passwd",
                        "https:///fhir"))
                .noneMatch(address -> FhirEndpoint.isAllowed(URI.create(address), false));
        assertThat(FhirEndpoint.isAllowed(URI.create("http://192.0.2.1/fhir"), true))
                .isTrue();
    }

    @Test
    void a_record_goes_only_to_a_server_whose_certificate_is_trusted_and_names_it(@TempDir Path folder)
            throws Exception {
        TransferId transfer = records.offer(HOME);
        ServerCertificate right = ServerCertificate.of("localhost", folder);
        ServerCertificate wrong = ServerCertificate.of("elsewhere.example", folder);
        try (ScriptedServer server = new ScriptedServer(right.tls(), ScriptedServer::stored);
                ScriptedServer imposter = new ScriptedServer(wrong.tls(), ScriptedServer::stored)) {
            look(carrier(trusting(server, Optional.empty())));
            look(carrier(trusting(server, Optional.of(wrong.pem()))));
            look(carrier(trusting(imposter, Optional.of(wrong.pem()))));
            assertThat(server.requests()).isEmpty();
            assertThat(imposter.requests()).isEmpty();

            look(carrier(trusting(server, Optional.of(right.pem()))));
            assertThat(server.requests("/fhir")).hasSize(1);
        }
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.COMPLETED);
    }

    private static ToFhirServer trusting(ScriptedServer server, Optional<Path> trusted) {
        return new ToFhirServer(HOME, server.address("/fhir"), Mode.TRANSACTION, Optional.empty(), trusted, LIMIT);
    }

    private FhirCarrier carrier(ScriptedServer server, Mode mode) {
        return carrier(server(HOME, server, mode, LIMIT));
    }

    private FhirCarrier carrier(ToFhirServer configuration) {
        Circuit circuit = new Circuit(Duration.ofMillis(100), System::nanoTime, () -> 1);
        return new FhirCarrier(
                HOME, new FhirServer(configuration), records.store(), new Mailbox(records.store()), circuit);
    }

    private static ToFhirServer server(OdsCode destination, ScriptedServer server, Mode mode, Duration limit) {
        return new ToFhirServer(destination, server.address("/fhir"), mode, Optional.empty(), Optional.empty(), limit);
    }

    /** One look, whatever comes of it. */
    private static void look(FhirCarrier carrier) throws IOException {
        try {
            carrier.look();
        } catch (UnreachableException e) {
            // What the test asks for is elsewhere.
        }
    }

    private void lookUntilAnswered(FhirCarrier carrier, TransferId... transfers) {
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            look(carrier);
            return List.of(transfers).stream()
                    .allMatch(transfer -> records.status(transfer).isFinal());
        });
    }
}
