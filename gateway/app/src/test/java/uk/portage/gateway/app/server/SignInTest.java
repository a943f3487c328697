package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.access.OneTimeCodes;
import uk.portage.gateway.app.access.Passwords;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** People sign in on the pages of a whole gateway, or do not. */
class SignInTest {

    private static final String PASSWORD = "heron-ladder-teacup";
    private static final String HASH = Passwords.hash(PASSWORD);
    private static final Pattern FIELD = Pattern.compile("name=\"form\" value=\"([0-9a-f]{64})\"");

    @TempDir
    private static Path parent;

    private static final Watch CLOCK = new Watch();
    private static DataDirectory directory;
    private static RunningGateway gateway;

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build();
    private String secret = "";

    @BeforeAll
    static void start() {
        directory = DataDirectory.open(parent.resolve("data"), true);
        LogFile.openIn(directory.logs());
        gateway = TestGateway.start(directory, CLOCK);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        directory.close();
    }

    @BeforeEach
    void somebody() {
        secret = OneTimeCodes.drawSecret();
        write(List.of(user("anna", Role.AUDITOR), user("omar", Role.OPERATOR), user("ivan", Role.AUDITOR)));
        // The step of a code that another test used has passed, and the file has been looked at.
        CLOCK.pass(Duration.ofMinutes(2));
    }

    private User user(String name, Role role) {
        return new User(name, new Caller(new OdsCode("9A1"), role), HASH, secret);
    }

    private static void write(List<User> users) {
        UsersFile.write(UsersFile.in(directory.folder()), users);
        CLOCK.pass(Duration.ofSeconds(2));
    }

    private String code() {
        return new OneTimeCodes(secret).at(CLOCK.instant());
    }

    private HttpResponse<String> signIn(String name, String password, String code) {
        return post(
                "/sign-in",
                Map.of("form", field(get("/sign-in").body()), "name", name, "password", password, "code", code));
    }

    private static String field(String page) {
        Matcher field = FIELD.matcher(page);
        assertThat(field.find()).as(page).isTrue();
        return field.group(1);
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/html,application/xhtml+xml"));
    }

    private HttpResponse<String> post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Optional<HttpCookie> session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("portage"))
                .findFirst();
    }

    @Test
    void an_auditor_signs_in_reads_and_signs_out() {
        HttpResponse<String> before = get("/audit/");
        assertThat(before.statusCode()).isEqualTo(303);
        assertThat(before.headers().firstValue("Location")).contains("/sign-in");
        HttpResponse<String> form = get("/sign-in");
        assertThat(form.body()).contains("govuk-input", "One-time code").doesNotContain("<script", " style=");
        assertThat(form.headers().firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Strict");
        assertThat(session()).as("who only looks has no session").isEmpty();
        assertThat(get("/sign-in/assets/portage.css").statusCode()).isEqualTo(200);

        HttpResponse<String> in = signIn("anna", PASSWORD, code());
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("portage=")
                        .contains("HttpOnly", "SameSite=Strict", "Path=/")
                        .doesNotContain("Secure"));
        HttpResponse<String> page = get("/audit/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("anna", "Sign out");
        assertThat(get("/audit/api/portability").statusCode()).isEqualTo(200);

        assertThat(post("/sign-out", Map.of("form", "0".repeat(64))).statusCode())
                .as("a form of another site")
                .isEqualTo(403);
        assertThat(get("/audit/").statusCode()).isEqualTo(200);
        String old = session().orElseThrow().getValue();
        assertThat(post("/sign-out", Map.of("form", field(page.body()))).statusCode())
                .isEqualTo(303);
        assertThat(get("/audit/").statusCode()).isEqualTo(303);
        assertThat(withCookie("/audit/", "portage=" + old)).isEqualTo(303);
    }

    @Test
    void a_browser_that_asks_for_several_files_at_once_stays_signed_in() {
        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        String begun = session().orElseThrow().getValue();

        assertThat(get("/audit/").headers().allValues("Set-Cookie")).isEmpty();
        List<String> parts = List.of("/audit/assets/govuk-frontend.css", "/audit/assets/portage.css", "/audit/");
        assertThat(parts.parallelStream().map(path -> withCookie(path, "portage=" + begun)))
                .containsOnly(200);
    }

    @Test
    void the_token_of_a_form_is_another_text_in_each_page() {
        signIn("anna", PASSWORD, code());
        String first = field(get("/audit/").body());
        String second = field(get("/audit/").body());

        assertThat(second).isNotEqualTo(first);
        String changed = (first.charAt(0) == '0' ? "1" : "0") + first.substring(1);
        assertThat(post("/sign-out", Map.of("form", changed)).statusCode()).isEqualTo(403);
        assertThat(post("/sign-out", Map.of("form", first)).statusCode()).isEqualTo(303);
    }

    private int withCookie(String path, String cookie) {
        HttpClient plain = HttpClient.newHttpClient();
        try {
            return plain.send(
                            HttpRequest.newBuilder(uri(path))
                                    .header("Accept", "text/html")
                                    .header("Cookie", cookie)
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void a_session_only_reads_and_only_what_its_role_may() {
        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        assertThat(get("/operator/status").statusCode()).isEqualTo(403);
        assertThat(get("/fhir/Task").statusCode()).isEqualTo(401);
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(post("/fhir", Map.of()).statusCode()).isEqualTo(401);
        assertThat(post("/audit/", Map.of()).statusCode()).isEqualTo(401);

        cookies.getCookieStore().removeAll();
        assertThat(signIn("omar", PASSWORD, code()).statusCode()).isEqualTo(303);
        assertThat(get("/operator/status").statusCode()).isEqualTo(200);
        assertThat(post("/operator/parked/" + "0".repeat(32) + "/release", Map.of())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoever_signs_in_lands_where_their_work_is_and_an_operator_finds_the_other_pages() {
        assertThat(location(signIn("anna", PASSWORD, code()))).isEqualTo("/audit/");
        assertThat(location(get("/"))).endsWith("/audit/");
        assertThat(get("/audit/").body()).doesNotContain("/operator/");

        cookies.getCookieStore().removeAll();
        assertThat(location(signIn("omar", PASSWORD, code()))).isEqualTo("/operator/");
        assertThat(location(get("/"))).endsWith("/operator/");
        assertThat(get("/audit/").body()).contains("href=\"/operator/\"");
        assertThat(get("/operator/").body()).contains("href=\"/audit/\"");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void a_session_ends_when_nothing_is_asked_for_and_after_eight_hours_whatever_is() {
        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        CLOCK.pass(Duration.ofMinutes(14));
        assertThat(get("/audit/").statusCode()).isEqualTo(200);
        CLOCK.pass(Duration.ofMinutes(15));
        assertThat(get("/audit/").statusCode()).isEqualTo(303);

        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        for (int i = 0; i < 34; i++) {
            CLOCK.pass(Duration.ofMinutes(14));
            assertThat(get("/audit/assets/portage.css").statusCode()).isEqualTo(200);
        }
        CLOCK.pass(Duration.ofMinutes(5));
        assertThat(get("/audit/").statusCode()).isEqualTo(303);
    }

    @Test
    void a_session_ends_when_the_account_is_changed_or_removed() {
        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        secret = OneTimeCodes.drawSecret();
        write(List.of(user("anna", Role.AUDITOR)));
        assertThat(get("/audit/").statusCode()).as("another secret").isEqualTo(303);
        write(List.of());
        assertThat(get("/audit/").statusCode()).as("nobody can sign in").isEqualTo(401);
    }

    @Test
    void signing_in_begins_another_session_than_the_one_that_was_brought() {
        assertThat(signIn("anna", PASSWORD, code()).statusCode()).isEqualTo(303);
        String first = session().orElseThrow().getValue();
        CLOCK.pass(Duration.ofMinutes(2));
        assertThat(signIn("omar", PASSWORD, code()).statusCode()).isEqualTo(303);
        assertThat(session().orElseThrow().getValue()).isNotEqualTo(first);
        assertThat(withCookie("/audit/", "portage=" + first)).isEqualTo(303);
        assertThat(withCookie("/audit/;jsessionid=" + session().orElseThrow().getValue(), "x=y"))
                .isIn(303, 400, 401);
    }

    @Test
    void a_code_is_good_once() {
        String code = code();
        assertThat(signIn("anna", PASSWORD, code).statusCode()).isEqualTo(303);
        cookies.getCookieStore().removeAll();
        assertThat(signIn("anna", PASSWORD, code).statusCode()).isEqualTo(401);
        assertThat(session()).isEmpty();
    }

    @Test
    void who_gets_one_of_three_wrong_hears_the_same_and_has_to_wait_after_a_few() {
        String code = code();
        String wrong = code.equals("000000") ? "000001" : "000000";
        List<HttpResponse<String>> refused = new ArrayList<>(List.of(
                signIn("ivan", "heron-ladder-teacups", code),
                signIn("ivan", PASSWORD, wrong),
                signIn("ivan", PASSWORD, ""),
                signIn("ivan", "", code),
                signIn("nobody", PASSWORD, code),
                signIn("IVAN", PASSWORD, code),
                signIn("ivan' OR '1'='1", PASSWORD, code)));
        assertThat(refused).allMatch(answer -> answer.statusCode() == 401);
        assertThat(refused.stream()
                        .map(answer -> answer.body().replaceAll("value=\"[^\"]*\"", ""))
                        .distinct())
                .hasSize(1);
        assertThat(signIn("ivan", PASSWORD, wrong).statusCode()).isEqualTo(401);
        HttpResponse<String> waiting = signIn("ivan", PASSWORD, code);
        assertThat(waiting.statusCode()).as("right, but too early").isEqualTo(429);
        assertThat(signIn("omar", PASSWORD, code()).statusCode())
                .as("another name does not wait")
                .isEqualTo(303);
        CLOCK.pass(Duration.ofSeconds(31));
        assertThat(signIn("ivan", PASSWORD, wrong).statusCode()).isEqualTo(401);
        CLOCK.pass(Duration.ofSeconds(31));
        assertThat(signIn("ivan", PASSWORD, code()).statusCode())
                .as("the wait grows")
                .isEqualTo(429);
        CLOCK.pass(Duration.ofMinutes(2));
        assertThat(signIn("ivan", PASSWORD, code()).statusCode()).isEqualTo(303);
    }

    @Test
    void a_form_that_another_site_sends_signs_nobody_in() {
        String field = field(get("/sign-in").body());
        Map<String, String> form = Map.of("form", field, "name", "anna", "password", PASSWORD, "code", code());
        cookies.getCookieStore().removeAll();
        assertThat(post("/sign-in", form).statusCode()).as("without its cookie").isEqualTo(403);
        get("/sign-in");
        assertThat(post("/sign-in", form).statusCode())
                .as("with another's cookie")
                .isEqualTo(403);
        assertThat(session()).isEmpty();
        assertThat(get("/sign-in?name=anna&password=" + PASSWORD).body()).doesNotContain("anna", PASSWORD);
    }

    @Test
    void neither_password_nor_code_nor_secret_is_in_the_log() throws IOException {
        String code = code();
        signIn("anna", PASSWORD, code);
        assertThat(Files.readString(directory.logs().resolve("portage.log")))
                .contains("anna of 9A1 signed in")
                .doesNotContain(PASSWORD, secret, session().orElseThrow().getValue());
    }

    @Test
    void the_codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, the secret "12345678901234567890", the last 6 of its 8 digits.
        OneTimeCodes codes = new OneTimeCodes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        Map<Long, String> vectors = Map.of(
                59L, "287082",
                1_111_111_109L, "081804",
                1_111_111_111L, "050471",
                1_234_567_890L, "005924",
                2_000_000_000L, "279037",
                20_000_000_000L, "353130");
        vectors.forEach((second, code) ->
                assertThat(codes.at(Instant.ofEpochSecond(second))).isEqualTo(code));
        assertThat(codes.uri("anna").toString()).startsWith("otpauth://totp/").contains("secret=GEZDGNBV");
    }
}
