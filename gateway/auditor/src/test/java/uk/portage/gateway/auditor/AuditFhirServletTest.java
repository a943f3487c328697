package uk.portage.gateway.auditor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.fhir.AuditEventJson;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.QuestionKind;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/** The auditor's side as FHIR; that the resources are valid is shown where there is a validator, in the app. */
class AuditFhirServletTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ListedLedger LEDGER = ordered(SampleLedger.build());

    private static AuditServer server;

    @BeforeAll
    static void start() {
        server = new AuditServer(LEDGER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A ledger's times never go back; the sample's entries are sorted by them. */
    private static ListedLedger ordered(ListedLedger sample) {
        List<Entry> byTime = new ArrayList<>(sample.entries());
        byTime.sort(Comparator.comparing(Entry::time));
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : byTime) {
            entries.add(new Entry(entries.size() + 1, entry.time(), entry.content()));
        }
        for (int i = 0; i < 3; i++) {
            entries.add(new Entry(
                    entries.size() + 1,
                    SampleLedger.NOW.plusSeconds(86_400),
                    EntryDraft.of(EntryKind.DENIED).sender(new OdsCode("RX8")).draft()));
        }
        return new ListedLedger(sample.cells(), sample.open(), sample.states(), entries);
    }

    private static JsonNode get(String path) throws IOException {
        HttpResponse<String> response = server.get("/audit/fhir" + path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+json");
        return JSON.readTree(response.body());
    }

    @Test
    void a_report_says_what_the_api_says() throws IOException {
        JsonNode api = JSON.readTree(server.get("/audit/api/portability?from=2026-11-01&to=2026-11-20")
                .body());
        JsonNode report = get("/Measure/portability/$evaluate-measure?periodStart=2026-11-01&periodEnd=2026-11-20");

        assertThat(report.at("/type").asText()).isEqualTo("summary");
        assertThat(report.at("/period/start").asText()).isEqualTo("2026-11-01");
        assertThat(report.at("/period/end").asText()).isEqualTo("2026-11-20");
        assertThat(figures(report.at("/group/0"))).isEqualTo(expected(api.get("total")));
        JsonNode pairs = report.at("/group/0/stratifier/0/stratum");
        assertThat(pairs).hasSize(api.at("/pairs").size()).hasSizeGreaterThan(3);
        for (int i = 0; i < pairs.size(); i++) {
            JsonNode pair = api.at("/pairs/" + i);
            assertThat(figures(pairs.get(i))).isEqualTo(expected(pair));
            assertThat(component(pairs.get(i), "sender"))
                    .isEqualTo(pair.get("sender").asText("unknown"));
            assertThat(component(pairs.get(i), "recipient"))
                    .isEqualTo(pair.get("recipient").asText("not-routed"));
        }
        JsonNode workflows = report.at("/group/0/stratifier/1/stratum");
        assertThat(workflows).hasSize(api.at("/workflows").size()).hasSizeGreaterThan(1);
        for (int i = 0; i < workflows.size(); i++) {
            assertThat(figures(workflows.get(i))).isEqualTo(expected(api.at("/workflows/" + i)));
            assertThat(workflows.get(i).at("/value/coding/0/code").asText())
                    .isEqualTo(api.at("/workflows/" + i + "/workflow").asText());
        }
    }

    /** Every population, and the score; what is hidden is a dash. */
    private static Map<String, String> figures(JsonNode group) {
        Map<String, String> figures = new TreeMap<>();
        for (JsonNode population : group.get("population")) {
            figures.put(
                    population.at("/code/coding/0/code").asText(),
                    population.path("count").asText("-"));
        }
        figures.put("score", group.at("/measureScore/value").asText("-"));
        return figures;
    }

    /** The same of what the API says. */
    private static Map<String, String> expected(JsonNode api) {
        JsonNode excluded = api.at("/statuses/EXCLUDED");
        JsonNode eligible = api.get("eligible");
        String all =
                excluded.isNull() || eligible.isNull() ? "-" : Long.toString(excluded.asLong() + eligible.asLong());
        return new TreeMap<>(Map.of(
                "initial-population", all,
                "denominator", all,
                "denominator-exclusion", excluded.asText("-"),
                "numerator", api.get("portable").asText("-"),
                "eligible", eligible.asText("-"),
                "score", api.get("portability").asText("-")));
    }

    private static String component(JsonNode stratum, String code) {
        for (JsonNode component : stratum.get("component")) {
            if (component.at("/code/coding/0/code").asText().equals(code)) {
                return component.at("/value/coding/0/code").asText();
            }
        }
        throw new AssertionError("no component " + code);
    }

    @Test
    void a_hidden_count_is_absent_as_masked() throws IOException {
        int masked = 0;
        for (int day = 10; day < 22; day++) {
            String from = "2026-11-" + day;
            String to = "2026-11-" + (day + 2);
            JsonNode api = JSON.readTree(server.get("/audit/api/portability?from=" + from + "&to=" + to)
                    .body());
            JsonNode report = get("/Measure/portability/$evaluate-measure?periodStart=" + from + "&periodEnd=" + to);
            for (int i = 0; i < api.at("/pairs").size(); i++) {
                boolean hidden = api.at("/pairs/" + i + "/portable").isNull();
                JsonNode numerator = population(report.at("/group/0/stratifier/0/stratum/" + i), "numerator");
                assertThat(numerator.has("count")).isEqualTo(!hidden);
                assertThat(numerator.at("/_count/extension/0/valueCode").asText())
                        .isEqualTo(hidden ? "masked" : "");
                masked += hidden ? 1 : 0;
            }
            assertThat(report.toString()).doesNotContainPattern("\"count\":[1-4][,}]");
        }
        assertThat(masked).isPositive();
    }

    private static JsonNode population(JsonNode group, String code) {
        for (JsonNode population : group.get("population")) {
            if (population.at("/code/coding/0/code").asText().equals(code)) {
                return population;
            }
        }
        throw new AssertionError("no population " + code);
    }

    @Test
    void every_entry_comes_once_page_by_page() throws IOException {
        assertThat(pageByPage("/AuditEvent?_count=400"))
                .hasSize(LEDGER.entries().size())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static List<Long> pageByPage(String first) throws IOException {
        List<Long> ids = new ArrayList<>();
        String next = first;
        while (!next.isEmpty()) {
            JsonNode bundle = get(next);
            assertThat(bundle.at("/type").asText()).isEqualTo("searchset");
            bundle.at("/entry")
                    .forEach(entry -> ids.add(entry.at("/resource/id").asLong()));
            next = "";
            for (JsonNode link : bundle.at("/link")) {
                if (link.at("/relation").asText().equals("next")) {
                    next = link.at("/url").asText().replace("https://portage.example/audit/fhir", "");
                }
            }
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "date=ge2026-11-20, 2026-11-20T00:00:00Z, 2027-01-01T00:00:00Z",
        "date=gt2026-11-20, 2026-11-21T00:00:00Z, 2027-01-01T00:00:00Z",
        "date=lt2026-11-20, 2026-01-01T00:00:00Z, 2026-11-20T00:00:00Z",
        "date=le2026-11-20, 2026-01-01T00:00:00Z, 2026-11-21T00:00:00Z",
        "date=2026-11-20, 2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z",
        "date=ge2026-11-20T06:00:00Z&date=lt2026-11-20T12:00:00Z, 2026-11-20T06:00:00Z, 2026-11-20T12:00:00Z",
        "date=ge2030-01-01, 2030-01-01T00:00:00Z, 2031-01-01T00:00:00Z"
    })
    void a_date_selects_what_was_recorded_then(String parameters, Instant from, Instant before) {
        HttpResponse<String> response = server.get("/audit/fhir/AuditEvent/$export?" + parameters);

        long expected = LEDGER.entries().stream()
                .filter(entry -> !entry.time().isBefore(from) && entry.time().isBefore(before))
                .count();
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+ndjson");
        assertThat(response.body().lines().count()).isEqualTo(expected);
    }

    @Test
    void an_agent_or_an_entity_selects_what_it_has_a_part_in() throws IOException {
        OdsCode sender = new OdsCode("RX8");
        TransferId transfer = LEDGER.states().get(0).transfer();

        long byAgent = server.get(
                        "/audit/fhir/AuditEvent/$export?agent=https://fhir.nhs.uk/Id/ods-organization-code%7CRX8")
                .body()
                .lines()
                .count();
        JsonNode byEntity = get("/AuditEvent?entity=" + transfer);

        assertThat(byAgent)
                .isPositive()
                .isEqualTo(LEDGER.entries().stream()
                        .filter(entry ->
                                entry.content().sender().filter(sender::equals).isPresent())
                        .count());
        assertThat(byEntity.at("/entry")).hasSize(LEDGER.entriesOf(transfer).size());
        assertThat(get("/AuditEvent?agent=900").at("/entry"))
                .as("as recipient, too")
                .isNotEmpty();
        assertThat(pageByPage("/AuditEvent?_count=1&entity=" + transfer))
                .isEqualTo(
                        LEDGER.entriesOf(transfer).stream().map(Entry::sequence).toList());
    }

    @Test
    void an_export_goes_on_where_its_link_says() {
        HttpResponse<String> first = server.get("/audit/fhir/AuditEvent/$export?_count=10");

        assertThat(first.body().lines()).hasSize(10);
        assertThat(first.headers().firstValue("Link"))
                .contains("<https://portage.example/audit/fhir/AuditEvent/$export?_count=10&_after=10>; rel=\"next\"");
        HttpResponse<String> second = server.get("/audit/fhir/AuditEvent/$export?_count=10&_after=10");
        assertThat(second.body()).startsWith("{\"resourceType\":\"AuditEvent\",\"id\":\"11\"");
    }

    @Test
    void what_is_rare_is_looked_for_a_piece_at_a_time() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 45_000; i++) {
            entries.add(new Entry(
                    i,
                    SampleLedger.NOW,
                    EntryDraft.of(EntryKind.DENIED)
                            .sender(new OdsCode(i == 44_000 ? "RX8" : "RX9"))
                            .draft()));
        }
        AuditEventSearch search = AuditEventSearch.of(Map.of("agent", new String[] {"RX8"}), 50, 500);
        ListedLedger ledger = new ListedLedger(List.of(), List.of(), List.of(), entries);

        AuditEventSearch.Page page = search.page(ledger);

        assertThat(page.entries()).isEmpty();
        assertThat(page.next()).contains(20_000L);
    }

    @Test
    void one_event_says_who_did_what_to_which_transfer_and_nothing_of_a_person() throws IOException {
        Entry collected = LEDGER.entries().stream()
                .filter(entry -> entry.content().kind() == EntryKind.COLLECTED)
                .findFirst()
                .orElseThrow();

        JsonNode event = get("/AuditEvent/" + collected.sequence());

        assertThat(event.at("/type/code").asText()).isEqualTo("110106");
        assertThat(event.at("/action").asText()).isEqualTo("R");
        assertThat(event.at("/subtype/0/code").asText()).isEqualTo("COLLECTED");
        assertThat(event.findValuesAsText("system")).contains("https://portage.uk/fhir/NamingSystem/transfer-id");
        assertThat(event.toString()).doesNotContain("Patient");
    }

    /** Source 110153, destination 110152, application 110150 (DICOM PS3.16, context group 402). */
    @ParameterizedTest
    @CsvSource({
        "RECEIVED, 110107, C, 110153, 0",
        "REFUSED, 110107, C, 110153, 4",
        "COLLECTED, 110106, R, 110152, 0",
        "ACKNOWLEDGED, 110100, U, 110152, 0",
        "REJECTED, 110100, U, 110152, 4",
        "WITHDRAWN, 110100, U, 110153, 0",
        "QUERIED, 110112, E, 110153, 0",
        "SENDERS_LOCATED, 110112, E, 110152, 0",
        "DENIED, 110113, E, 110153, 4",
        "ERASED, 110100, D, 110150, 0",
        "CREDENTIAL_ISSUED, 110100, E, 110152, 0",
        "TRANSLATED, 110100, E, 110150, 0",
        "EXPIRED, 110100, E, 110150, 4"
    })
    void a_kind_of_entry_is_an_event_of_its_type_by_who_had_it_done(
            EntryKind kind, String type, String action, String requestor, String outcome) {
        JsonNode event = event(EntryDraft.of(kind));

        assertThat(event.at("/type/code").asText()).isEqualTo(type);
        assertThat(event.at("/action").asText()).isEqualTo(action);
        assertThat(event.at("/outcome").asText()).isEqualTo(outcome);
        assertThat(requestors(event)).containsExactly(requestor);
    }

    @ParameterizedTest
    @EnumSource(EntryKind.class)
    void somebody_had_it_done_whatever_it_is(EntryKind kind) {
        assertThat(requestors(event(EntryDraft.of(kind)))).hasSize(1);
    }

    @Test
    void a_failure_has_its_code_and_a_question_its_kind() {
        JsonNode failed = event(EntryDraft.of(EntryKind.TRANSLATED).code(FailureCode.UNREADABLE));
        JsonNode asked = event(EntryDraft.of(EntryKind.QUERIED).question(QuestionKind.RECEIPT));

        assertThat(failed.at("/outcome").asText()).isEqualTo("4");
        assertThat(failed.at("/outcomeDesc").asText()).startsWith("UNREADABLE: ");
        assertThat(new String(
                        Base64.getDecoder().decode(asked.at("/entity/0/query").asText()), UTF_8))
                .isEqualTo("RECEIPT");
    }

    private static JsonNode event(EntryDraft.Builder entry) {
        return AuditEventJson.of(new Entry(
                7,
                SampleLedger.NOW,
                entry.sender(new OdsCode("RX9")).recipient(new OdsCode("900")).draft()));
    }

    private static List<String> requestors(JsonNode event) {
        List<String> requestors = new ArrayList<>();
        for (JsonNode agent : event.get("agent")) {
            if (agent.get("requestor").asBoolean()) {
                requestors.add(agent.at("/type/coding/0/code").asText());
            }
        }
        return requestors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/AuditEvent?date=yesterday",
                "/AuditEvent?agent=x",
                "/AuditEvent?entity=x",
                "/AuditEvent?_count=501",
                "/AuditEvent?_count=0",
                "/AuditEvent?patient=1",
                "/AuditEvent/$export?_count=10001",
                "/Measure/portability/$evaluate-measure?periodStart=x",
                "/Measure/portability/$evaluate-measure?reportType=subject",
                "/Measure/portability/$evaluate-measure?subject=Patient/1"
            })
    void what_cannot_be_asked_is_said_as_an_outcome(String path) throws IOException {
        HttpResponse<String> response = server.get("/audit/fhir" + path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/resourceType").asText()).isEqualTo("OperationOutcome");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/Patient", "/Measure", "/AuditEvent/0", "/AuditEvent/999999", "/metadata/"})
    void there_is_nothing_else(String path) {
        assertThat(server.get("/audit/fhir" + path).statusCode()).isEqualTo(404);
    }

    @Test
    void nobody_else_is_answered() {
        assertThat(server.send(HttpRequest.newBuilder(server.address("/audit/fhir/AuditEvent"))
                                .header("X-Role", "DESTINATION"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.send(HttpRequest.newBuilder(server.address("/audit/fhir/metadata")))
                        .statusCode())
                .isEqualTo(401);
    }
}
