package uk.portage.gateway.proofs.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The Chromium of this machine, and what it says of a page. */
final class Chromium implements AutoCloseable {

    /** What is missing where there is none, said in the report of the tests. */
    static final String MISSING = "The pages were not tried in a browser: there is no Chromium with its driver on this"
            + " machine. On Debian: apt-get install chromium chromium-driver; elsewhere name the two with"
            + " -Dportage.chromium= and -Dportage.chromedriver=";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AXE = resource("/axe.min.js");
    private static final String WALK = resource("walk.js");
    private static final String PRINT = resource("print.js");
    private static final String FIGURES = resource("figures.js");

    private final ChromeDriver driver;
    private final Path pictures;

    private Chromium(ChromeDriver driver, Path pictures) {
        this.driver = driver;
        this.pictures = pictures;
    }

    /**
     * Starts it, or ends the test that asks as skipped.
     *
     * @param pictures where its pictures go
     */
    static Chromium start(Path pictures) throws IOException {
        Optional<File> browser = program("portage.chromium", "chromium", "chromium-browser", "google-chrome");
        Optional<File> guide = program("portage.chromedriver", "chromedriver");
        assumeTrue(browser.isPresent() && guide.isPresent(), MISSING);
        Files.createDirectories(pictures);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.get());
        options.setCapability("goog:loggingPrefs", logs);
        // It would ask whether to keep the password, and elsewhere whether it is known to thieves.
        options.setExperimentalOption(
                "prefs", Map.of("credentials_enable_service", false, "profile.password_manager_leak_detection", false));
        options.addArguments(
                "--headless=new",
                // The tests run as whoever builds, root in a container too, and only our own pages are looked at.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--disable-sync",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--lang=en-GB");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(guide.get())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60)).scriptTimeout(Duration.ofSeconds(60));
        return new Chromium(driver, pictures);
    }

    private static Optional<File> program(String property, String... names) {
        String named = System.getProperty(property, "");
        Stream<Path> places = named.isEmpty()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).map(Path::toFile).findFirst();
    }

    /** As wide as a screen, and as high as its usual shape. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", pixels < 700 ? 844 : 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Opens a page and forgets what was said of others. */
    void open(URI page) {
        said(LogType.BROWSER);
        said(LogType.PERFORMANCE);
        driver.get(page.toString());
    }

    URI address() {
        return URI.create(driver.getCurrentUrl());
    }

    String title() {
        return driver.getTitle();
    }

    /** Types into a field as a person would. */
    void type(String id, String text) {
        driver.findElement(By.id(id)).clear();
        driver.findElement(By.id(id)).sendKeys(text);
    }

    void press(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    String cookies() {
        return String.join(
                "; ",
                driver.manage().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .toList());
    }

    /** The addresses of all links, absolute. */
    List<String> links() {
        return strings(driver.executeScript("return [...document.querySelectorAll('a[href]')].map(a => a.href)"));
    }

    /**
     * What is wrong by axe-core's rules for WCAG 2.2, levels A and AA, and its best practices.
     *
     * @return for each rule and place one line
     */
    List<String> violations() {
        driver.executeScript(AXE);
        return strings(driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],"
                + " resultTypes: ['violations']}).then(r => done(r.violations.flatMap(v => v.nodes.map(n =>"
                + " v.id + ' at ' + n.target.join(' ') + ': ' + n.failureSummary.replace(/\\s+/g, ' ')))),"
                + " e => done([String(e)]))"));
    }

    /** Errors and warnings in the console; that a page answers with an error is none. */
    List<String> complaints() {
        String own = driver.getCurrentUrl().replaceAll("#.*", "");
        return said(LogType.BROWSER).stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.startsWith(own + " - Failed to load resource"))
                .toList();
    }

    /** What was asked for since the page was opened. */
    List<URI> requests() {
        List<URI> requests = new ArrayList<>();
        for (LogEntry entry : said(LogType.PERFORMANCE)) {
            JsonNode message = read(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                String address = message.at("/params/request/url").asText();
                if (!address.startsWith("data:")) {
                    requests.add(URI.create(address));
                }
            }
        }
        return requests;
    }

    /** By how many pixels the page is wider than its window: then a reader must scroll sideways to read a line. */
    long overflow() {
        return number("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** What stands out to the right, to say where to look. */
    List<String> standingOut() {
        return strings(driver.executeScript("const w = document.documentElement.clientWidth;"
                + "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1"
                + " && !e.closest('.portage-scroll > *')).slice(0, 5).map(e => e.tagName + '.' + e.className)"));
    }

    /** Walks through the page with the tabulator's key and says where somebody who has no mouse would be lost. */
    List<String> walk() {
        long stops = (Long) driver.executeScript(WALK + "return begin()");
        new Actions(driver)
                .sendKeys(String.valueOf(Keys.TAB.charAt(0)).repeat(Math.toIntExact(stops)))
                .perform();
        List<String> faults = new ArrayList<>(strings(driver.executeScript(WALK + "return faults()")));
        driver.executeScript("document.querySelector('.govuk-skip-link').focus()");
        new Actions(driver).sendKeys(Keys.ENTER).sendKeys(Keys.TAB).perform();
        if (!(Boolean) driver.executeScript("const main = document.getElementById('main-content');"
                + "return main.contains(document.activeElement)"
                + " || !main.querySelector('a[href], button, input, select, summary, [tabindex]')")) {
            faults.add("the skip link does not lead to the main content");
        }
        return faults;
    }

    /** What somebody who prints the page would miss. */
    List<String> missingInPrint() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        try {
            return strings(driver.executeScript(PRINT));
        } finally {
            driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        }
    }

    /** What the first view cost. */
    JsonNode figures() {
        return read((String) driver.executeAsyncScript(FIGURES));
    }

    /** Whatever it has kept of pages and style sheets is asked for again. */
    void forget() {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    }

    /** Keeps a picture of the whole page. */
    void picture(String name) {
        keep(name + ".png", driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true)));
    }

    /** Keeps the page as it is printed. */
    void print(String name) {
        keep(name + ".pdf", driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", false)));
    }

    private void keep(String file, Map<String, Object> answer) {
        try {
            Files.write(pictures.resolve(file), Base64.getDecoder().decode((String) answer.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<LogEntry> said(String log) {
        return driver.manage().logs().get(log).getAll();
    }

    private long number(String script) {
        return ((Number) driver.executeScript(script)).longValue();
    }

    private static List<String> strings(Object answer) {
        return ((List<?>) answer).stream().map(String::valueOf).toList();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Chromium.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
