package uk.portage.gateway.mailbox.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.exchange.ClientCredentials;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.mailbox.exchange.Pauses;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.mailbox.push.ScriptedServer;
import uk.portage.gateway.mailbox.push.ScriptedServer.Reply;
import uk.portage.gateway.mailbox.push.ScriptedServer.Request;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

/** A real FHIR server's answers, and what is made of them. */
class RecordSourceTest {

    private static final OdsCode TRUST = new OdsCode("RZZ");
    private static final OdsCode OTHER_TRUST = new OdsCode("RYY");
    private static final OdsCode COUNCIL = new OdsCode("900");
    private static final OdsCode OTHER_COUNCIL = new OdsCode("901");
    private static final String NUMBER = "9990000018";
    private static final String OTHER_NUMBER = "9990000026";
    private static final byte[] SITE_KEY = "a site key of thirty-two bytes!!".getBytes(UTF_8);
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final OrderingKey PERSON =
            OrderingKey.of(SITE_KEY, COUNCIL, new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", NUMBER));

    /** Known to FHIR and not, spaced as no encoder would. */
    private static final String ALLERGY = """
            {"resourceType":"AllergyIntolerance","id":"a1",  "patient":{"reference":"Patient/p1"},
             "code":{"text":"Nüsse"},"ourOwn":{"weight":1.10}}""";

    private Path folder;
    private Store store;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private volatile Optional<FailureCode> refusal = Optional.empty();
    private ScriptedServer server;

    @BeforeEach
    void open(@TempDir Path directory) {
        folder = directory;
        store = openStore();
        careFor(Set.of(PERSON));
        store.write(transaction -> {
                    transaction.replaceCaseload(OTHER_COUNCIL, Set.of(PERSON));
                    return true;
                })
                .join();
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        store.close();
    }

    private Store openStore() {
        return SqlStore.open(
                new StoreConfiguration.Sqlite(folder.resolve("store").resolve("portage.db")), Clock.systemUTC());
    }

    private void careFor(Set<OrderingKey> persons) {
        store.write(transaction -> {
                    transaction.replaceCaseload(COUNCIL, persons);
                    return true;
                })
                .join();
    }

    // --- a source as it should be ---

    private static String patient(String id, String number) {
        return """
                {"resourceType":"Patient","id":"%s","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number",
                 "value":"%s"}],"name":[{"family":"Testcase"}]}""".formatted(id, number);
    }

    private static Reply page(String next, String... resources) {
        StringBuilder entries = new StringBuilder();
        for (String resource : resources) {
            String type = resource.replaceAll("(?s).*?\"resourceType\":\"(\\w+)\".*", "$1");
            String id = resource.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
            entries.append(entries.isEmpty() ? "" : ",")
                    .append("{\"fullUrl\":\"http://source.example/r4/" + type + "/" + id + "\",\"resource\":" + resource
                            + ",\"search\":{\"mode\":\"match\",\"score\":0.5}}");
        }
        return Reply.of(
                200,
                "application/fhir+json",
                "{\"resourceType\":\"Bundle\",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"N\"}]},"
                        + "\"type\":\"searchset\",\"total\":" + resources.length + ","
                        + (next.isEmpty() ? "" : "\"link\":[{\"relation\":\"next\",\"url\":\"" + next + "\"}],")
                        + "\"entry\":[" + entries + "]}");
    }

    private static Reply found(Request request) {
        assertThat(request.body()).contains(NUMBER);
        return page("", patient("p1", NUMBER));
    }

    /** Finds the person and says the rest as told. */
    private void serve(Function<Request, Reply> rest) throws Exception {
        server = new ScriptedServer(
                request -> request.path().equals("/r4/Patient/_search") ? found(request) : rest.apply(request));
    }

    private SourceConfiguration configuration(OdsCode organisation, String... searches) {
        return new SourceConfiguration(
                organisation,
                new FhirEndpoint(server.address("/r4"), Optional.empty(), Optional.empty(), Duration.ofSeconds(2)),
                List.of(searches),
                new SourceConfiguration.Limits(3, 100_000),
                Duration.ofMinutes(10));
    }

    private RequestCarrier carrier(SourceConfiguration configuration) {
        return carrier(configuration, Clock.systemUTC());
    }

    private RequestCarrier carrier(SourceConfiguration configuration, Clock clock) {
        return new RequestCarrier(
                configuration,
                new RecordSource(configuration),
                store,
                this::take,
                (source, outcome) -> counted.add(source + " " + outcome),
                new Pauses(Duration.ofMillis(100), () -> 1),
                clock);
    }

    /** The road's door, at its shortest. */
    private CompletableFuture<Answer> take(
            OdsCode source, OdsCode requester, SourceDocument record, Instant receivedAt) {
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(new Answer.Refused(refusal.get(), List.of()));
        }
        Bundle bundle = FHIR.newJsonParser().parseResource(Bundle.class, new String(record.bytes(), UTF_8));
        SubmissionId id = SubmissionId.of(DedupeKey.ofDocument(
                source,
                "request.rzz",
                "Portage",
                source.value(),
                bundle.getIdentifier().getValue()));
        taken.add(new String(record.bytes(), UTF_8));
        return store.write(transaction -> {
            transaction.keep(
                    new SubmissionRow(
                            id,
                            source,
                            "request.rzz",
                            "fhir-r4",
                            "Bundle-message",
                            Workflow.RECORD_ON_REQUEST,
                            "request:" + requester,
                            Optional.empty(),
                            receivedAt,
                            false,
                            PERSON,
                            Sha256.of(record.bytes()),
                            record.size()),
                    record.bytes(),
                    new byte[32]);
            return new Answer.Accepted(id.toString());
        });
    }

    private RecordRequest request(OdsCode source) {
        return request(source, COUNCIL);
    }

    private RecordRequest request(OdsCode source, OdsCode requester) {
        String id = java.util.UUID.randomUUID().toString();
        SubmissionId submission =
                SubmissionId.of(DedupeKey.ofDocument(source, "request.rzz", "Portage", source.value(), id));
        store.write(transaction -> {
                    transaction.recordRequests().add(id, requester, source, PERSON, NUMBER, submission);
                    return true;
                })
                .join();
        return now(id);
    }

    private RecordRequest now(String id) {
        return store.recordRequests().find(id).orElseThrow();
    }

    private void endsWith(FailureCode code, String... searches) throws Exception {
        RecordRequest request = request(TRUST);
        carrier(configuration(TRUST, searches)).look();
        RecordRequest ended = now(request.id());
        assertThat(ended.code()).contains(code);
        assertThat(ended.state()).isEqualTo(RecordRequest.State.NOT_PROVIDED);
        assertThat(ended.nhsNumber()).isEmpty();
        assertThat(taken).isEmpty();
        EntryDraft entry = entry(EntryKind.RECORD_NOT_PROVIDED);
        assertThat(entry.code()).contains(code);
        assertThat(entry.sender()).contains(TRUST);
        assertThat(entry.recipient()).contains(COUNCIL);
        assertThat(entry.count()).contains(1L);
        assertThat(counted).containsExactly("RZZ " + code.name().toLowerCase(java.util.Locale.ROOT));
    }

    private EntryDraft entry(EntryKind kind) {
        List<EntryDraft> entries = store.ledger().entriesAfter(0, 1_000).stream()
                .map(uk.portage.gateway.ledger.Entry::content)
                .filter(entry -> entry.kind() == kind)
                .toList();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    // --- what goes well ---

    @Test
    void everything_comes_page_by_page_and_goes_on_as_it_came_in_a_message_to_the_asker() throws Exception {
        serve(request -> request.query().isEmpty()
                ? page("Patient/p1/$everything?page=2", patient("p1", NUMBER), ALLERGY)
                : page("", ALLERGY.replace("a1", "a2")));
        RecordRequest request = request(TRUST);
        carrier(configuration(TRUST)).look();

        RecordRequest ended = now(request.id());
        assertThat(ended.state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(ended.nhsNumber()).isEmpty();
        assertThat(store.submission(request.submission())).isPresent();
        assertThat(entry(EntryKind.RECORD_PROVIDED).submission()).contains(request.submission());
        assertThat(counted).containsExactly("RZZ provided");
        String message = taken.get(0);
        assertThat(message)
                .contains(ALLERGY, ALLERGY.replace("a1", "a2"), patient("p1", NUMBER))
                .doesNotContain("searchset", "\"total\"", "\"score\"");
        Bundle bundle = FHIR.newJsonParser().parseResource(Bundle.class, message);
        assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.MESSAGE);
        assertThat(bundle.getIdentifier().getValue()).isEqualTo(request.id());
        assertThat(bundle.getMeta().getSecurity()).hasSize(1);
        MessageHeader header = (MessageHeader) bundle.getEntryFirstRep().getResource();
        assertThat(header.getEventCoding().getCode()).isEqualTo("record-on-request");
        assertThat(header.getSender().getIdentifier().getValue()).isEqualTo("RZZ");
        assertThat(header.getDestinationFirstRep().getReceiver().getIdentifier().getValue())
                .isEqualTo("900");
        // The person's Patient came when it was looked for, and again with everything else.
        assertThat(bundle.getEntry()).hasSize(4);
        assertThat(server.requests()).allSatisfy(asked -> {
            assertThat(asked.path() + "?" + asked.query()).doesNotContain(NUMBER);
            assertThat(asked.header("Accept")).contains("application/fhir+json");
        });
    }

    @Test
    void what_is_configured_is_searched_for_and_the_patient_is_in_the_record() throws Exception {
        serve(request -> page("", request.path().endsWith("/AllergyIntolerance") ? ALLERGY : condition("Patient/p1")));
        request(TRUST);
        carrier(configuration(TRUST, "AllergyIntolerance?patient={patient}", "Condition?subject=Patient/{patient}"))
                .look();
        assertThat(taken.get(0)).contains(ALLERGY, condition("Patient/p1"), patient("p1", NUMBER));
        assertThat(server.requests("/r4/Condition").get(0).query()).isEqualTo("subject=Patient/p1");
        assertThat(server.requests("/r4/Condition").get(0).header("Prefer")).contains("handling=strict");
    }

    private static String condition(String subject) {
        return "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"subject\":{\"reference\":\"" + subject + "\"}}";
    }

    @Test
    void a_token_that_is_refused_is_renewed_once() throws Exception {
        AtomicInteger tokens = new AtomicInteger();
        server = new ScriptedServer(request -> {
            if (request.path().equals("/token")) {
                return Reply.of(200, "application/json", "{\"access_token\":\"t" + tokens.incrementAndGet() + "\"}");
            }
            if (!request.header("Authorization").equals(Optional.of("Bearer t2"))) {
                return Reply.of(401);
            }
            return request.path().endsWith("_search") ? found(request) : page("", patient("p1", NUMBER));
        });
        SourceConfiguration open = configuration(TRUST);
        SourceConfiguration closed = new SourceConfiguration(
                TRUST,
                new FhirEndpoint(
                        open.endpoint().base(),
                        Optional.of(
                                new ClientCredentials(server.address("/token"), "portage", "secret", Optional.empty())),
                        Optional.empty(),
                        Duration.ofSeconds(2)),
                List.of(),
                open.limits(),
                open.giveUpAfter());
        RecordRequest request = request(TRUST);
        carrier(closed).look();
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(tokens).hasValue(2);
    }

    // --- whose record it is ---

    @Test
    void a_patient_with_another_number_is_refused() throws Exception {
        server = new ScriptedServer(request -> page("", patient("p1", OTHER_NUMBER)));
        endsWith(FailureCode.WRONG_PERSON);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void everything_about_somebody_else_is_refused() throws Exception {
        serve(request -> page("", patient("p1", OTHER_NUMBER)));
        endsWith(FailureCode.WRONG_PERSON);
    }

    @Test
    void somebody_else_among_the_resources_is_refused() throws Exception {
        serve(request -> page("", patient("p1", NUMBER), patient("p2", OTHER_NUMBER)));
        endsWith(FailureCode.WRONG_PERSON);
    }

    @Test
    void what_belongs_to_somebody_else_is_refused_as_a_server_gives_it_that_leaves_out_a_parameter() throws Exception {
        serve(request -> page("", ALLERGY, ALLERGY.replace("a1", "a2").replace("Patient/p1", "Patient/p2")));
        endsWith(FailureCode.WRONG_PERSON, "AllergyIntolerance?patient={patient}");
    }

    @Test
    void a_number_that_the_source_has_not_verified_is_refused() throws Exception {
        server = new ScriptedServer(
                request -> page("", withStatus("{\"code\":\"number-present-but-not-traced\"},{\"display\":\"?\"}")));
        endsWith(FailureCode.WRONG_PERSON);
    }

    @Test
    void a_number_that_the_source_has_verified_is_good_whatever_else_it_says_of_it() throws Exception {
        server = new ScriptedServer(request -> page(
                "",
                withStatus("{\"display\":\"no code\"},{\"code\":\"number-present-and-verified\"},{\"code\":\"own\"}")));
        RecordRequest request = request(TRUST);
        carrier(configuration(TRUST)).look();
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
    }

    private static String withStatus(String codings) {
        return patient("p1", NUMBER).replace("\"value\":", """
                "extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
                "valueCodeableConcept":{"coding":[%s]}}],"value":""".formatted(codings));
    }

    @Test
    void nobody_and_two_are_no_record() throws Exception {
        server = new ScriptedServer(request -> page(""));
        endsWith(FailureCode.RECORD_NOT_FOUND);
    }

    @Test
    void two_patients_of_one_number_are_not_one_record() throws Exception {
        server = new ScriptedServer(request -> page("", patient("p1", NUMBER), patient("p2", NUMBER)));
        endsWith(FailureCode.RECORD_NOT_FOUND);
    }

    // --- what a server says ---

    @Test
    void a_404_is_no_record() throws Exception {
        serve(request -> Reply.of(404));
        endsWith(FailureCode.RECORD_NOT_FOUND);
    }

    @Test
    void a_refused_credential_is_a_refusal() throws Exception {
        server = new ScriptedServer(request -> Reply.of(401));
        endsWith(FailureCode.SOURCE_REFUSED);
    }

    @Test
    void a_forbidden_record_is_a_refusal() throws Exception {
        serve(request -> Reply.of(403));
        endsWith(FailureCode.SOURCE_REFUSED);
    }

    @Test
    void a_busy_server_is_asked_again_and_not_before_it_says() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve(request -> asked.getAndIncrement() == 0
                ? Reply.of(503).with("Retry-After", "1")
                : page("", patient("p1", NUMBER)));
        RecordRequest request = request(TRUST);
        RequestCarrier carrier = carrier(configuration(TRUST));
        long begun = System.nanoTime();
        assertThatThrownBy(carrier::look).isInstanceOf(UnreachableException.class);
        RecordRequest waits = now(request.id());
        assertThat(waits.state()).isEqualTo(RecordRequest.State.ASKED);
        assertThat(waits.code()).contains(FailureCode.SOURCE_UNAVAILABLE);
        assertThat(waits.nhsNumber()).isPresent();
        lookUntilEnded(carrier, request);
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_000));
        assertThat(counted).containsExactly("RZZ source_unavailable", "RZZ provided");
    }

    private void lookUntilEnded(RequestCarrier carrier, RecordRequest request) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!now(request.id()).state().isFinal() && System.nanoTime() < end) {
            try {
                carrier.look();
            } catch (UnreachableException waits) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void a_record_that_breaks_the_server_holds_up_no_other_persons() throws Exception {
        serve(request -> Reply.of(500));
        RecordRequest broken = request(TRUST);
        RequestCarrier carrier = carrier(configuration(TRUST));
        carrier.look();
        assertThat(now(broken.id()).code()).contains(FailureCode.SOURCE_UNAVAILABLE);
        server.script(request -> request.path().endsWith("_search") ? found(request) : page("", patient("p1", NUMBER)));
        RecordRequest other = request(TRUST, OTHER_COUNCIL);
        carrier.look();
        assertThat(now(other.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
    }

    @Test
    void a_server_that_is_down_is_asked_until_it_is_time_to_give_up() throws Exception {
        serve(request -> Reply.of(500));
        SourceConfiguration configuration = configuration(TRUST);
        server.close();
        RecordRequest request = request(TRUST);
        RequestCarrier carrier = carrier(configuration);
        assertThatThrownBy(carrier::look).isInstanceOf(UnreachableException.class);
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.ASKED);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));
        carrier(configuration, later).look();
        assertThat(now(request.id()).code()).contains(FailureCode.SOURCE_UNAVAILABLE);
        assertThat(now(request.id()).nhsNumber()).isEmpty();
        assertThat(entry(EntryKind.RECORD_NOT_PROVIDED).count()).contains(1L);
    }

    @Test
    void a_source_that_hangs_is_given_up_in_time_and_holds_up_no_other() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        serve(request -> page("", patient("p1", NUMBER)));
        try (ScriptedServer hanging = new ScriptedServer(request -> {
            try {
                assertThat(hang.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(500);
        })) {
            SourceConfiguration good = configuration(TRUST);
            SourceConfiguration bad = new SourceConfiguration(
                    OTHER_TRUST,
                    new FhirEndpoint(hanging.address("/r4"), Optional.empty(), Optional.empty(), Duration.ofSeconds(5)),
                    List.of(),
                    good.limits(),
                    good.giveUpAfter());
            RecordRequest waits = request(OTHER_TRUST);
            try (RecordSources sources = RecordSources.start(
                    List.of(bad, good),
                    store,
                    this::take,
                    (source, outcome) -> counted.add(source + " " + outcome),
                    Clock.systemUTC())) {
                await().until(() -> !hanging.requests().isEmpty());
                RecordRequest served = request(TRUST);
                await().until(() -> now(served.id()).state().isFinal());
                // The other one still hangs.
                assertThat(counted).containsExactly("RZZ provided");
                await().atMost(Duration.ofSeconds(30)).until(() -> counted.contains("RYY source_timed_out"));
                await().until(() -> !sources.isReachable(OTHER_TRUST));
                assertThat(sources.isReachable(TRUST)).isTrue();
                assertThat(now(waits.id()).code()).contains(FailureCode.SOURCE_TIMED_OUT);
            }
            hang.countDown();
        }
    }

    @Test
    void a_page_that_is_no_fhir_is_asked_for_again() throws Exception {
        serve(request -> Reply.of(200, "text/html", "<html>Sign in</html>"));
        RecordRequest request = request(TRUST);
        carrier(configuration(TRUST)).look();
        assertThat(now(request.id()).code()).contains(FailureCode.UNREADABLE);
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.ASKED);
    }

    // --- where it leads, and how much ---

    @Test
    void a_link_to_a_strange_host_is_not_followed() throws Exception {
        try (ScriptedServer stranger = new ScriptedServer(request -> page("", ALLERGY))) {
            serve(request -> page(stranger.address("/r4/next").toString(), patient("p1", NUMBER)));
            endsWith(FailureCode.INVALID_VALUE);
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @Test
    void a_link_that_leads_out_of_the_base_is_not_followed() throws Exception {
        serve(request -> page("/r4/../admin", patient("p1", NUMBER)));
        endsWith(FailureCode.INVALID_VALUE);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void only_links_below_the_base_are_good() {
        URI base = URI.create("https://trust.example:8443/r4");
        for (String good : List.of(
                "https://trust.example:8443/r4?_getpages=1",
                "HTTPS://Trust.example:8443/r4/Patient/1/$everything?page=2",
                "Patient?page=2",
                "?_getpages=2")) {
            assertThat(PageLink.checked(base, good).getPort()).isEqualTo(8443);
        }
        for (String bad : List.of(
                "http://trust.example:8443/r4",
                "https://trust.example/r4",
                "https://trust.example:8443/r4x",
                "https://trust.example:8443@evil.example/r4",
                "https://user@trust.example:8443/r4",
                "https://trust.example:8443/r4/../x",
                "https://trust.example:8443/r4/%2e%2e/x",
                "https://trust.example:8443/r4/..%2fx",
                "//evil.example/r4",
                "file:///etc/passwd",
                "https://trust.example:8443\\@evil.example/r4",
                "not an address")) {
            assertThatThrownBy(() -> PageLink.checked(base, bad)).as(bad).isInstanceOf(UnusableAnswerException.class);
        }
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        serve(request -> Reply.of(302).with("Location", "http://localhost:1/"));
        RecordRequest request = request(TRUST);
        RequestCarrier carrier = carrier(configuration(TRUST));
        assertThatThrownBy(carrier::look).isInstanceOf(UnreachableException.class);
        assertThat(now(request.id()).code()).contains(FailureCode.SOURCE_UNAVAILABLE);
    }

    @Test
    void an_answer_that_is_too_long_is_given_up() throws Exception {
        serve(request -> page("", patient("p1", NUMBER).replace("Testcase", "T".repeat(100_000))));
        endsWith(FailureCode.OVERSIZED);
    }

    @Test
    void pages_that_are_too_long_together_are_given_up() throws Exception {
        AtomicInteger pages = new AtomicInteger();
        serve(request -> page(
                "Patient?page=" + pages.incrementAndGet(),
                ALLERGY.replace("a1", "a" + pages).replace("Nüsse", "N".repeat(40_000))));
        endsWith(FailureCode.OVERSIZED);
        assertThat(pages.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void pages_without_end_are_given_up() throws Exception {
        serve(request -> page("Patient?page=x", patient("p1", NUMBER)));
        endsWith(FailureCode.OVERSIZED);
        assertThat(server.requests()).hasSizeLessThan(6);
    }

    // --- what the gateway may do meanwhile ---

    @Test
    void a_person_who_has_left_the_caseload_is_not_asked_for() throws Exception {
        serve(request -> page("", patient("p1", NUMBER)));
        careFor(Set.of());
        RecordRequest request = request(TRUST);
        carrier(configuration(TRUST)).look();
        assertThat(now(request.id()).code()).contains(FailureCode.FORBIDDEN);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_open_request_is_served_after_a_restart() throws Exception {
        serve(request -> page("", patient("p1", NUMBER)));
        RecordRequest request = request(TRUST);
        store.write(transaction -> {
                    transaction.recordRequests().asked(request.id(), 1, Optional.empty(), Instant.now());
                    return true;
                })
                .join();
        store.close();
        store = openStore();
        carrier(configuration(TRUST)).look();
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(now(request.id()).attempts()).isEqualTo(2);
    }

    @Test
    void an_answer_that_was_taken_in_before_a_kill_is_not_asked_for_again() throws Exception {
        serve(request -> page("", patient("p1", NUMBER)));
        RecordRequest request = request(TRUST);
        RecordSource source = new RecordSource(configuration(TRUST));
        Outcome.Given given = (Outcome.Given) source.ask(request, NUMBER);
        take(TRUST, COUNCIL, SourceDocument.of(given.message()), Instant.now()).join();
        int asked = server.requests().size();
        carrier(configuration(TRUST)).look();
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(server.requests()).hasSize(asked);
        assertThat(taken).hasSize(1);
    }

    @Test
    void what_the_road_refuses_ends_the_request_and_what_it_cannot_keep_now_is_asked_for_again() throws Exception {
        serve(request -> page("", patient("p1", NUMBER)));
        RecordRequest request = request(TRUST);
        refusal = Optional.of(FailureCode.STORE_UNAVAILABLE);
        RequestCarrier carrier = carrier(configuration(TRUST));
        carrier.look();
        assertThat(now(request.id()).state()).isEqualTo(RecordRequest.State.ASKED);
        refusal = Optional.of(FailureCode.INVALID_VALUE);
        lookUntilEnded(carrier, request);
        assertThat(now(request.id()).code()).contains(FailureCode.INVALID_VALUE);
    }

    @Test
    void what_is_open_with_an_organisation_that_cannot_be_asked_any_more_ends() {
        RecordRequest request = request(OTHER_TRUST);
        RecordSources.start(List.of(), store, this::take, (source, outcome) -> {}, Clock.systemUTC())
                .close();
        assertThat(now(request.id()).code()).contains(FailureCode.SOURCE_UNAVAILABLE);
        assertThat(now(request.id()).nhsNumber()).isEmpty();
    }

    @Test
    void neither_text_forms_nor_the_log_show_what_was_asked_or_answered() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            serve(request -> page("", patient("p1", NUMBER)));
            RecordRequest request = request(TRUST);
            Outcome outcome = new RecordSource(configuration(TRUST)).ask(request, NUMBER);
            assertThat(List.of(request.toString(), outcome.toString())).noneMatch(text -> text.contains(NUMBER));
            for (String answer : List.of(
                    patient("p1", NUMBER), "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"Testcase\":",
                    patient("p1", NUMBER).replace("Testcase", "Testcase".repeat(20_000)), "Testcase")) {
                server.script(asked -> Reply.of(200, "application/fhir+json", answer));
                new RecordSource(configuration(TRUST)).ask(request, NUMBER);
                server.script(asked -> Reply.of(500, "application/fhir+json", answer));
                new RecordSource(configuration(TRUST)).ask(request, NUMBER);
            }
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .noneMatch(line -> line.getFormattedMessage().contains(NUMBER)
                        || line.getFormattedMessage().contains("Testcase")
                        || line.getThrowableProxy() != null);
    }
}
