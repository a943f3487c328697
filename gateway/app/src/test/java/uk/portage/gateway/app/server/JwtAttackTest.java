package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.app.server.OAuth2World.CLIENT;
import static uk.portage.gateway.app.server.OAuth2World.EC;
import static uk.portage.gateway.app.server.OAuth2World.ENDPOINT;
import static uk.portage.gateway.app.server.OAuth2World.OTHERS;
import static uk.portage.gateway.app.server.OAuth2World.PROVIDERS;
import static uk.portage.gateway.app.server.OAuth2World.RSA;
import static uk.portage.gateway.app.server.OAuth2World.assertion;
import static uk.portage.gateway.app.server.OAuth2World.claims;
import static uk.portage.gateway.app.server.OAuth2World.encoded;
import static uk.portage.gateway.app.server.OAuth2World.form;
import static uk.portage.gateway.app.server.OAuth2World.header;
import static uk.portage.gateway.app.server.OAuth2World.part;
import static uk.portage.gateway.app.server.OAuth2World.providersClaims;
import static uk.portage.gateway.app.server.OAuth2World.sign;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.CommandLineRun;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.Caller.Role;

/** What attackers do with signed tokens, against the whole gateway on a real port. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JwtAttackTest {

    private static final AtomicInteger TRIED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();

    @TempDir
    private static Path parent;

    private static OAuth2World world;

    /**
     * @param error that is to be answered: of RFC 6749 at the token endpoint, of RFC 6750 elsewhere
     */
    private record Attack(String name, int status, String error, Supplier<HttpResponse<String>> attempt) {}

    @BeforeAll
    static void start() throws IOException {
        world = new OAuth2World(parent.resolve("data"));
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        System.out.println("JWT attacks tried / refused: " + TRIED + " / " + REFUSED);
    }

    private static Stream<DynamicTest> refused(List<Attack> attacks) {
        AtomicReference<Double> denied = new AtomicReference<>(world.denied());
        return attacks.stream()
                .map(attack -> DynamicTest.dynamicTest(attack.name() + " is refused", () -> {
                    TRIED.incrementAndGet();
                    double before = denied.get();
                    HttpResponse<String> answer = attack.attempt().get();
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(attack.status());
                    assertThat(answer.body()).doesNotContain("access_token", "Bundle");
                    String told = answer.body() + answer.headers().allValues("WWW-Authenticate");
                    assertThat(told)
                            .contains("\"" + attack.error() + "\"")
                            .doesNotContainIgnoringCase("nimbus", "java.");
                    assertThat(answer.headers().firstValue("Cache-Control"))
                            .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
                    denied.set(world.denied());
                    assertThat(denied.get())
                            .as("refusals that are counted")
                            .isEqualTo(attack.status() == 405 ? before : before + 1);
                    REFUSED.incrementAndGet();
                }));
    }

    private static Attack atEndpoint(String name, Supplier<String> assertion) {
        return new Attack(name, 401, "invalid_client", () -> world.ask(assertion.get()));
    }

    private static Attack withHeader(String name, Consumer<Map<String, Object>> change) {
        return atEndpoint("an assertion with " + name, () -> assertion(change, claims -> {}));
    }

    private static Attack withClaims(String name, Consumer<Map<String, Object>> change) {
        return atEndpoint("an assertion with " + name, () -> assertion(header -> {}, change));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String unsigned(String algorithm) {
        return Base64URL.encode(JSONObjectUtils.toJSONString(header(algorithm, RSA.getKeyID()))) + "."
                + Base64URL.encode(JSONObjectUtils.toJSONString(claims(CLIENT))) + ".";
    }

    /** Signed with what everyone knows, as if it were a shared secret. */
    private static String withPublicKeyAsSecret(String algorithm, byte[] secret, Map<String, Object> claims) {
        try {
            String content = Base64URL.encode(JSONObjectUtils.toJSONString(header(algorithm, RSA.getKeyID()))) + "."
                    + Base64URL.encode(JSONObjectUtils.toJSONString(claims));
            Mac mac = Mac.getInstance("Hmac" + algorithm.replace("HS", "SHA"));
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return content + "." + Base64URL.encode(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] der(RSAKey key) {
        try {
            return key.toRSAPublicKey().getEncoded();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pem(RSAKey key) {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(key))
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String rest(String assertion) {
        return assertion.substring(assertion.indexOf('.'));
    }

    @Test
    @Order(1)
    void what_is_right_is_let_in_by_each_way_that_there_is() {
        String token = world.token(assertion());
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);
        assertThat(part(token, 0)).containsEntry("typ", "at+jwt").containsEntry("alg", "ES256");
        assertThat(part(token, 1))
                .containsEntry("iss", OAuth2World.BASE)
                .containsEntry("scope", "push pull")
                .containsEntry("client_id", CLIENT);
        for (JWK key : List.of(RSA, EC)) {
            String algorithm = key instanceof RSAKey ? "RS512" : "ES384";
            HttpResponse<String> answer = world.ask(sign(header(algorithm, key.getKeyID()), claims(CLIENT), key));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        }
        assertThat(world.get(
                                "/fhir/Task",
                                sign(
                                        header("RS256", PROVIDERS.getKeyID()),
                                        providersClaims("9D1", "collector"),
                                        PROVIDERS))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(1)
    void clients_find_the_endpoint_at_the_root_and_below_fhir() {
        String smart =
                world.send(world.request("/.well-known/smart-configuration")).body();
        assertThat(smart)
                .contains("\"token_endpoint\":\"" + ENDPOINT + "\"")
                .isEqualTo(world.send(world.request("/fhir/.well-known/smart-configuration"))
                        .body())
                .isEqualTo(world.send(world.request("/.well-known/oauth-authorization-server"))
                        .body());
        assertThat(world.send(world.request("/oauth2/jwks")).body())
                .contains(world.ownKey().getKeyID())
                .doesNotContain("\"d\"");
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> assertions_by_another_algorithm_than_the_clients() {
        List<Attack> attacks = new ArrayList<>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "", " none", "none\\u0000")) {
            attacks.add(atEndpoint("alg '" + none + "' without a signature", () -> unsigned(none)));
            attacks.add(atEndpoint(
                    "alg '" + none + "' with a signature",
                    () -> unsigned(none) + assertion().split("\\.")[2]));
        }
        for (String shared : List.of("HS256", "HS384", "HS512")) {
            attacks.add(atEndpoint(
                    shared + " with the public key as it is encoded",
                    () -> withPublicKeyAsSecret(shared, der(RSA), claims(CLIENT))));
            attacks.add(atEndpoint(
                    shared + " with the public key as PEM",
                    () -> withPublicKeyAsSecret(shared, pem(RSA), claims(CLIENT))));
            attacks.add(atEndpoint(
                    shared + " with the public key as JWK",
                    () -> withPublicKeyAsSecret(
                            shared,
                            RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                            claims(CLIENT))));
        }
        for (String algorithm : List.of("RS256", "PS384", "PS512")) {
            attacks.add(
                    withHeader(algorithm + ", which the client did not register", head -> head.put("alg", algorithm)));
        }
        attacks.add(atEndpoint(
                "ES384 named over an RSA signature", () -> sign(header("ES384", RSA.getKeyID()), claims(CLIENT), RSA)));
        attacks.add(atEndpoint(
                "ES384 with a signature of zeros",
                () -> Base64URL.encode(JSONObjectUtils.toJSONString(header("ES384", EC.getKeyID()))) + "."
                        + Base64URL.encode(JSONObjectUtils.toJSONString(claims(CLIENT))) + "."
                        + Base64URL.encode(new byte[96])));
        attacks.add(withHeader("RS384 named as another spelling", head -> head.put("alg", "rs384")));
        return refused(attacks);
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> assertions_whose_header_brings_or_names_a_key() {
        RSAKey forger = OAuth2World.rsa(RSA.getKeyID());
        List<Attack> attacks = new ArrayList<>();
        attacks.add(atEndpoint("a key inside the header", () -> {
            Map<String, Object> head = header("RS384", RSA.getKeyID());
            head.put("jwk", forger.toPublicJWK().toJSONObject());
            return sign(head, claims(CLIENT), forger);
        }));
        for (String name : List.of("jku", "x5u")) {
            attacks.add(atEndpoint("a forged key at an address in " + name, () -> {
                world.serve(OAuth2World.keys(forger));
                Map<String, Object> head = header("RS384", RSA.getKeyID());
                head.put(name, "http://localhost/keys");
                return sign(head, claims(CLIENT), forger);
            }));
            attacks.add(withHeader(name + " beside the right key", head -> head.put(name, "https://example.org/keys")));
        }
        attacks.add(withHeader(
                "the client's own key in the header",
                head -> head.put("jwk", RSA.toPublicJWK().toJSONObject())));
        attacks.add(withHeader("certificates in the header", head -> head.put("x5c", List.of("MIIB"))));
        attacks.add(withHeader("a private key in the header", head -> head.put("jwk", forger.toJSONObject())));
        attacks.add(withHeader("something critical", head -> {
            head.put("crit", List.of("exp"));
            head.put("exp", now() + 60);
        }));
        attacks.add(withHeader("a payload that is not encoded", head -> {
            head.put("crit", List.of("b64"));
            head.put("b64", false);
        }));
        for (String id : List.of(
                "../../oauth2.key",
                "/dev/null",
                "x' OR '1'='1",
                "north-rsa'; DROP TABLE spent_credential; --",
                "",
                "NORTH-RSA",
                "north-rsa ",
                "north-rsa\\u0000",
                "north-ec",
                "south-rsa",
                "k".repeat(4000))) {
            String shown = id.length() > 50 ? "of 4000 characters" : "'" + id + "'";
            attacks.add(withHeader("the key name " + shown, head -> head.put("kid", id)));
        }
        attacks.add(withHeader("no key name", head -> head.remove("kid")));
        attacks.add(withHeader("a key name that is a number", head -> head.put("kid", 1)));
        attacks.add(withHeader("a list of key names", head -> head.put("kid", List.of(RSA.getKeyID()))));
        attacks.add(atEndpoint(
                "two key names",
                () -> sign(
                        "{\"alg\":\"RS384\",\"kid\":\"south-rsa\",\"kid\":\"north-rsa\"}",
                        JSONObjectUtils.toJSONString(claims(CLIENT)),
                        RSA)));
        attacks.add(atEndpoint(
                "two algorithms",
                () -> sign(
                        "{\"alg\":\"none\",\"alg\":\"RS384\",\"kid\":\"north-rsa\"}",
                        JSONObjectUtils.toJSONString(claims(CLIENT)),
                        RSA)));
        attacks.add(withHeader("the type of an access token", head -> head.put("typ", "at+jwt")));
        attacks.add(withHeader("the type of another purpose", head -> head.put("typ", "dpop+jwt")));
        return refused(attacks);
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> assertions_whose_claims_are_not_right() {
        List<Attack> attacks = new ArrayList<>();
        attacks.add(withClaims("an end more than 5 minutes ahead", body -> body.put("exp", now() + 340)));
        attacks.add(withClaims("an end in a hundred years", body -> body.put("exp", now() + 3_155_760_000L)));
        attacks.add(withClaims(
                "an end beyond every calendar", body -> body.put("exp", new BigInteger("9".repeat(30)))));
        attacks.add(withClaims(
                "an end that overflows to the present",
                body -> body.put("exp", new BigInteger("18446744073709551").add(BigInteger.valueOf(now())))));
        attacks.add(withClaims("an end that has passed", body -> body.put("exp", now() - 31)));
        attacks.add(withClaims("an end that is a text", body -> body.put("exp", String.valueOf(now() + 60))));
        attacks.add(withClaims("an end below zero", body -> body.put("exp", -1)));
        attacks.add(withClaims("an end of null", body -> body.put("exp", null)));
        attacks.add(withClaims("a begin to come", body -> body.put("nbf", now() + 60)));
        attacks.add(withClaims("a begin that is a text", body -> body.put("nbf", "now")));
        attacks.add(withClaims("a birth to come", body -> body.put("iat", now() + 60)));
        for (String claim : List.of("iss", "sub", "aud", "exp", "jti")) {
            attacks.add(withClaims("no " + claim, body -> body.remove(claim)));
            attacks.add(withClaims("an empty " + claim, body -> body.put(claim, "")));
            attacks.add(withClaims("a list of " + claim, body -> body.put(claim, List.of(1))));
            attacks.add(atEndpoint("an assertion with " + claim + " given twice", () -> {
                Map<String, Object> body = claims(CLIENT);
                String once = JSONObjectUtils.toJSONString(body);
                String value = JSONObjectUtils.toJSONString(Map.of("v", body.get(claim)));
                return sign(
                        JSONObjectUtils.toJSONString(header("RS384", RSA.getKeyID())),
                        "{\"" + claim + "\":" + value.substring("{\"v\":".length(), value.length() - 1) + ","
                                + once.substring(1),
                        RSA);
            }));
        }
        for (String audience : List.of(
                "https://elsewhere.example.org/oauth2/token",
                OAuth2World.BASE,
                ENDPOINT + "/",
                ENDPOINT + "?",
                ENDPOINT + "#",
                ENDPOINT.substring(0, ENDPOINT.length() - 1),
                ENDPOINT.replace("https", "http"),
                ENDPOINT.replace("gateway", "GATEWAY"),
                ENDPOINT.replace(".org", ".org:443"),
                "*")) {
            attacks.add(withClaims("the audience " + audience, body -> body.put("aud", audience)));
        }
        attacks.add(withClaims(
                "this audience and another", body -> body.put("aud", List.of(ENDPOINT, "https://example.org"))));
        attacks.add(withClaims("this audience twice", body -> body.put("aud", List.of(ENDPOINT, ENDPOINT))));
        attacks.add(withClaims("no audience in a list", body -> body.put("aud", List.of())));
        attacks.add(withClaims("the audience inside an object", body -> body.put("aud", Map.of("aud", ENDPOINT))));
        attacks.add(withClaims("another subject", body -> body.put("sub", OAuth2World.OTHER)));
        attacks.add(withClaims("another issuer", body -> body.put("iss", OAuth2World.OTHER)));
        attacks.add(withClaims("an unknown client", body -> {
            body.put("iss", "nobody");
            body.put("sub", "nobody");
        }));
        attacks.add(withClaims("another client", body -> {
            body.put("iss", OAuth2World.OTHER);
            body.put("sub", OAuth2World.OTHER);
        }));
        attacks.add(withClaims("a suspended client", body -> {
            body.put("iss", OAuth2World.SUSPENDED);
            body.put("sub", OAuth2World.SUSPENDED);
        }));
        attacks.add(withClaims("the client's name and a blank", body -> {
            body.put("iss", CLIENT + " ");
            body.put("sub", CLIENT + " ");
        }));
        attacks.add(withClaims("an id of 256 characters", body -> body.put("jti", "j".repeat(256))));
        return refused(attacks);
    }

    @TestFactory
    @Order(5)
    Stream<DynamicTest> assertions_that_are_damaged_or_not_the_clients() {
        List<Attack> attacks = new ArrayList<>();
        attacks.add(atEndpoint(
                "another client's key", () -> sign(header("RS384", RSA.getKeyID()), claims(CLIENT), OTHERS)));
        attacks.add(atEndpoint(
                "another client's key by its own name",
                () -> sign(header("RS384", OTHERS.getKeyID()), claims(CLIENT), OTHERS)));
        attacks.add(atEndpoint("claims that were changed", () -> {
            String[] parts = assertion().split("\\.");
            return parts[0] + "." + Base64URL.encode(JSONObjectUtils.toJSONString(claims(CLIENT))) + "." + parts[2];
        }));
        attacks.add(atEndpoint("a header that was changed", () -> {
            Map<String, Object> head = header("RS384", RSA.getKeyID());
            head.remove("typ");
            return Base64URL.encode(JSONObjectUtils.toJSONString(head)) + rest(assertion());
        }));
        attacks.add(atEndpoint("a signature with one bit changed", () -> {
            String[] parts = assertion().split("\\.");
            byte[] signature = new Base64URL(parts[2]).decode();
            signature[100] ^= 1;
            return parts[0] + "." + parts[1] + "." + Base64URL.encode(signature);
        }));
        attacks.add(atEndpoint("a signature spelt with other unused bits", () -> {
            String assertion = assertion();
            String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            int last = alphabet.indexOf(assertion.charAt(assertion.length() - 1));
            return assertion.substring(0, assertion.length() - 1) + alphabet.charAt(last ^ 1);
        }));
        attacks.add(atEndpoint("no signature", () -> {
            String assertion = assertion();
            return assertion.substring(0, assertion.lastIndexOf('.') + 1);
        }));
        attacks.add(atEndpoint("a signature cut short", () -> {
            String assertion = assertion();
            return assertion.substring(0, assertion.length() - 10);
        }));
        attacks.add(atEndpoint("two parts", () -> {
            String assertion = assertion();
            return assertion.substring(0, assertion.lastIndexOf('.'));
        }));
        attacks.add(atEndpoint("four parts", () -> assertion() + ".e30"));
        attacks.add(atEndpoint("five parts, as of an encrypted one", () -> assertion() + ".e30.e30"));
        attacks.add(atEndpoint("two assertions in one", () -> assertion() + "," + assertion()));
        attacks.add(atEndpoint("a line end after it", () -> assertion() + "\n"));
        attacks.add(atEndpoint("blanks in it", () -> assertion().replace(".", " .")));
        attacks.add(atEndpoint("padding", () -> assertion() + "=="));
        attacks.add(atEndpoint(
                "the other alphabet of base64",
                () -> assertion().replace('-', '+').replace('_', '/') + "+/"));
        attacks.add(atEndpoint("no JWT at all", () -> "assertion"));
        attacks.add(atEndpoint("dots only", () -> ".."));
        attacks.add(atEndpoint(
                "claims that are a list",
                () -> sign(JSONObjectUtils.toJSONString(header("RS384", RSA.getKeyID())), "[1]", RSA)));
        attacks.add(atEndpoint(
                "claims that are not JSON",
                () -> sign(JSONObjectUtils.toJSONString(header("RS384", RSA.getKeyID())), "client", RSA)));
        attacks.add(atEndpoint(
                "claims of 12 kB", () -> assertion(head -> {}, body -> body.put("x", "x".repeat(9000)))));
        attacks.add(atEndpoint(
                "claims 2000 lists deep",
                () -> sign(
                        JSONObjectUtils.toJSONString(header("RS384", RSA.getKeyID())),
                        JSONObjectUtils.toJSONString(claims(CLIENT)).replaceFirst("}$", "") + ",\"x\":"
                                + "[".repeat(2000) + "]".repeat(2000) + "}",
                        RSA)));
        attacks.add(atEndpoint(
                "a header 2000 objects deep",
                () -> sign(
                        "{\"alg\":\"RS384\",\"kid\":\"north-rsa\",\"x\":" + "{\"x\":".repeat(500) + "1"
                                + "}".repeat(500) + "}",
                        JSONObjectUtils.toJSONString(claims(CLIENT)),
                        RSA)));
        attacks.add(atEndpoint("an access token as an assertion", () -> world.token(assertion())));
        attacks.add(atEndpoint(
                "an assertion signed with the gateway's own key",
                () -> sign(header("ES256", world.ownKey().getKeyID()), claims(CLIENT), world.ownKey())));
        attacks.add(atEndpoint(
                "a provider's token as an assertion",
                () -> sign(header("RS384", PROVIDERS.getKeyID()), providersClaims("9D1", "collector"), PROVIDERS)));
        return refused(attacks);
    }

    @TestFactory
    @Order(6)
    Stream<DynamicTest> requests_that_are_not_one_form() {
        List<Attack> attacks = new ArrayList<>();
        attacks.add(new Attack(
                "an assertion in the query",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token?" + encoded(form(assertion())), "")));
        attacks.add(new Attack(
                "an assertion in body and query",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token?scope=pull", encoded(form(assertion())))));
        attacks.add(new Attack(
                "GET",
                405,
                "invalid_request",
                () -> world.send(world.request("/oauth2/token?" + encoded(form(assertion()))))));
        attacks.add(new Attack(
                "PUT",
                405,
                "invalid_request",
                () -> world.send(world.request("/oauth2/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(BodyPublishers.ofString(encoded(form(assertion())))))));
        attacks.add(new Attack(
                "JSON",
                400,
                "invalid_request",
                () -> world.send(world.request("/oauth2/token")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                JSONObjectUtils.toJSONString(new LinkedHashMap<>(form(assertion()))))))));
        attacks.add(new Attack(
                "two assertions",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token", encoded(form(assertion())) + "&client_assertion=" + assertion())));
        attacks.add(new Attack(
                "two scopes parameters",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token", encoded(form(assertion())) + "&scope=pull&scope=push")));
        attacks.add(new Attack(
                "a secret beside the assertion",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token", encoded(form(assertion())) + "&client_secret=secret")));
        attacks.add(new Attack(
                "a password beside the assertion",
                400,
                "invalid_request",
                () -> world.send(world.request("/oauth2/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Basic Y2xpZW50OnNlY3JldA==")
                        .POST(BodyPublishers.ofString(encoded(form(assertion())))))));
        attacks.add(new Attack(
                "a form of 20 kB",
                400,
                "invalid_request",
                () -> world.post("/oauth2/token", encoded(form(assertion())) + "&x=" + "x".repeat(20_000))));
        attacks.add(new Attack(
                "an assertion for another client",
                401,
                "invalid_client",
                () -> world.post("/oauth2/token", encoded(form(assertion())) + "&client_id=" + OAuth2World.OTHER)));
        attacks.add(new Attack("an empty form", 400, "invalid_request", () -> world.post("/oauth2/token", "")));
        attacks.add(withParameter("another type of assertion", 401, "invalid_client", "client_assertion_type", "jwt"));
        attacks.add(withParameter("no type of assertion", 401, "invalid_client", "client_assertion_type", ""));
        attacks.add(withParameter("no assertion", 401, "invalid_client", "client_assertion", ""));
        for (String grant : List.of(
                "password", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer")) {
            attacks.add(withParameter("the grant " + grant, 400, "unsupported_grant_type", "grant_type", grant));
        }
        attacks.add(withParameter("a scope that the client has not", 400, "invalid_scope", "scope", "pull audit"));
        attacks.add(withParameter("a scope that there is not", 400, "invalid_scope", "scope", "pull root"));
        attacks.add(
                withParameter("a scope of SMART that is narrower", 400, "invalid_scope", "scope", "system/Patient.rs"));
        return refused(attacks);
    }

    private static Attack withParameter(String name, int status, String error, String parameter, String value) {
        return new Attack(name, status, error, () -> {
            Map<String, String> form = OAuth2World.form(assertion());
            form.put(parameter, value);
            return world.post("/oauth2/token", encoded(form));
        });
    }

    private static Attack asBearer(String name, Supplier<String> token) {
        return new Attack(name, 401, "invalid_token", () -> world.get("/fhir/Task", token.get()));
    }

    private static Attack withTokensClaims(String name, Consumer<Map<String, Object>> change) {
        return asBearer("an access token with " + name, () -> {
            Map<String, Object> body = part(world.token(assertion()), 1);
            change.accept(body);
            return sign(ownHeader(), body, world.ownKey());
        });
    }

    private static Map<String, Object> ownHeader() {
        Map<String, Object> head = header("ES256", world.ownKey().getKeyID());
        head.put("typ", "at+jwt");
        return head;
    }

    @Test
    @Order(7)
    void a_forged_token_would_be_let_in_if_only_the_key_were_right() {
        Map<String, Object> body = part(world.token(assertion()), 1);
        assertThat(world.get("/fhir/Task", sign(ownHeader(), body, world.ownKey()))
                        .statusCode())
                .isEqualTo(200);
    }

    @TestFactory
    @Order(8)
    Stream<DynamicTest> access_tokens_that_are_forged_or_for_something_else() {
        ECKey another = OAuth2World.ec("another", Curve.P_256);
        List<Attack> attacks = new ArrayList<>();
        attacks.add(asBearer("an access token by another gateway's key", () -> {
            Map<String, Object> head = header("ES256", world.ownKey().getKeyID());
            head.put("typ", "at+jwt");
            return sign(head, part(world.token(assertion()), 1), another);
        }));
        attacks.add(asBearer("an access token by a client's key", () -> {
            Map<String, Object> head = header("RS384", RSA.getKeyID());
            head.put("typ", "at+jwt");
            return sign(head, part(world.token(assertion()), 1), RSA);
        }));
        attacks.add(asBearer("an assertion as an access token", OAuth2World::assertion));
        attacks.add(asBearer(
                "an access token of the type of an assertion",
                () -> sign(
                        header("ES256", world.ownKey().getKeyID()),
                        part(world.token(assertion()), 1),
                        world.ownKey())));
        attacks.add(asBearer("an access token without a type", () -> {
            Map<String, Object> head = ownHeader();
            head.remove("typ");
            return sign(head, part(world.token(assertion()), 1), world.ownKey());
        }));
        attacks.add(asBearer("an access token without a key name", () -> {
            Map<String, Object> head = ownHeader();
            head.remove("kid");
            return sign(head, part(world.token(assertion()), 1), world.ownKey());
        }));
        attacks.add(asBearer("an access token whose scope was widened", () -> {
            String[] parts = world.token(assertion()).split("\\.");
            Map<String, Object> body = part(String.join(".", parts), 1);
            body.put("scope", "push pull audit operate");
            return parts[0] + "." + Base64URL.encode(JSONObjectUtils.toJSONString(body)) + "." + parts[2];
        }));
        for (String none : List.of("none", "None", "NONE")) {
            attacks.add(asBearer("an access token with alg " + none, () -> {
                String body = world.token(assertion()).split("\\.")[1];
                return Base64URL.encode("{\"alg\":\"" + none + "\",\"typ\":\"at+jwt\"}") + "." + body + ".";
            }));
        }
        attacks.add(withTokensClaims("another audience", body -> body.put("aud", "https://elsewhere.example.org")));
        attacks.add(withTokensClaims(
                "this audience and another",
                body -> body.put("aud", List.of(OAuth2World.BASE, "https://example.org"))));
        attacks.add(withTokensClaims("the token endpoint as audience", body -> body.put("aud", ENDPOINT)));
        attacks.add(withTokensClaims("no audience", body -> body.remove("aud")));
        attacks.add(withTokensClaims("another issuer", body -> body.put("iss", "https://elsewhere.example.org")));
        attacks.add(withTokensClaims("an end that has passed", body -> body.put("exp", now() - 1)));
        attacks.add(withTokensClaims("no end", body -> body.remove("exp")));
        attacks.add(withTokensClaims("a client that there is not", body -> body.put("client_id", "nobody")));
        attacks.add(withTokensClaims("a suspended client", body -> body.put("client_id", OAuth2World.SUSPENDED)));
        attacks.add(withTokensClaims("another organisation", body -> body.put("organisation", "9D2")));
        attacks.add(withTokensClaims("no organisation", body -> body.remove("organisation")));
        attacks.add(withTokensClaims("no scope", body -> body.remove("scope")));
        attacks.add(withTokensClaims("a scope the client has not", body -> body.put("scope", "operate")));
        attacks.add(new Attack("an access token in the query", 401, "UNAUTHENTICATED", () -> {
            // Nobody is counted who brings no header; the attack counts as refused all the same.
            HttpResponse<String> answer =
                    world.send(world.request("/fhir/Task?access_token=" + world.token(assertion())));
            world.get("/fhir/Task", "nothing");
            return answer;
        }));
        attacks.add(new Attack(
                "an access token at an address of another role",
                403,
                "insufficient_scope",
                () -> world.get("/operator/status", world.token(assertion()))));
        attacks.add(new Attack("an access token that may only pull, to push", 403, "insufficient_scope", () -> {
            Map<String, String> form = OAuth2World.form(assertion());
            form.put("scope", "pull");
            Object token;
            try {
                token = JSONObjectUtils.parse(
                                world.post("/oauth2/token", encoded(form)).body())
                        .get("access_token");
            } catch (ParseException e) {
                throw new AssertionError(e);
            }
            return world.send(world.request("/hl7v2")
                    .header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.ofString("MSH|")));
        }));
        return refused(attacks);
    }

    private static Attack ofProvider(String name, Consumer<Map<String, Object>> change) {
        return asBearer("a provider's token with " + name, () -> {
            Map<String, Object> body = providersClaims("9D1", "collector");
            change.accept(body);
            return sign(header("RS256", PROVIDERS.getKeyID()), body, PROVIDERS);
        });
    }

    @TestFactory
    @Order(9)
    Stream<DynamicTest> tokens_of_a_provider_that_are_forged_or_for_somebody_else() {
        List<Attack> attacks = new ArrayList<>();
        attacks.add(ofProvider("another audience", body -> body.put("aud", "payroll")));
        attacks.add(ofProvider("a longer audience", body -> body.put("aud", "portage-test")));
        attacks.add(ofProvider("no audience", body -> body.remove("aud")));
        attacks.add(ofProvider("another issuer", body -> body.put("iss", "https://login.example.com/realms/trust")));
        attacks.add(ofProvider("another realm", body -> body.put("iss", OAuth2World.PROVIDER + "/")));
        attacks.add(ofProvider("this gateway as issuer", body -> body.put("iss", OAuth2World.BASE)));
        attacks.add(ofProvider("an end that has passed", body -> body.put("exp", now() - 31)));
        attacks.add(ofProvider("no end", body -> body.remove("exp")));
        attacks.add(ofProvider("a begin to come", body -> body.put("nbf", now() + 60)));
        attacks.add(ofProvider("an organisation that nobody knows", body -> body.put("ods_code", "9ZZ")));
        attacks.add(ofProvider("an organisation that is none", body -> body.put("ods_code", "../9D1")));
        attacks.add(ofProvider("an organisation in small letters", body -> body.put("ods_code", "9d1")));
        attacks.add(ofProvider("two organisations", body -> body.put("ods_code", List.of("9D1", "9D2"))));
        attacks.add(ofProvider("no organisation", body -> body.remove("ods_code")));
        attacks.add(ofProvider("no roles", body -> body.remove("realm_access")));
        attacks.add(ofProvider(
                "roles that mean nothing here", body -> body.put("realm_access", Map.of("roles", List.of("pull")))));
        attacks.add(asBearer("a provider's token of the type of another purpose", () -> {
            Map<String, Object> head = header("RS256", PROVIDERS.getKeyID());
            head.put("typ", "logout+jwt");
            return sign(head, providersClaims("9D1", "collector"), PROVIDERS);
        }));
        attacks.add(asBearer(
                "a provider's token by a client's key",
                () -> sign(header("RS256", PROVIDERS.getKeyID()), providersClaims("9D1", "collector"), RSA)));
        for (String shared : List.of("HS256", "HS384", "HS512")) {
            attacks.add(asBearer(
                    "a provider's token by " + shared + " with its public key",
                    () -> withPublicKeyAsSecret(shared, pem(PROVIDERS), providersClaims("9D1", "collector"))));
        }
        attacks.add(asBearer(
                "a provider's token with alg none",
                () -> Base64URL.encode("{\"alg\":\"none\"}") + "."
                        + Base64URL.encode(JSONObjectUtils.toJSONString(providersClaims("9D1", "collector"))) + "."));
        return refused(attacks);
    }

    @Test
    @Order(10)
    void of_eight_requests_with_one_assertion_at_the_same_time_one_is_let_in() {
        ExecutorService eight = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                String assertion = assertion();
                List<Integer> statuses = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> world.ask(assertion).statusCode(), eight))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
                TRIED.addAndGet(7);
                assertThat(statuses).containsOnlyOnce(200);
                assertThat(statuses.stream().filter(status -> status == 401)).hasSize(7);
                REFUSED.addAndGet(7);
            }
        } finally {
            eight.shutdown();
        }
    }

    @Test
    @Order(11)
    void an_id_is_spent_by_each_client_for_itself() {
        String id = UUID.randomUUID().toString();
        Map<String, Object> others = claims(OAuth2World.OTHER);
        others.put("jti", id);
        assertThat(world.ask(assertion(head -> {}, body -> body.put("jti", id))).statusCode())
                .isEqualTo(200);
        assertThat(world.ask(sign(header("RS384", OTHERS.getKeyID()), others, OTHERS))
                        .statusCode())
                .isEqualTo(200);
        TRIED.incrementAndGet();
        assertThat(world.ask(sign(header("ES384", EC.getKeyID()), claimsWithId(id), EC))
                        .statusCode())
                .as("another assertion with an id that was used")
                .isEqualTo(401);
        REFUSED.incrementAndGet();
    }

    private static Map<String, Object> claimsWithId(String id) {
        Map<String, Object> claims = claims(CLIENT);
        claims.put("jti", id);
        return claims;
    }

    @Test
    @Order(12)
    void keys_at_an_address_are_fetched_seldom_and_one_that_is_silent_holds_up_nobody() {
        ECKey remote = OAuth2World.ec("remote-1", Curve.P_384);
        world.serve(OAuth2World.keys(remote));
        assertThat(world.fetches()).as("addresses in headers are not called").isZero();
        Supplier<String> right = () -> sign(header("ES384", remote.getKeyID()), claims(OAuth2World.REMOTE), remote);
        assertThat(world.ask(right.get()).statusCode()).isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            TRIED.incrementAndGet();
            Map<String, Object> head = header("ES384", "unknown-" + i);
            assertThat(world.ask(sign(head, claims(OAuth2World.REMOTE), remote)).statusCode())
                    .isEqualTo(401);
            REFUSED.incrementAndGet();
        }
        assertThat(world.fetches()).isEqualTo(1);

        List<CompletableFuture<Integer>> waiting = IntStream.range(0, 80)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> world.ask(sign(header("ES384", "k"), claims(OAuth2World.SILENT), remote))
                                .statusCode()))
                .toList();
        Instant before = Instant.now();
        assertThat(world.ask(right.get()).statusCode()).isEqualTo(200);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(4));
        assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly(401);
    }

    @Test
    @Order(13)
    void a_refusal_of_a_client_that_has_proven_itself_is_on_record_and_one_of_a_stranger_is_not() {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(10))
                .until(() -> world.gateway().ledger().entriesAfter(0, 1000).stream()
                        .anyMatch(entry -> entry.content().kind() == EntryKind.DENIED
                                && entry.content()
                                        .sender()
                                        .filter(code -> code.value().equals("9D1"))
                                        .isPresent()));
        assertThat(world.gateway().ledger().entriesAfter(0, 1000))
                .filteredOn(entry -> entry.content().kind() == EntryKind.DENIED)
                .allMatch(entry -> entry.content()
                        .sender()
                        .filter(code -> code.value().equals("RCB"))
                        .isEmpty());
    }

    @Test
    @Order(14)
    void a_client_that_loses_a_scope_or_is_removed_is_refused_at_once_and_a_wrong_file_changes_nothing()
            throws IOException {
        String token = world.token(assertion());
        String clients = world.clients();
        world.writeClients("  - id: wrong\n");
        sleep();
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);

        world.write("clients.yaml", clients.replace("[push, pull]", "[push]"));
        sleep();
        TRIED.incrementAndGet();
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(403);
        REFUSED.incrementAndGet();

        world.writeClients(OAuth2World.client("another", "9D2", "[pull]", "south.json"));
        sleep();
        TRIED.addAndGet(2);
        HttpResponse<String> answer = world.get("/fhir/Task", token);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("no longer good");
        assertThat(world.ask(assertion()).statusCode()).isEqualTo(401);
        REFUSED.addAndGet(2);

        world.write("clients.yaml", clients);
        sleep();
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);
    }

    /** Files are looked at once a second. */
    private static void sleep() {
        try {
            Thread.sleep(1_100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Order(15)
    void an_assertion_stays_spent_and_a_token_good_across_a_restart() throws IOException {
        String spent = assertion();
        String token = world.token(spent);
        world.restart();
        TRIED.incrementAndGet();
        assertThat(world.ask(spent).statusCode()).isEqualTo(401);
        REFUSED.incrementAndGet();
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);
        assertThat(world.ask(assertion()).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(16)
    void a_suspended_organisations_client_is_refused_with_the_tokens_it_has() throws IOException {
        RSAKey west = OAuth2World.rsa("west-rsa");
        world.write("west.json", OAuth2World.keys(west));
        world.write("clients.yaml", world.clients() + OAuth2World.client("client-west", "9D7", "[pull]", "west.json"));
        sleep();
        assertThat(world.ask(assertionOf("client-west", west)).statusCode())
                .as("the file names an organisation that nobody knows yet")
                .isEqualTo(401);

        order("add", "--name", "Council West", "--role", "destination");
        sleep();
        String token = world.token(assertionOf("client-west", west));
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);

        order("suspend");
        TRIED.addAndGet(2);
        HttpResponse<String> answer = world.ask(assertionOf("client-west", west));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_client");
        assertThat(world.get("/fhir/Task", token).statusCode())
                .as("a token that was signed before")
                .isEqualTo(403);
        REFUSED.addAndGet(2);
        await().untilAsserted(() -> assertThat(world.gateway().ledger().entriesAfter(0, 10_000).stream()
                        .map(entry -> entry.content())
                        .filter(content -> content.kind() == EntryKind.DENIED)
                        .map(content -> content.sender().map(Object::toString).orElse("") + " "
                                + content.code().map(Enum::name).orElse("")))
                .contains("9D7 SUSPENDED"));

        order("resume");
        assertThat(world.get("/fhir/Task", token).statusCode()).isEqualTo(200);
        assertThat(world.ask(assertionOf("client-west", west)).statusCode()).isEqualTo(200);
    }

    private static String assertionOf(String client, RSAKey key) {
        return sign(header("RS384", key.getKeyID()), claims(client), key);
    }

    private static void order(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of("organisation", what, "9D7"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--http-port", String.valueOf(world.gateway().localPort()), "--token", world.fileToken(Role.OPERATOR)));
        CommandLineRun done = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(done.status()).as(done.err()).isZero();
    }
}
