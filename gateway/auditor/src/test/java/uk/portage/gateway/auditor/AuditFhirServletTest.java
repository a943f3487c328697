package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
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
        assertThat(report.at("/group/0/measureScore/value").asDouble())
                .isEqualTo(api.at("/total/portability").asDouble());
        assertThat(count(report.at("/group/0"), "numerator"))
                .isEqualTo(api.at("/total/portable").asLong());
        assertThat(count(report.at("/group/0"), "eligible"))
                .isEqualTo(api.at("/total/eligible").asLong());
        assertThat(report.at("/group/0/stratifier/0/stratum"))
                .hasSize(api.at("/pairs").size());
        assertThat(report.at("/group/0/stratifier/1/stratum"))
                .hasSize(api.at("/workflows").size());
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

    private static long count(JsonNode group, String code) {
        return population(group, code).get("count").asLong();
    }

    @Test
    void every_entry_comes_once_page_by_page() throws IOException {
        List<Long> ids = new ArrayList<>();
        String next = "/AuditEvent?_count=400";
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
        assertThat(ids).hasSize(LEDGER.entries().size()).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "date=ge2026-11-20, 2026-11-20T00:00:00Z, 2027-01-01T00:00:00Z",
        "date=gt2026-11-20, 2026-11-21T00:00:00Z, 2027-01-01T00:00:00Z",
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
    }

    @Test
    void an_export_goes_on_where_its_link_says() {
        HttpResponse<String> first = server.get("/audit/fhir/AuditEvent/$export?_count=10");

        assertThat(first.body().lines()).hasSize(10);
        assertThat(first.headers().firstValue("Link"))
                .contains("<https://portage.example/audit/fhir/AuditEvent/$export?_count=10&_after=10>; rel=\"next\"");
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
