package uk.portage.gateway.auditor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerUnavailableException;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** The published extract: what is in it, when it appears, and that asking for it costs next to nothing. */
class OpenDataServletTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AuditSettings SETTINGS =
            new AuditSettings("1.2.3", Map.of(new OdsCode("RX9"), "=HYPERLINK(\"x\")"), 5);

    private static AuditServer server;

    @BeforeAll
    static void start() {
        server = new AuditServer(ledger(), question -> {
            throw new AssertionError("nobody's question is kept");
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Of each month of the year the same, on its last day. */
    private static ListedLedger ledger() {
        List<RollupCell> cells = new ArrayList<>();
        for (int month = 1; month <= 11; month++) {
            LocalDate day = LocalDate.of(2026, month, 1).plusMonths(1).minusDays(1);
            cells.add(cell(day, Measure.STATUS, TransferStatus.INTEGRATED_ON_TIME.name(), 20));
            cells.add(cell(day, Measure.PORTABLE, "", 20));
            cells.add(cell(day, Measure.STATUS, TransferStatus.REJECTED.name(), month == 9 ? 3 : 10));
        }
        return new ListedLedger(cells, List.of(), List.of(), List.of());
    }

    private static RollupCell cell(LocalDate day, Measure measure, String detail, long amount) {
        return new RollupCell(
                day,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode("900")),
                Workflow.TEST_RESULT,
                "hl7v2",
                measure,
                detail,
                amount);
    }

    private HttpResponse<String> ask(String path) {
        return server.send(HttpRequest.newBuilder(server.address(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-09, 2026-09",
        "2026-11-10, 2026-10",
        "2026-11-30, 2026-10",
        "2026-12-09, 2026-10",
        "2026-12-10, 2026-11",
        "2027-01-10, 2026-12",
        "2028-03-09, 2028-01"
    })
    void the_newest_month_is_over_for_ten_days(LocalDate today, String newest) {
        assertThat(OpenExtract.newest(today)).hasToString(newest);
        assertThat(OpenExtract.newest(today).atEndOfMonth()).isBeforeOrEqualTo(today.minusDays(10));
    }

    @Test
    void nothing_of_the_last_ten_days_is_in_it() throws IOException {
        OpenExtract before = OpenExtract.of(ledger(), Instant.parse("2026-11-09T23:59:59Z"), SETTINGS);
        OpenExtract after = OpenExtract.of(ledger(), Instant.parse("2026-11-10T00:00:00Z"), SETTINGS);

        assertThat(before.table()).contains("2026-09,").doesNotContain("2026-10,");
        assertThat(after.table()).contains("2026-10,").doesNotContain("2026-11,");
        assertThat(JSON.readTree(after.json()).at("/months")).hasSize(10);
    }

    @Test
    void anyone_gets_the_table_and_each_column_of_it_is_described() throws IOException {
        HttpResponse<String> response = ask("/open/portability.csv");
        JsonNode schema =
                JSON.readTree(ask("/open/portability.csv-metadata.json").body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        CSVFormat withHeadings = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parsed = CSVParser.parse(response.body(), withHeadings)) {
            assertThat(schema.at("/tableSchema/columns").findValuesAsText("name"))
                    .isEqualTo(parsed.getHeaderNames());
            List<CSVRecord> rows = parsed.getRecords();
            assertThat(rows).hasSize(20).allMatch(CSVRecord::isConsistent);
            CSVRecord october = rows.get(18);
            assertThat(october.get("month")).isEqualTo("2026-10");
            assertThat(october.get("workflow")).isEqualTo("all");
            assertThat(october.get("eligible")).isEqualTo("30");
            assertThat(october.get("portability")).isEqualTo("0.6667");
            assertThat(october.get("hidden")).isEmpty();
            CSVRecord september = rows.get(16);
            assertThat(september.get("rejected")).isEmpty();
            assertThat(september.get("hidden").split(" ")).contains("rejected").hasSizeGreaterThan(1);
        }
    }

    @Test
    void json_says_the_same_and_gives_no_time_finer_than_an_hour() throws IOException {
        JsonNode json = JSON.readTree(ask("/open/portability.json").body());

        assertThat(json.at("/computedAt").asText()).isEqualTo("2026-11-23T15:00:00Z");
        assertThat(json.at("/delayDays").asInt()).isEqualTo(10);
        assertThat(json.at("/rows")).hasSize(20);
        assertThat(json.at("/rows/18/eligible").asLong()).isEqualTo(30);
        assertThat(json.at("/rows/16/rejected").isNull()).isTrue();
        assertThat(json.at("/rows/16/hidden").toString()).contains("rejected");
    }

    @Test
    void a_name_that_looks_like_a_formula_is_harmless() {
        OpenExtract extract = OpenExtract.of(ledger(), SampleLedger.NOW, SETTINGS);

        assertThat(extract.table()).contains("\"'=HYPERLINK(").doesNotContain("\"=HYPERLINK(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open/portability.csv", "/open/portability.json", "/open/portability.csv-metadata.json"})
    void who_has_it_already_hears_so(String path) {
        HttpResponse<String> first = ask(path);
        String tag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.headers().firstValue("Cache-Control")).contains("public, max-age=3600");
        for (String known : List.of(tag, "\"other\", W/" + tag)) {
            HttpResponse<String> second = having(path, known);
            assertThat(second.statusCode()).as(known).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
        assertThat(having(path, "\"other\"").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> having(String path, String tags) {
        return server.send(HttpRequest.newBuilder(server.address(path)).header("If-None-Match", tags));
    }

    @Test
    void the_page_explains_every_column_and_loads_nothing_that_needs_a_credential() {
        HttpResponse<String> entrance = ask("/open/");
        HttpResponse<String> page = ask("/open/data-dictionary");

        assertThat(entrance.headers().firstValue("Location")).contains("/open/data-dictionary");
        assertThat(page.statusCode()).isEqualTo(200);
        for (OpenColumn column : OpenColumn.values()) {
            assertThat(page.body()).contains("<code>" + column.title() + "</code>");
        }
        assertThat(page.body()).contains("href=\"/open/assets/portage.css").doesNotContain("/audit/");
        assertThat(ask("/open/assets/portage.css").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open", "/open/nothing", "/open/assets/../../audit/", "/open/portability.csv/"})
    void there_is_nothing_else(String path) {
        assertThat(ask(path).statusCode()).isIn(400, 401, 404);
    }

    @Test
    void only_reads() {
        assertThat(server.send(HttpRequest.newBuilder(server.address("/open/portability.csv"))
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void however_often_it_is_asked_for_the_ledger_is_read_once_a_day() {
        AtomicInteger reads = new AtomicInteger();
        OpenExtracts extracts = new OpenExtracts(reading(reads::incrementAndGet), SETTINGS);

        Optional<OpenExtract> first = extracts.at(SampleLedger.NOW);
        int once = reads.get();
        for (int i = 0; i < 1_000; i++) {
            assertThat(extracts.at(SampleLedger.NOW.plusSeconds(i))).isEqualTo(first);
        }
        assertThat(once).isBetween(365, 366);
        assertThat(reads).hasValue(once);
        assertThat(extracts.at(SampleLedger.NOW.plus(Duration.ofDays(1)))).isPresent();
        assertThat(reads.get()).isBetween(2 * 365, 2 * 366);
    }

    @Test
    void while_one_has_it_made_the_others_wait_for_nothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        OpenExtracts extracts = new OpenExtracts(
                reading(() -> {
                    begun.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                SETTINGS);
        CompletableFuture<Optional<OpenExtract>> maker =
                CompletableFuture.supplyAsync(() -> extracts.at(SampleLedger.NOW));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(extracts.at(SampleLedger.NOW)).isEmpty();

        goOn.countDown();
        assertThat(maker.get(10, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void while_four_read_slowly_a_fifth_is_told_to_come_later_and_when_they_have_gone_it_is_answered()
            throws Exception {
        List<RollupCell> cells = new ArrayList<>();
        for (int pair = 0; pair < 1_000; pair++) {
            for (int month = 1; month <= 10; month++) {
                cells.add(new RollupCell(
                        LocalDate.of(2026, month, 5),
                        Optional.of(new OdsCode("RX9")),
                        Optional.of(new OdsCode("L" + (1_000 + pair))),
                        Workflow.TEST_RESULT,
                        "hl7v2",
                        Measure.STATUS,
                        TransferStatus.REJECTED.name(),
                        20));
            }
        }
        List<Socket> readers = new ArrayList<>();
        try (AuditServer large = new AuditServer(new ListedLedger(cells, List.of(), List.of(), List.of()))) {
            URI address = large.address("/open/portability.json");
            // More than the system holds for who does not read.
            assertThat(large.send(HttpRequest.newBuilder(address)).body()).hasSizeGreaterThan(7_000_000);
            for (int i = 0; i < 4; i++) {
                Socket reader = new Socket();
                readers.add(reader);
                reader.setReceiveBufferSize(4_096);
                reader.connect(new InetSocketAddress(address.getHost(), address.getPort()));
                reader.getOutputStream()
                        .write("GET /open/portability.json HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(reader.getInputStream().readNBytes(12), US_ASCII))
                        .isEqualTo("HTTP/1.1 200");
            }

            HttpResponse<String> fifth =
                    large.send(HttpRequest.newBuilder(large.address("/open/portability.csv-metadata.json")));

            assertThat(fifth.statusCode()).isEqualTo(503);
            assertThat(fifth.headers().firstValue("Retry-After")).isPresent();
            for (Socket reader : readers) {
                reader.close();
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            HttpResponse<String> later = fifth;
            while (later.statusCode() == 503 && System.nanoTime() < deadline) {
                Thread.sleep(20);
                later = large.send(HttpRequest.newBuilder(large.address("/open/portability.csv-metadata.json")));
            }
            assertThat(later.statusCode()).isEqualTo(200);
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void a_ledger_that_cannot_be_read_is_asked_once_a_minute() {
        AtomicInteger reads = new AtomicInteger();
        OpenExtracts extracts = new OpenExtracts(
                reading(() -> {
                    reads.incrementAndGet();
                    throw new LedgerUnavailableException(new IOException());
                }),
                SETTINGS);

        assertThatThrownBy(() -> extracts.at(SampleLedger.NOW)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(extracts.at(SampleLedger.NOW.plusSeconds(59))).isEmpty();
        assertThat(reads).hasValue(1);
        assertThatThrownBy(() -> extracts.at(SampleLedger.NOW.plusSeconds(60)))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(reads).hasValue(2);
    }

    /** A ledger that does something each time its cells are read. */
    private static LedgerReader reading(Runnable before) {
        ListedLedger ledger = ledger();
        return (LedgerReader) Proxy.newProxyInstance(
                LedgerReader.class.getClassLoader(),
                new Class<?>[] {LedgerReader.class},
                (proxy, method, arguments) -> {
                    before.run();
                    return method.invoke(ledger, arguments);
                });
    }
}
