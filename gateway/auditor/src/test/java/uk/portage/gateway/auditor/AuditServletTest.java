package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

class AuditServletTest {

    private static final ListedLedger LEDGER = SampleLedger.build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AuditServer server;

    @BeforeAll
    static void start() {
        server = new AuditServer(LEDGER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answers_with_the_figures_of_the_last_thirty_days() throws IOException {
        HttpResponse<String> response = server.get("/audit/api/portability");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode json = JSON.readTree(response.body());
        assertThat(json.at("/period/from").asText()).isEqualTo("2026-10-25");
        assertThat(json.at("/period/to").asText()).isEqualTo("2026-11-23");
        assertThat(json.at("/computedAt").asText()).isEqualTo("2026-11-23T15:30:00Z");
        long eligible = LEDGER.states().stream()
                .filter(state -> state.status() != TransferStatus.EXCLUDED)
                .count();
        long portable =
                LEDGER.states().stream().filter(state -> state.isPortable()).count();
        assertThat(json.at("/total/eligible").asLong()).isEqualTo(eligible);
        assertThat(json.at("/total/portable").asLong()).isEqualTo(portable);
        assertThat(json.at("/total/portability").asDouble())
                .isEqualTo(Math.round(10_000.0 * portable / eligible) / 10_000.0);
        assertThat(json.at("/total/interval95/low").asDouble())
                .isLessThan(json.at("/total/portability").asDouble());
        assertThat(json.at("/coverage/share").isNull()).isTrue();
        assertThat(json.at("/provisional").asBoolean()).isTrue();
        assertThat(json.at("/pairs").size()).isGreaterThan(3);
        assertThat(json.at("/funnel/0/step").asText()).isEqualTo("OBLIGED");
        assertThat(json.at("/total/timesToIntegration/p50").asText()).startsWith("PT");
        assertThat(json.at("/total/timesToIntegration/p99").asText()).isEqualTo("not-reached");
    }

    @Test
    void no_count_in_the_answer_is_small() throws IOException {
        JsonNode json = JSON.readTree(server.get("/audit/api/portability").body());

        for (String name : new String[] {"eligible", "portable", "count", "open", "restated"}) {
            for (JsonNode count : json.findValues(name)) {
                assertThat(count.isNull() || count.asLong() == 0 || count.asLong() >= 5)
                        .isTrue();
            }
        }
        for (JsonNode statuses : json.findValues("statuses")) {
            assertThat(statuses).hasSize(TransferStatus.values().length);
            statuses.forEach(count -> assertThat(count.isNull() || count.asLong() == 0 || count.asLong() >= 5)
                    .isTrue());
        }
    }

    @Test
    void narrows_to_a_pair_and_a_workflow() throws IOException {
        JsonNode json = JSON.readTree(server.get("/audit/api/portability?from=2026-11-01&to=2026-11-23&sender=rx9"
                        + "&recipient=900&workflow=discharge-notice")
                .body());

        assertThat(json.at("/filter/sender").asText()).isEqualTo("RX9");
        assertThat(json.at("/pairs")).hasSize(1);
        assertThat(json.at("/pairs/0/sender").asText()).isEqualTo("RX9");
        assertThat(json.at("/workflows")).hasSize(1);
        assertThat(json.at("/workflows/0/workflow").asText()).isEqualTo("discharge-notice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    from=yesterday                      | from       | From must be a real date, year first, like 2026-03-27
                    to=2026-02-30                       | to         | To must be a real date, year first, like 2026-03-27
                    from=%2B999999999-01-01             | from       | From must be a real date, year first, like 2026-03-27
                    from=2026-11-02&to=2026-11-01       | from       | From must be the same as or before To
                    from=2027-01-01                     | from       | From must be the same as or before To
                    from=2025-01-01&to=2026-11-01       | from       | The period must be 366 days or fewer
                    sender=R%20X                        | sender     | Sender must be an ODS code: 3 to 12 letters and digits, like RCB
                    recipient=%3Cscript%3E              | recipient  | Recipient must be an ODS code: 3 to 12 letters and digits, like RCB
                    by=year                             | by         | By must be one of: day, week, month
                    sender=RX9&sender=RX8               | sender     | Sender must be given once
                    form=2026-11-01                     | parameters | Only these parameters can be used: from, to, sender, recipient, workflow, format, supplier, by
                    """)
    void says_which_parameter_cannot_be_used_and_why(String query, String parameter, String message)
            throws IOException {
        HttpResponse<String> response = server.get("/audit/api/portability?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(400);
        assertThat(problem.at("/code").asText()).isEqualTo("INVALID_VALUE");
        assertThat(problem.at("/faults/0/parameter").asText()).isEqualTo(parameter);
        assertThat(problem.at("/faults/0/message").asText()).isEqualTo(message);
        assertThat(response.body()).doesNotContain("script");
    }

    @Test
    void cuts_the_period_in_one_way_only() throws IOException {
        JsonNode json =
                JSON.readTree(server.get("/audit/api/portability?by=week").body());

        assertThat(json.at("/by").asText()).isEqualTo("week");
        assertThat(json.at("/weeks/0/week").asText()).isEqualTo("2026-10-19");
        assertThat(json.at("/weeks")).hasSize(6);
        assertThat(json.has("days")).isFalse();
        assertThat(json.has("months")).isFalse();
    }

    @Test
    void says_how_long_transfers_wait_and_how_far_the_flow_hangs_on_a_few() throws IOException {
        JsonNode json = JSON.readTree(server.get("/audit/api/portability").body());

        double before = 1;
        assertThat(json.at("/survival/drops").size()).isGreaterThan(10);
        for (JsonNode drop : json.at("/survival/drops")) {
            assertThat(drop.at("/waiting").asDouble()).isLessThan(before);
            before = drop.at("/waiting").asDouble();
        }
        // One format only.
        assertThat(json.at("/concentration/formats").asDouble()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "days, day",
        "weeks, week",
        "months, month",
        "pairs, sender",
        "workflows, workflow",
        "formats, format",
        "failures, code",
        "losses, kind",
        "funnel, step",
        "survival, after"
    })
    void gives_each_table_as_a_file(String table, String first) throws IOException {
        HttpResponse<String> response = server.get("/audit/api/portability.csv?from=2026-10-25&table=" + table);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(response.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"portability-" + table + "-2026-10-25-to-2026-11-23.csv\"");
        CSVFormat withHeadings = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parsed = CSVParser.parse(response.body(), withHeadings)) {
            assertThat(parsed.getHeaderNames()).startsWith(first).endsWith("hidden");
            List<CSVRecord> rows = parsed.getRecords();
            assertThat(rows).isNotEmpty().allMatch(CSVRecord::isConsistent);
            for (CSVRecord row : rows) {
                for (String hidden : row.get("hidden").split(" ")) {
                    assertThat(hidden.isEmpty() || row.get(hidden).isEmpty()).isTrue();
                }
            }
        }
    }

    @Test
    void who_fell_is_on_the_page_among_the_figures_and_in_a_file() throws IOException {
        List<RollupCell> cells = new ArrayList<>();
        for (String recipient : List.of("900", "901", "902", "903")) {
            pair(cells, SampleLedger.TODAY.minusDays(40), recipient, 44, 12);
            pair(cells, SampleLedger.TODAY, recipient, recipient.equals("900") ? 10 : 37, 19);
        }
        try (AuditServer fallen = new AuditServer(new ListedLedger(cells, List.of(), List.of(), List.of()))) {
            JsonNode json = JSON.readTree(fallen.get("/audit/api/portability").body());
            String file = fallen.get("/audit/api/portability.csv?table=movers").body();
            String page = fallen.get("/audit/").body();

            ApiDocument document = ApiDocument.of(fallen);
            assertThat(document.faults(document.schema("Portability"), json, ""))
                    .isEmpty();
            assertThat(json.at("/movers/pairs")).hasSize(1);
            assertThat(json.at("/movers/senders")).hasSize(1);
            assertThat(json.at("/movers/senders/0/sender").asText()).isEqualTo("RX9");
            assertThat(json.at("/movers/senders/0/pairs").asInt()).isEqualTo(4);
            assertThat(json.at("/movers/recipients/0/recipient").asText()).isEqualTo("900");
            assertThat(file.lines().map(line -> line.replaceAll("(,[-.0-9E]+){5},$", "")))
                    .containsExactly(
                            "of,sender,recipient,pairs,before,now,atBest,change95Low,change95High,hidden",
                            "pair,RX9,900,1",
                            "sender,RX9,,4",
                            "recipient,,900,1");
            assertThat(page)
                    .contains(
                            "Pairs whose P fell",
                            "Senders whose P fell",
                            "Recipients whose P fell",
                            "Northmoor Hospitals Trust");
        }
    }

    private static void pair(List<RollupCell> cells, LocalDate day, String recipient, long portable, long late) {
        cells.add(cell(day, recipient, Measure.STATUS, TransferStatus.INTEGRATED_ON_TIME.name(), portable));
        cells.add(cell(day, recipient, Measure.PORTABLE, "", portable));
        cells.add(cell(day, recipient, Measure.STATUS, TransferStatus.INTEGRATED_LATE.name(), late));
    }

    private static RollupCell cell(LocalDate day, String recipient, Measure measure, String detail, long amount) {
        return new RollupCell(
                day,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode(recipient)),
                Workflow.TEST_RESULT,
                "hl7v2",
                measure,
                detail,
                amount);
    }

    @Test
    void a_file_says_the_same_as_the_answer_for_programs() throws IOException {
        JsonNode json =
                JSON.readTree(server.get("/audit/api/portability?by=week").body());
        String[] rows =
                server.get("/audit/api/portability.csv?table=weeks").body().split("\r\n");

        assertThat(rows).hasSize(json.at("/weeks").size() + 1);
        for (int i = 1; i < rows.length; i++) {
            JsonNode week = json.at("/weeks/" + (i - 1));
            String eligible =
                    week.at("/eligible").isNull() ? "" : week.at("/eligible").asText();
            assertThat(rows[i]).startsWith(week.at("/week").asText() + "," + eligible + ",");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?table=", "?table=DAYS", "?table=secrets", "?table=days&table=pairs"})
    void gives_no_table_that_is_not_known(String query) throws IOException {
        HttpResponse<String> response = server.get("/audit/api/portability.csv" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/faults/0/parameter").asText())
                .isEqualTo("table");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "\tx", "\rx"})
    void a_spreadsheet_finds_no_formula_in_a_file(String text) {
        assertThat(PortabilityCsv.harmless(text)).isEqualTo("'" + text);
        assertThat(PortabilityCsv.harmless("a" + text)).isEqualTo("a" + text);
    }

    @Test
    void names_the_workflows_if_one_is_not_known() throws IOException {
        JsonNode problem =
                JSON.readTree(server.get("/audit/api/portability?workflow=x").body());

        assertThat(problem.at("/faults/0/message").asText())
                .startsWith("Workflow must be one of: admission-notice, ")
                .contains("test-result");
    }

    @Test
    void takes_empty_parameters_of_a_form_as_none() {
        assertThat(server.get("/audit/api/portability?from=&to=&sender=&recipient=%20&workflow=")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tells_the_timeline_of_a_transfer() throws IOException {
        String id = LEDGER.states().stream()
                .filter(state -> state.status() == TransferStatus.REJECTED)
                .findFirst()
                .orElseThrow()
                .transfer()
                .toString();

        HttpResponse<String> response = server.get("/audit/api/transfers/" + id);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode json = JSON.readTree(response.body());
        assertThat(json.at("/id").asText()).isEqualTo(id);
        assertThat(json.at("/status").asText()).isEqualTo("REJECTED");
        assertThat(json.at("/entries").findValuesAsText("kind"))
                .containsExactly("RECEIVED", "TRANSLATED", "VALIDATED", "ROUTED", "OFFERED", "COLLECTED", "REJECTED");
        assertThat(json.at("/entries/0/sizeBytes").asLong()).isEqualTo(2_148);
        assertThat(json.at("/entries/0/durationMilliseconds").asLong()).isEqualTo(3);
        assertThat(json.at("/entries/1/losses/NO_TARGET").asInt()).isEqualTo(2);
        assertThat(json.at("/entries/6/code").asText()).isEqualTo("REJECTED");
        assertThat(json.at("/entries/6/reason").asText()).isEqualTo("30003");
        assertThat(json.at("/entries/0/sequence").asLong())
                .isLessThan(json.at("/entries/6/sequence").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-id", "", "..%2f", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"})
    void does_not_know_other_transfers(String id) throws IOException {
        HttpResponse<String> response = server.get("/audit/api/transfers/" + id);

        assertThat(response.statusCode()).isIn(404, 400);
        if (response.statusCode() == 404) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(JSON.readTree(response.body()).at("/code").asText()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void lists_the_newest_transfers() throws IOException {
        JsonNode usual = JSON.readTree(server.get("/audit/api/transfers").body());
        JsonNode three =
                JSON.readTree(server.get("/audit/api/transfers?newest=3").body());

        assertThat(usual.at("/transfers")).hasSize(50);
        assertThat(three.at("/transfers")).hasSize(3);
        assertThat(three.at("/transfers/0/id").asText())
                .isEqualTo(LEDGER.states().get(0).transfer().toString());
        assertThat(three.at("/transfers/0").has("entries")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "501", "many", "99999999999"})
    void refuses_to_list_none_or_too_many(String newest) throws IOException {
        HttpResponse<String> response = server.get("/audit/api/transfers?newest=" + newest);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/faults/0/message").asText())
                .isEqualTo("Newest must be a whole number from 1 to 500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit/", "/audit/api/portability", "/audit/api/transfers", "/audit/assets/portage.css"})
    void answers_nobody_who_has_not_signed_in(String path) {
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.address(path)));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"Portage\"");
    }

    @ParameterizedTest
    @CsvSource({"SOURCE, 403", "DESTINATION, 403", "AUDITOR, 200", "OPERATOR, 200"})
    void answers_auditors_and_operators_only(String role, int status) {
        for (String path : new String[] {"/audit/", "/audit/api/portability", "/audit/assets/portage.css"}) {
            assertThat(server.send(HttpRequest.newBuilder(server.address(path)).header("X-Role", role))
                            .statusCode())
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void only_reads(String method) {
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.address("/audit/api/portability"))
                .header("X-Role", "OPERATOR")
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("GET");
    }

    @Test
    void answers_head_without_a_body() {
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.address("/audit/"))
                .header("X-Role", "AUDITOR")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length").orElse(0))
                .isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/",
                "/audit/?from=x",
                "/audit/transfers/unknown",
                "/audit/nothing",
                "/audit/api/portability",
                "/audit/api/portability?from=x",
                "/audit/api/transfers/unknown",
                "/audit/assets/unknown.css",
                "/audit/assets/portage.css"
            })
    void sets_its_headers_on_every_answer(String path) {
        HttpResponse<String> response = server.get(path);

        Map<String, String> expected = Map.of(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
                        + " base-uri 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer");
        expected.forEach(
                (name, value) -> assertThat(response.headers().firstValue(name)).contains(value));
        assertThat(response.headers().firstValue("Cache-Control"))
                .contains(path.endsWith("portage.css") ? "private, max-age=86400" : "no-store");
    }

    @Test
    void sends_an_asset_once_only() {
        HttpResponse<String> first = server.get("/audit/assets/govuk-frontend.css");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second =
                server.send(HttpRequest.newBuilder(server.address("/audit/assets/govuk-frontend.css"))
                        .header("X-Role", "AUDITOR")
                        .header("If-None-Match", tag));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void the_design_system_comes_without_typeface_crest_or_anything_from_elsewhere() {
        String css = server.get("/audit/assets/govuk-frontend.css").body();

        assertThat(css)
                .contains(".govuk-table")
                .doesNotContain("@font-face", "GDS Transport", "url(/", "url(http", "@import", "crest.svg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2fportage.css", "%2e%2e/AuditServlet.class", "portage.css/", "govuk-frontend.js"})
    void serves_only_its_own_assets(String name) {
        assertThat(server.get("/audit/assets/" + name).statusCode()).isIn(400, 404);
    }

    @Test
    void leads_to_the_page_from_the_path_without_a_slash() {
        HttpResponse<String> response = server.get("/audit");

        assertThat(response.statusCode()).isIn(302, 308);
        assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/audit/");
    }

    @Test
    void asks_the_ledger_for_exactly_the_period() throws IOException {
        JsonNode json = JSON.readTree(server.get("/audit/api/portability?from=2026-11-10&to=2026-11-16")
                .body());

        long expected = LEDGER
                .rollups(RollupQuery.of(SampleLedger.TODAY.minusDays(13), SampleLedger.TODAY.minusDays(7)))
                .cells()
                .stream()
                .filter(cell -> cell.measure() == Measure.STATUS)
                .filter(cell -> !cell.detail().equals("EXCLUDED"))
                .mapToLong(cell -> cell.amount())
                .sum();
        assertThat(json.at("/total/eligible").asLong()).isEqualTo(expected);
    }
}
