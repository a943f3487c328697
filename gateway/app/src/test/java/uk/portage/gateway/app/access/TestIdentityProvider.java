package uk.portage.gateway.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A provider of OpenID Connect on a real port that checks what it is asked, and lies as a test wants it to. */
public final class TestIdentityProvider implements AutoCloseable {

    public static final String CLIENT = "portage";

    /** With what must be encoded before it is put into a header (RFC 6749 section 2.3.1). */
    public static final String SECRET = "heron:ladder+teacup %";

    public final RSAKey key = rsa("provider");

    private record Question(String challenge, String nonce, String redirect) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Question> questions = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Optional<ECKey> clientKey = Optional.empty();
    private volatile Consumer<Map<String, Object>> claims = all -> {};
    private volatile Consumer<Map<String, Object>> header = all -> {};
    private volatile BiFunction<String, String, String> signer = this::signed;
    private volatile Consumer<Map<String, Object>> metadata = all -> {};
    private volatile String silent = "";
    private volatile String broken = "";

    public TestIdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** As at the beginning: it tells the truth. */
    public void honest() {
        claims = all -> {};
        header = all -> {};
        signer = this::signed;
        metadata = all -> {};
        silent = "";
        broken = "";
    }

    public void saying(Consumer<Map<String, Object>> change) {
        claims = change;
    }

    public void heading(Consumer<Map<String, Object>> change) {
        header = change;
    }

    /** @param other makes a token from the JSON of header and claims */
    public void signing(BiFunction<String, String, String> other) {
        signer = other;
    }

    public void describing(Consumer<Map<String, Object>> change) {
        metadata = change;
    }

    /** From now on nothing is answered at a path. */
    public void silentAt(String path) {
        silent = path;
    }

    /** From now on 500 is answered at a path. */
    public void brokenAt(String path) {
        broken = path;
    }

    /** From now on the client must sign (private_key_jwt) and may have no secret. */
    public void requireKey(ECKey publicKey) {
        clientKey = Optional.of(publicKey);
    }

    /** By the provider's own key. */
    public String signed(String head, String body) {
        return signed(head, body, key);
    }

    public static String signed(String head, String body, RSAKey by) {
        String content = Base64URL.encode(head) + "." + Base64URL.encode(body);
        try {
            return content + "."
                    + new RSASSASigner(by)
                            .sign(new JWSHeader(JWSAlgorithm.RS256), content.getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    public static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(silent)) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (path.equals(broken)) {
            write(exchange, 500, Map.of("error", "server_error"));
        } else {
            switch (path) {
                case "/.well-known/openid-configuration" -> write(exchange, 200, described());
                case "/keys" ->
                    write(exchange, 200, new JWKSet(key).toPublicJWKSet().toJSONObject());
                case "/authorise" -> authorise(exchange);
                case "/token" -> redeem(exchange);
                default -> write(exchange, 404, Map.of());
            }
        }
    }

    private Map<String, Object> described() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", issuer());
        all.put("authorization_endpoint", issuer() + "/authorise");
        all.put("token_endpoint", issuer() + "/token");
        all.put("jwks_uri", issuer() + "/keys");
        all.put("response_types_supported", List.of("code"));
        all.put("subject_types_supported", List.of("public"));
        all.put("id_token_signing_alg_values_supported", List.of("RS256"));
        all.put("authorization_response_iss_parameter_supported", true);
        metadata.accept(all);
        return all;
    }

    /** Whoever comes is signed in at once. */
    private void authorise(HttpExchange exchange) throws IOException {
        Map<String, String> asked = parameters(exchange.getRequestURI().getRawQuery());
        boolean right = "code".equals(asked.get("response_type"))
                && CLIENT.equals(asked.get("client_id"))
                && "S256".equals(asked.get("code_challenge_method"))
                && List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!right) {
            write(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String code = UUID.randomUUID().toString();
        questions.put(
                code,
                new Question(
                        asked.getOrDefault("code_challenge", ""),
                        asked.getOrDefault("nonce", ""),
                        asked.getOrDefault("redirect_uri", "")));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state") + "&iss="
                                + URLEncoder.encode(issuer(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
    }

    private void redeem(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (!isClient(exchange, form)) {
            write(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        Optional<Question> question = Optional.ofNullable(questions.remove(form.getOrDefault("code", "")));
        boolean right = "authorization_code".equals(form.get("grant_type"))
                && question.filter(one -> one.redirect().equals(form.get("redirect_uri"))
                                && one.challenge().equals(challenge(form.getOrDefault("code_verifier", ""))))
                        .isPresent();
        if (!right) {
            write(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("alg", "RS256");
        head.put("kid", key.getKeyID());
        Map<String, Object> body = new LinkedHashMap<>();
        long now = Instant.now().getEpochSecond();
        body.put("iss", issuer());
        body.put("sub", "f3b1");
        body.put("aud", CLIENT);
        body.put("iat", now);
        body.put("exp", now + 300);
        body.put("nonce", question.get().nonce());
        body.put("preferred_username", "a.teal");
        body.put("ods_code", "9A1");
        body.put("realm_access", Map.of("roles", List.of("reader", "portage-auditor")));
        header.accept(head);
        claims.accept(body);
        write(
                exchange,
                200,
                Map.of(
                        "access_token",
                        "not-for-us",
                        "token_type",
                        "Bearer",
                        "id_token",
                        signer.apply(JSONObjectUtils.toJSONString(head), JSONObjectUtils.toJSONString(body))));
    }

    private boolean isClient(HttpExchange exchange, Map<String, String> form) {
        if (clientKey.isPresent()) {
            try {
                SignedJWT assertion = SignedJWT.parse(form.getOrDefault("client_assertion", ""));
                return assertion.verify(new ECDSAVerifier(clientKey.get()))
                        && assertion.getJWTClaimsSet().getSubject().equals(CLIENT)
                        && assertion.getJWTClaimsSet().getAudience().equals(List.of(issuer() + "/token"));
            } catch (ParseException | JOSEException e) {
                return false;
            }
        }
        String expected = Stream.of(CLIENT, SECRET)
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining(":"));
        return ("Basic " + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8)))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static String challenge(String verifier) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The parameters of a query or a form. */
    public static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static void write(HttpExchange exchange, int status, Map<String, Object> answer) {
        try {
            byte[] bytes = JSONObjectUtils.toJSONString(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
