package uk.portage.gateway.proofs.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.simulate.Simulation;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;

/**
 * Every page in a real browser, as somebody meets it who has signed in: for readers with a small screen or a large one,
 * without a mouse, without sight, on paper. Pictures of all of them are in {@code target/browser}.
 */
@Timeout(600)
class PagesInBrowserTest {

    private static final Path PICTURES = Path.of("target", "browser");
    private static final int PHONE = 390;
    private static final int DESKTOP = 1280;

    /** What 400 % on a desktop leave (WCAG 1.4.10). */
    private static final int NARROWEST = 320;

    private static final int MOST_SCRIPT_BYTES = 10_000;

    private static final int VIEWS = 5;

    /** A gateway's directory whose pages are to be looked at, too; one with five million transfers, say. */
    private static final String DATA = "portage.pages.data";

    @TempDir
    private static Path folder;

    private static Chromium browser;
    private static Optional<Website> country = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(PICTURES);
    }

    @AfterAll
    static void stop() {
        country.ifPresent(Website::close);
        if (browser != null) {
            browser.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_page_that_links_lead_to_is_for_everybody() throws Exception {
        List<URI> pages = new ArrayList<>(country().pages(browser.cookies(), false));
        assertThat(pages).hasSizeGreaterThan(2);
        pages.add(country().page("/audit/nothing"));
        return tests(pages, "country");
    }

    /** No link leads to it, but a button. */
    @Test
    void so_is_the_page_that_asks_an_operator_before_a_parked_person_is_released() throws Exception {
        List<String> faults = new ArrayList<>(faultsOnDesktop(country().page("/operator/stuck"), "stuck"));
        browser.press("form[action='/operator/release'] button");
        assertThat(browser.title()).startsWith("Release: ");
        faults.addAll(faultsOfShownPage("release"));
        browser.press("form[action='/operator/release'] button");
        assertThat(browser.address().getQuery()).isEqualTo("done=released&count=1");
        faults.addAll(faultsOfShownPage("released"));
        assertThat(faults).isEmpty();
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> and_so_is_each_with_every_question_that_links_ask() throws Exception {
        List<URI> pages = new ArrayList<>(country().pages(browser.cookies(), true));
        assertThat(pages).hasSizeGreaterThan(4);
        pages.add(country().page("/audit/?from=x&sender=!"));
        return tests(pages, "country");
    }

    @Tag("slow")
    @Test
    void so_are_the_pages_of_a_gateway_that_has_just_begun_and_of_one_that_has_lost_its_store() throws Exception {
        try (Website site = Website.of(folder.resolve("young"), "127.0.0.1")) {
            List<String> faults = new ArrayList<>(faults(site.page("/audit/"), "sign-in"));
            assertThat(browser.address().getPath()).isEqualTo("/sign-in");
            site.signIn(browser, "000000");
            assertThat(browser.title()).startsWith("Error: ");
            faults.addAll(faultsOfShownPage("sign-in-refused"));
            site.signIn(browser, site.code());
            assertThat(browser.address().getPath()).isEqualTo("/operator/");

            faults.addAll(faultsOnDesktop(site.page("/audit/"), "empty"));
            faults.addAll(faultsOnDesktop(site.page("/audit/?from=x&sender=!"), "wrong-question"));
            assertThat(browser.title()).startsWith("Error: ");

            assertThat(push(site, 1)).isEqualTo("AA");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> site.get(site.page("/audit/"), browser.cookies())
                            .body()
                            .contains("/audit/transfers/"));
            faults.addAll(faultsOnDesktop(site.page("/audit/"), "one-transfer"));

            site.loseTheStore();
            // What a reader has in its memory is good until somebody else has written.
            int[] sent = {1};
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                push(site, ++sent[0]);
                return site.get(site.page("/audit/"), browser.cookies()).statusCode() == 503;
            });
            faults.addAll(faultsOnDesktop(site.page("/audit/"), "store-lost"));
            assertThat(browser.title()).startsWith("The ledger cannot be read");
            assertThat(faults).isEmpty();
        }
    }

    private static String push(Website site, int number) throws IOException {
        try (MllpPush push = new MllpPush(site.mllpPort())) {
            return MllpPush.code(push.push(SyntheticAdmission.message("WEB" + number, 42, 4241 + number)));
        }
    }

    /** Prints the median of five views of each page, from a browser that has kept nothing. */
    @Tag("slow")
    @Test
    void what_the_first_view_costs_is_printed() throws Exception {
        print("a small country", country());
    }

    @Tag("slow")
    @Test
    void the_pages_of_a_named_directory_are_for_everybody_and_what_their_first_view_costs_is_printed()
            throws Exception {
        String data = System.getProperty(DATA, "");
        assumeTrue(!data.isEmpty(), "no directory of a gateway is named with -D" + DATA + "=");
        try (Website site = Website.of(Path.of(data), "127.0.0.1")) {
            browser.open(site.page("/audit/"));
            site.signIn(browser, site.code());
            List<String> faults = new ArrayList<>();
            for (URI page : site.pages(browser.cookies(), false)) {
                faults.addAll(faults(page, name("named", page)));
            }
            print(data, site);
            assertThat(faults).isEmpty();
        }
    }

    /** Signed in to, and with the transfers of a small country. */
    private static Website country() throws Exception {
        if (country.isEmpty()) {
            Simulation.Settings settings = new Simulation.Settings(
                    7, 10, 45, 2_500, 7, LocalDate.now(ZoneOffset.UTC).plusDays(1));
            // Cookies do not know ports: another name keeps the two gateways' apart.
            Website site = Website.of(folder.resolve("country"), "localhost", settings);
            country = Optional.of(site);
            browser.open(site.page("/audit/"));
            site.signIn(browser, site.code());
        }
        return country.get();
    }

    private static Stream<DynamicTest> tests(List<URI> pages, String site) {
        return pages.stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.getPath() + (page.getQuery() == null ? "" : "?" + page.getQuery()),
                        () -> assertThat(faults(page, name(site, page))).isEmpty()));
    }

    private static String name(String site, URI page) {
        return (site + page.getPath() + (page.getQuery() == null ? "" : "-" + page.getQuery()))
                .replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static void print(String name, Website site) throws Exception {
        List<URI> pages = site.pages(browser.cookies(), false);
        System.out.printf(
                Locale.ROOT,
                "%nFirst view of %s, median of %d, from a browser that has kept nothing:%n"
                        + "| page | width | answered ms | first paint ms | largest paint ms | elements | bytes sent |"
                        + " of them page | unpacked | script bytes |%n|---|---|---|---|---|---|---|---|---|---|%n",
                name,
                VIEWS);
        for (URI page : pages) {
            for (int width : List.of(PHONE, DESKTOP)) {
                browser.width(width);
                List<JsonNode> views = new ArrayList<>();
                for (int view = 0; view < VIEWS; view++) {
                    browser.forget();
                    browser.open(page);
                    views.add(browser.figures());
                }
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n",
                        page.getPath().replaceAll("[0-9a-f-]{36}", "{id}"),
                        width,
                        median(views, "answered"),
                        median(views, "first"),
                        median(views, "largest"),
                        median(views, "elements"),
                        median(views, "transferred"),
                        median(views, "page"),
                        median(views, "unpacked"),
                        median(views, "script"));
            }
        }
    }

    private static long median(List<JsonNode> views, String figure) {
        return views.stream()
                .mapToLong(view -> Math.round(view.get(figure).asDouble()))
                .sorted()
                .skip(views.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> faults(URI page, String name) {
        browser.width(PHONE);
        browser.open(page);
        List<String> faults = new ArrayList<>(ofReading(name, PHONE));
        faults.addAll(faultsOnDesktop(page, name));
        return faults;
    }

    /** For pages made of the same parts as others, which are looked at on a phone as well. */
    private static List<String> faultsOnDesktop(URI page, String name) {
        List<String> faults = new ArrayList<>();
        browser.open(page);
        browser.width(NARROWEST);
        if (browser.overflow() > 0) {
            faults.add(name + ": to be read sideways at " + NARROWEST + ": " + browser.standingOut());
        }
        faults.addAll(faultsOfShownPage(name));
        return faults;
    }

    private static List<String> faultsOfShownPage(String name) {
        browser.width(DESKTOP);
        List<String> faults = new ArrayList<>(ofReading(name, DESKTOP));
        browser.missingInPrint().forEach(fault -> faults.add(name + ": " + fault));
        if (browser.figures().get("script").asLong() >= MOST_SCRIPT_BYTES) {
            faults.add(name + ": " + browser.figures().get("script") + " bytes of script");
        }
        URI page = browser.address();
        browser.walk().forEach(fault -> faults.add(name + ": " + fault));
        browser.complaints().forEach(complaint -> faults.add(name + ": in the console: " + complaint));
        browser.requests().stream()
                .filter(asked ->
                        asked.getPort() != page.getPort() || !asked.getHost().equals(page.getHost()))
                .forEach(asked -> faults.add(name + ": asks elsewhere: " + asked));
        return faults;
    }

    private static List<String> ofReading(String name, int width) {
        List<String> faults = new ArrayList<>();
        browser.violations().forEach(violation -> faults.add(name + " at " + width + ": " + violation));
        if (browser.overflow() > 0) {
            faults.add(name + ": to be read sideways at " + width + ": " + browser.standingOut());
        }
        browser.picture(name + "-" + width);
        return faults;
    }
}
