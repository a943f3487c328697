package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.TransferStatus;

class PagesTest {

    private static final ListedLedger LEDGER = SampleLedger.build();
    private static final Set<String> WITHOUT_END = Set.of("meta", "link", "input", "br", "hr", "img");

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
    void the_first_page_says_what_counts() {
        String page = server.get("/audit/").body();

        assertThat(page)
                .contains("<html lang=\"en\"")
                .contains("<title>Portability of records - Portage auditor</title>")
                .contains("Skip to main content")
                .contains("id=\"main-content\"")
                .contains("Provisional.")
                .contains("95% interval")
                .contains("Coverage")
                .contains("Nobody has posted an independent count of events")
                .contains("Northmoor Hospitals Trust")
                .contains("Not routed")
                .contains("Delivered, not integrated")
                .contains("The recipient said no, with a reason.")
                .contains("No destination is configured for this record")
                .contains("No place for it in the bundle")
                .contains("name=\"from\" type=\"date\" value=\"2026-10-25\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/",
                "/audit/definitions",
                "/audit/?from=x&sender=!",
                "/audit/transfers/TRANSFER",
                "/audit/nothing"
            })
    void nothing_comes_from_elsewhere_and_nothing_is_inline(String path) {
        String page = server.get(path.replace("TRANSFER", aTransfer())).body();

        assertThat(page)
                .doesNotContain("<script", "<style", " style=", "javascript:", "http://", "https://", "url(")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContain("crown", "NHS logo", "govuk-logo");
        for (String address : attributes(page, "href|src|action")) {
            assertThat(address).matches("(/audit/.*|#.*)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/",
                "/audit/definitions",
                "/audit/?from=x&sender=!",
                "/audit/transfers/TRANSFER",
                "/audit/nothing"
            })
    void the_page_is_well_formed(String path) {
        String page = server.get(path.replace("TRANSFER", aTransfer())).body();
        List<String> open = new ArrayList<>();
        Pattern tag = Pattern.compile("<(/?)([a-z][a-z0-9]*)([^>]*)>");
        for (MatchResult match : tag.matcher(page).results().toList()) {
            String name = match.group(2);
            if (WITHOUT_END.contains(name)) {
                continue;
            }
            if (match.group(1).isEmpty()) {
                open.add(name);
            } else {
                assertThat(open).isNotEmpty();
                assertThat(open.remove(open.size() - 1))
                        .as("at " + match.start())
                        .isEqualTo(name);
            }
        }
        assertThat(open).isEmpty();
        List<String> ids = attributes(page, "id");
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        for (String reference : attributes(page, "aria-labelledby|aria-describedby|for")) {
            assertThat(ids).containsAll(List.of(reference.split(" ")));
        }
    }

    @Test
    void every_table_has_a_caption_and_headers_with_a_scope() {
        String page = server.get("/audit/").body();

        List<String> tables = Pattern.compile("<table.*?</table>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(tables).hasSizeGreaterThan(7);
        assertThat(tables).allSatisfy(table -> assertThat(table).contains("<caption"));
        assertThat(Pattern.compile("<th ").splitAsStream(page).skip(1))
                .allSatisfy(header -> assertThat(header).startsWith("scope=\""));
    }

    @ParameterizedTest
    @CsvSource({"day, 25 Oct", "week, 19 Oct", "month, Oct 2026"})
    void shows_how_portability_went_by_what_was_asked_for(String by, String first) {
        String page = server.get("/audit/?by=" + by).body();

        assertThat(page)
                .contains("P by " + by + ", with its 95% interval and the target", "Target 95%")
                .contains("text-anchor=\"middle\">" + first + "</text>")
                .contains("<polyline", "<polygon", "by=" + by + "\" aria-current=\"true\"");
    }

    @Test
    void draws_how_long_transfers_wait_and_says_what_is_not_reached() {
        assertThat(server.get("/audit/?by=week").body())
                .contains("Share of transfers still waiting", "Not reached: ", "class=\"portage-plot__line\" d=\"M");
    }

    @Test
    void tells_how_to_verify_the_headline() {
        LocalDate from = LocalDate.of(2026, 11, 1);
        String page = server.get("/audit/?from=2026-11-01&to=2026-11-20").body();
        long eligible = LEDGER.rollups(RollupQuery.of(from, from.plusDays(19))).cells().stream()
                .filter(cell -> cell.measure() == Measure.STATUS)
                .filter(cell -> !cell.detail().equals("EXCLUDED"))
                .mapToLong(cell -> cell.amount())
                .sum();

        assertThat(page)
                .containsPattern("P = portable / eligible = [0-9]+ / " + eligible + " = 0\\.[0-9]{4}")
                .contains("/audit/api/portability?from=2026-11-01");
    }

    @Test
    void every_chart_has_a_title_a_description_and_a_table() {
        String page = server.get("/audit/").body();

        List<String> charts = Pattern.compile("<svg [^>]*role=\"img\".*?</section>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(charts).hasSize(3);
        assertThat(charts)
                .allSatisfy(chart -> assertThat(chart)
                        .containsPattern("<title id=\"[a-z-]+\">[^<]+</title>")
                        .containsPattern("<desc id=\"[a-z-]+\">[^<]+</desc>")
                        .contains("<table", "Download CSV"));
    }

    @Test
    void every_link_to_a_definition_leads_to_one() {
        List<String> ids = attributes(server.get("/audit/definitions").body(), "id");
        List<String> places = attributes(server.get("/audit/").body(), "href").stream()
                .filter(path -> path.startsWith("/audit/definitions#"))
                .map(path -> path.substring("/audit/definitions#".length()))
                .toList();

        assertThat(places).hasSizeGreaterThan(8);
        assertThat(ids).containsAll(places);
    }

    @Test
    void every_link_to_a_file_and_to_a_pair_leads_to_one() {
        List<String> paths = attributes(server.get("/audit/").body(), "href").stream()
                .filter(path -> path.startsWith("/audit/api/portability.csv") || path.contains("&amp;recipient="))
                .map(path -> path.replace("&amp;", "&"))
                .distinct()
                .toList();

        assertThat(paths).hasSizeGreaterThan(8);
        assertThat(paths)
                .allSatisfy(path -> assertThat(server.get(path).statusCode()).isEqualTo(200));
    }

    @Test
    void every_picture_has_a_name_or_is_hidden_from_those_who_listen() {
        String page = server.get("/audit/").body();

        assertThat(Pattern.compile("<svg ").splitAsStream(page).skip(1))
                .allSatisfy(picture -> assertThat(picture.substring(0, picture.indexOf('>')))
                        .containsAnyOf("role=\"img\" aria-labelledby=", "aria-hidden=\"true\""));
    }

    @Test
    void every_field_has_a_label() {
        String page = server.get("/audit/").body();

        assertThat(attributes(page, "for")).containsExactly("from", "to", "sender", "recipient", "workflow", "format");
    }

    @Test
    void says_what_is_wrong_at_the_field_and_above_all() {
        HttpResponse<String> response = server.get("/audit/?from=x%22%3E%3Cb%3E&sender=!");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("<title>Error: Portability of records")
                .contains("There is a problem")
                .contains("<a href=\"#from\">From must be a real date")
                .contains("id=\"from-error\"")
                .contains("value=\"x&#34;>&lt;b>\"")
                .contains("Sender must be an ODS code");
    }

    @Test
    void says_what_to_do_if_there_has_never_been_a_transfer() {
        try (AuditServer empty = new AuditServer(ListedLedger.empty())) {
            String page = empty.get("/audit/").body();

            assertThat(page)
                    .contains("No transfers yet")
                    .contains("./portage send FILE --to HOST:PORT")
                    .doesNotContain("<table", "NaN", "null");
        }
    }

    @Test
    void says_what_to_do_if_nothing_matches() {
        String page = server.get("/audit/?sender=ZZZ").body();

        assertThat(page).contains("No transfers in this selection").contains("Newest transfers");
    }

    @Test
    void links_to_the_timeline_of_each_of_the_newest() {
        String page = server.get("/audit/").body();

        List<String> paths = attributes(page, "href").stream()
                .filter(path -> path.startsWith("/audit/transfers/"))
                .toList();
        assertThat(paths).hasSize(20);
        assertThat(paths)
                .allSatisfy(path -> assertThat(server.get(path).statusCode()).isEqualTo(200));
    }

    @Test
    void the_timeline_says_what_happened_in_order() {
        String page = server.get("/audit/transfers/" + aTransfer()).body();

        assertThat(page)
                .containsSubsequence(
                        "Received and kept",
                        "Translated",
                        "Validated",
                        "Routed",
                        "Offered to the recipient",
                        "Collected by the recipient",
                        "Rejected by the recipient",
                        "The person is no longer cared for here")
                .contains("2.1 KB", "ADT^A03", "ward-mllp", "60 minutes");
    }

    @Test
    void an_unknown_transfer_is_a_page_that_says_so() {
        HttpResponse<String> response = server.get("/audit/transfers/6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("There is no transfer with this id.");
    }

    private static String aTransfer() {
        return LEDGER.states().stream()
                .filter(state -> state.status() == TransferStatus.REJECTED)
                .filter(state -> state.timeTarget().target().toHours() == 1)
                .findFirst()
                .orElseThrow()
                .transfer()
                .toString();
    }

    private static List<String> attributes(String page, String names) {
        return Pattern.compile("\\s(?:" + names + ")=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
