package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.access.TestIdentityProvider;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.ledger.EntryKind;

/** People sign in at a provider of OpenID Connect, and nobody else does. */
@Timeout(120)
class ProviderSignInTest {

    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([0-9a-f]{64})\"");
    private static final String START = "/sign-in/provider";

    @TempDir
    private static Path parent;

    private static final Watch CLOCK = new Watch();
    private static TestIdentityProvider provider;
    private static DataDirectory directory;
    private static RunningGateway gateway;

    /** Somebody before a browser. */
    private static final class Browser {

        private final CookieManager cookies = new CookieManager();
        private final HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .build();

        HttpResponse<String> get(String address) {
            return send(HttpRequest.newBuilder(URI.create(address.startsWith("/") ? base() + address : address))
                    .header("Accept", "text/html"));
        }

        HttpResponse<String> signOut(String form) {
            return send(HttpRequest.newBuilder(URI.create(base() + "/sign-out"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("form=" + form)));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return client.send(request.build(), BodyHandlers.ofString());
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** To the provider, which sends it back to the address that this returns. */
        String toProvider() {
            HttpResponse<String> sent = get(START);
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
            HttpResponse<String> there = get(location(sent));
            assertThat(there.statusCode()).as(there.body()).isEqualTo(302);
            return location(there);
        }

        HttpResponse<String> signIn() {
            return get(toProvider());
        }

        Optional<HttpCookie> cookie(String name) {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(name))
                    .findFirst();
        }

        void forget(String name) {
            cookie(name).ifPresent(cookie -> cookies.getCookieStore().remove(URI.create(base()), cookie));
        }

        void keep(HttpCookie cookie) {
            cookies.getCookieStore().add(URI.create(base()), cookie);
        }

        boolean reads() {
            return get("/audit/").statusCode() == 200;
        }
    }

    private final Browser browser = new Browser();

    @BeforeAll
    static void start() throws IOException {
        provider = new TestIdentityProvider();
        directory = DataDirectory.open(parent.resolve("data"), true);
        LogFile.openIn(directory.logs());
        Files.createFile(
                directory.folder().resolve("sign-in.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(directory.folder().resolve("sign-in.secret"), TestIdentityProvider.SECRET + "\n");
        Files.writeString(
                directory.configuration(),
                Files.readString(directory.configuration())
                        + """
                sign-in:
                  issuer: %s
                  name: Trust login
                  client-id: %s
                  secret-file: sign-in.secret
                  hosts: ["%s"]
                  algorithms: [RS256]
                  organisation-claim: ods_code
                  roles-claim: realm_access.roles
                  roles: {audit: portage-auditor, operate: [portage-operator]}
                """.formatted(provider.issuer(), TestIdentityProvider.CLIENT, provider.host()));
        gateway = TestGateway.start(directory, CLOCK);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        directory.close();
        provider.close();
    }

    @BeforeEach
    void honest() {
        provider.honest();
        // What was said of itself before is asked for again.
        CLOCK.pass(Duration.ofMinutes(11));
    }

    private static String base() {
        return gateway.baseUrl();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void an_auditor_signs_in_at_the_provider_reads_and_signs_out() {
        HttpResponse<String> before = browser.get("/audit/");
        assertThat(before.statusCode()).isEqualTo(303);
        assertThat(location(before)).isEqualTo("/sign-in");
        assertThat(browser.get("/sign-in").body())
                .contains("Sign in with Trust login", "href=\"" + START + "\"")
                .doesNotContain("type=\"password\"");

        HttpResponse<String> sent = browser.get(START);
        assertThat(sent.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("portage-provider=")
                .contains("HttpOnly", "SameSite=Lax");
        Map<String, String> asked =
                TestIdentityProvider.parameters(URI.create(location(sent)).getRawQuery());
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", base() + "/sign-in/callback")
                .containsKeys("state", "nonce", "code_challenge");

        HttpResponse<String> in = browser.get(location(browser.get(location(sent))));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        assertThat(in.headers().firstValue("Refresh")).contains("0; url=/audit/");
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("portage=")
                        .contains("HttpOnly", "SameSite=Strict", "Path=/")
                        .doesNotContain("Secure"));
        assertThat(browser.cookie("portage-provider")).isEmpty();

        HttpResponse<String> page = browser.get("/audit/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("a.teal", "Sign out");
        assertThat(browser.get("/operator/status").statusCode()).isEqualTo(403);
        assertThat(browser.get("/fhir/Task").statusCode()).isEqualTo(401);
        String session = browser.cookie("portage").orElseThrow().getValue();
        assertThat(browser.signOut("0".repeat(64)).statusCode()).isEqualTo(403);
        assertThat(browser.signOut(form(page.body())).statusCode()).isEqualTo(303);
        assertThat(browser.reads()).isFalse();
        browser.keep(new HttpCookie("portage", session));
        assertThat(browser.reads()).as("with the cookie from before").isFalse();
    }

    private static String form(String page) {
        Matcher form = FORM.matcher(page);
        assertThat(form.find()).isTrue();
        return form.group(1);
    }

    @Test
    void an_operator_sees_the_state_and_a_session_lasts_an_hour_at_most() {
        provider.saying(claims -> claims.put("realm_access", Map.of("roles", "portage-operator portage-auditor")));
        assertThat(browser.signIn().statusCode()).isEqualTo(200);
        assertThat(browser.get("/operator/status").statusCode()).isEqualTo(200);
        for (int i = 0; i < 4; i++) {
            CLOCK.pass(Duration.ofMinutes(14));
            assertThat(browser.reads()).isTrue();
        }
        CLOCK.pass(Duration.ofMinutes(5));
        assertThat(browser.reads()).isFalse();
    }

    @Test
    void what_the_provider_did_not_say_to_this_browser_now_signs_nobody_in() throws Exception {
        Map<String, Callable<HttpResponse<String>>> attacks = new LinkedHashMap<>();
        attacks.put(
                "400 another state",
                () -> browser.get(browser.toProvider().replaceAll("state=[0-9a-f]{8}", "state=00000000")));
        attacks.put("400 no state", () -> browser.get(browser.toProvider().replaceAll("&state=[0-9a-f]+", "")));
        attacks.put("400 a browser that never asked", () -> browser.get(new Browser().toProvider()));
        attacks.put("400 another browser's answer, though it has asked too", () -> {
            browser.toProvider();
            return browser.get(new Browser().toProvider());
        });
        attacks.put(
                "401 another browser's code in an answer of its own",
                () -> browser.get(browser.toProvider()
                        .replaceAll("code=[0-9a-f-]+", "code=" + code(new Browser().toProvider()))));
        attacks.put(
                "400 another provider says so",
                () -> browser.get(
                        browser.toProvider().replaceAll("iss=.*", "iss=https%3A%2F%2Felsewhere.example.org")));
        attacks.put(
                "400 it does not say who says so",
                () -> browser.get(browser.toProvider().replaceAll("&iss=.*", "")));
        attacks.put("403 two codes", () -> browser.get(browser.toProvider() + "&code=another"));
        attacks.put(
                "403 it says that it does not",
                () -> browser.get(browser.toProvider().replaceAll("code=[0-9a-f-]+", "error=access_denied")));
        attacks.put(
                "401 an invented code",
                () -> browser.get(browser.toProvider().replaceAll("code=[0-9a-f-]+", "code=invented")));
        attacks.put("400 ten minutes later", () -> {
            String back = browser.toProvider();
            HttpCookie question = browser.cookie("portage-provider").orElseThrow();
            CLOCK.pass(Duration.ofMinutes(10));
            browser.keep(question);
            return browser.get(back);
        });
        attacks.put("401 another nonce", saying("nonce", "0".repeat(64)));
        attacks.put("401 no nonce", () -> {
            provider.saying(claims -> claims.remove("nonce"));
            return browser.signIn();
        });
        attacks.put("401 for another audience", saying("aud", "elsewhere"));
        attacks.put("401 for several, and first for another", () -> {
            provider.saying(claims -> {
                claims.put("aud", List.of("elsewhere", TestIdentityProvider.CLIENT));
                claims.put("azp", "elsewhere");
            });
            return browser.signIn();
        });
        attacks.put("401 of another issuer", saying("iss", "https://elsewhere.example.org"));
        attacks.put("401 expired", saying("exp", Instant.now().minusSeconds(40).getEpochSecond()));
        attacks.put(
                "401 of the future", saying("iat", Instant.now().plusSeconds(90).getEpochSecond()));
        attacks.put("401 that never expires", () -> {
            provider.saying(claims -> claims.remove("exp"));
            return browser.signIn();
        });
        attacks.put("401 alg none", () -> {
            provider.heading(head -> head.put("alg", "none"));
            provider.signing((head, body) -> Base64URL.encode(head) + "." + Base64URL.encode(body) + ".");
            return browser.signIn();
        });
        attacks.put("502 alg none with a signature", () -> {
            provider.heading(head -> head.put("alg", "none"));
            return browser.signIn();
        });
        attacks.put("401 HS256 with the public key as the secret", () -> {
            provider.heading(head -> head.put("alg", "HS256"));
            provider.signing(ProviderSignInTest::signedWithPublicKey);
            return browser.signIn();
        });
        attacks.put("401 by an algorithm that was not chosen", () -> {
            provider.heading(head -> head.put("alg", "RS512"));
            provider.signing((head, body) -> signed(head, body, JWSAlgorithm.RS512));
            return browser.signIn();
        });
        attacks.put("401 by another key of the same name", () -> {
            RSAKey other = TestIdentityProvider.rsa(provider.key.getKeyID());
            provider.signing((head, body) -> TestIdentityProvider.signed(head, body, other));
            return browser.signIn();
        });
        attacks.put("401 by a key that it brings itself", () -> {
            RSAKey other = TestIdentityProvider.rsa("other");
            provider.heading(head -> {
                head.put("kid", "other");
                head.put("jwk", other.toPublicJWK().toJSONObject());
            });
            provider.signing((head, body) -> TestIdentityProvider.signed(head, body, other));
            return browser.signIn();
        });
        attacks.put("401 claims changed after it was signed", () -> {
            provider.signing((head, body) -> {
                String[] parts = provider.signed(head, body).split("\\.");
                return parts[0] + "." + Base64URL.encode(body.replace("portage-auditor", "portage-operator")) + "."
                        + parts[2];
            });
            return browser.signIn();
        });
        attacks.put("401 an access token", () -> {
            provider.heading(head -> head.put("typ", "at+jwt"));
            return browser.signIn();
        });
        attacks.put("502 nothing of the form of a token", () -> {
            provider.signing((head, body) -> "");
            return browser.signIn();
        });

        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Callable<HttpResponse<String>>> attack : attacks.entrySet()) {
            provider.honest();
            int status = attack.getValue().call().statusCode();
            if (!attack.getKey().startsWith(status + " ")
                    || browser.cookie("portage").isPresent()) {
                wrong.add(attack.getKey() + ": " + status);
            }
            browser.forget("portage");
        }
        System.out.println(
                "answers of a provider forged / refused: " + attacks.size() + " / " + (attacks.size() - wrong.size()));
        assertThat(wrong).isEmpty();
        provider.honest();
        assertThat(browser.signIn().statusCode())
                .as("an honest one after all that")
                .isEqualTo(200);
    }

    private Callable<HttpResponse<String>> saying(String claim, Object value) {
        return () -> {
            provider.saying(claims -> claims.put(claim, value));
            return browser.signIn();
        };
    }

    private static String code(String back) {
        return TestIdentityProvider.parameters(URI.create(back).getRawQuery()).getOrDefault("code", "");
    }

    private static String signed(String head, String body, JWSAlgorithm algorithm) {
        String content = Base64URL.encode(head) + "." + Base64URL.encode(body);
        try {
            return content + "."
                    + new RSASSASigner(provider.key)
                            .sign(new JWSHeader(algorithm), content.getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String signedWithPublicKey(String head, String body) {
        String content = Base64URL.encode(head) + "." + Base64URL.encode(body);
        try {
            byte[] secret = provider.key.toRSAPublicKey().getEncoded();
            return content + "."
                    + new MACSigner(secret)
                            .sign(new JWSHeader(JWSAlgorithm.HS256), content.getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_answer_of_the_provider_is_good_once() {
        String back = browser.toProvider();
        HttpCookie question = browser.cookie("portage-provider").orElseThrow();
        assertThat(browser.get(back).statusCode()).isEqualTo(200);
        assertThat(browser.get(back).statusCode())
                .as("its question is answered")
                .isEqualTo(400);
        browser.forget("portage");
        browser.keep(question);
        assertThat(browser.get(back).statusCode()).as("its code is spent").isEqualTo(401);
        browser.keep(question);
        String another = code(browser.toProvider());
        browser.keep(question);
        assertThat(browser.get(back.replaceAll("code=[0-9a-f-]+", "code=" + another))
                        .statusCode())
                .as("another code, of another question")
                .isEqualTo(401);
        assertThat(browser.reads()).isFalse();
    }

    @Test
    void who_has_no_role_or_organisation_here_is_told_so_and_it_is_on_record() {
        provider.saying(claims -> claims.put("realm_access", Map.of("roles", List.of("reader", "PORTAGE-AUDITOR"))));
        HttpResponse<String> noRole = browser.signIn();
        assertThat(noRole.statusCode()).isEqualTo(403);
        assertThat(noRole.body()).contains("Your account at Trust login has no role here");
        provider.saying(claims -> claims.remove("realm_access"));
        assertThat(browser.signIn().statusCode()).isEqualTo(403);
        provider.saying(claims -> claims.put("ods_code", "RZZ"));
        HttpResponse<String> noOrganisation = browser.signIn();
        assertThat(noOrganisation.statusCode()).isEqualTo(403);
        assertThat(noOrganisation.body()).contains("of no organisation that is known here");
        assertThat(browser.cookie("portage")).isEmpty();
        assertThat(gateway.ledger().entriesAfter(0, 1_000).stream()
                        .map(entry -> entry.content())
                        .filter(content -> content.kind() == EntryKind.DENIED)
                        .map(content -> content.sender().map(Object::toString).orElse("") + " "
                                + content.code().map(Enum::name).orElse("")))
                .contains("9A1 FORBIDDEN");
    }

    @Test
    void a_provider_that_fails_is_said_to_and_holds_up_nobody_for_long() {
        provider.brokenAt("/.well-known/openid-configuration");
        HttpResponse<String> down = browser.get(START);
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body()).contains("Trust login does not answer");

        provider.honest();
        provider.describing(all -> all.put("token_endpoint", "https://elsewhere.example.org/token"));
        assertThat(browser.get(START).statusCode()).as("goes where it may not").isEqualTo(502);
        provider.describing(all -> all.put("issuer", provider.issuer() + "/other"));
        assertThat(browser.get(START).statusCode()).as("says it is another").isEqualTo(502);

        provider.honest();
        String back = browser.toProvider();
        provider.silentAt("/token");
        Instant began = Instant.now();
        HttpResponse<String> silent = browser.get(back);
        assertThat(silent.statusCode()).isEqualTo(503);
        assertThat(silent.body()).contains("Trust login does not answer");
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    }

    @Test
    void neither_secret_nor_code_nor_token_is_in_the_log() throws IOException {
        String back = browser.toProvider();
        assertThat(browser.get(back).statusCode()).isEqualTo(200);
        assertThat(Files.readString(directory.logs().resolve("portage.log")))
                .contains("a.teal of 9A1 signed in at Trust login")
                .doesNotContain(TestIdentityProvider.SECRET, code(back), "eyJ")
                .doesNotContain(browser.cookie("portage").orElseThrow().getValue())
                .doesNotContain(URLEncoder.encode(TestIdentityProvider.SECRET, StandardCharsets.UTF_8));
    }
}
