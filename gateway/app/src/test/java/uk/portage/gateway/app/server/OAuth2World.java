package uk.portage.gateway.app.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.transfer.Caller.Role;

/** A gateway on a real port with clients of OAuth2 and a provider, and all that is needed to forge tokens for it. */
final class OAuth2World implements AutoCloseable {

    static final String BASE = "https://gateway.example.org";
    static final String ENDPOINT = BASE + "/oauth2/token";
    static final String PROVIDER = "https://login.example.org/realms/trust";
    static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** May push and pull for 9D1, by keys in a file. */
    static final String CLIENT = "client-north";

    /** May pull for 9D2, by a key of its own. */
    static final String OTHER = "client-south";

    /** Stands in the file, and is refused. */
    static final String SUSPENDED = "client-suspended";

    /** Keeps its keys at an address. */
    static final String REMOTE = "client-remote";

    /** Keeps its keys at an address that never answers. */
    static final String SILENT = "client-silent";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static final RSAKey RSA = rsa("north-rsa");
    static final ECKey EC = ec("north-ec", Curve.P_384);
    static final RSAKey OTHERS = rsa("south-rsa");
    static final RSAKey PROVIDERS = rsa("provider-rsa");

    private final Path folder;
    private final HttpServer keyServer;
    private final Map<String, String> served = new LinkedHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private DataDirectory directory;
    private RunningGateway gateway;

    /** No other address than the port that the system chooses. */
    static final String AT_ITS_PORT = "";

    OAuth2World(Path folder) throws IOException {
        this(folder, BASE);
    }

    /** @param base the address by which it is known */
    OAuth2World(Path folder, String base) throws IOException {
        this.folder = folder;
        keyServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keyServer.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        keyServer.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            try (exchange) {
                byte[] bytes = served.getOrDefault("keys", "{\"keys\":[]}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        keyServer.createContext("/silent", exchange -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        keyServer.start();
        directory = DataDirectory.open(folder, true);
        LogFile.openIn(directory.logs());
        Files.writeString(
                directory.configuration(),
                Files.readString(directory.configuration())
                                .replaceAll("# (base-url: ).*", base.isEmpty() ? "# $1" : "$1" + base)
                        + """
                oauth2:
                  jwks-hosts: ["localhost:%d"]
                  providers:
                    - issuer: %s
                      audience: portage
                      jwks: provider.json
                      organisation-claim: ods_code
                      roles-claim: realm_access.roles
                      roles: {push: sender, pull: [collector], audit: auditor, operate: operator}
                """.formatted(keyServer.getAddress().getPort(), PROVIDER));
        write("north.json", keys(RSA, EC));
        write("south.json", keys(OTHERS));
        write("provider.json", keys(PROVIDERS));
        writeClients(client(CLIENT, "9D1", "[push, pull]", "north.json")
                + client(OTHER, "9D2", "[pull]", "south.json")
                + client(SUSPENDED, "9D1", "[pull]", "north.json") + "    suspended: true\n"
                + remote(REMOTE, "/keys") + remote(SILENT, "/silent"));
        start();
    }

    void start() {
        gateway = TestGateway.start(directory);
    }

    void restart() throws IOException {
        gateway.close();
        directory.close();
        directory = DataDirectory.open(folder, true);
        start();
    }

    RunningGateway gateway() {
        return gateway;
    }

    Path folder() {
        return folder;
    }

    static String client(String id, String organisation, String scopes, String keys) {
        return "  - id: " + id + "\n    organisation: " + organisation + "\n    scopes: " + scopes + "\n    jwks: "
                + keys + "\n";
    }

    String remote(String id, String path) {
        return "  - id: " + id + "\n    organisation: 9D2\n    scopes: [pull]\n    jwks-url: http://localhost:"
                + keyServer.getAddress().getPort() + path + "\n";
    }

    void writeClients(String entries) throws IOException {
        write("clients.yaml", "clients:\n" + entries);
    }

    String clients() throws IOException {
        return Files.readString(folder.resolve("clients.yaml"));
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** What the address of {@link #REMOTE} answers from now on. */
    void serve(String keys) {
        served.put("keys", keys);
    }

    int fetches() {
        return fetches.get();
    }

    static String keys(JWK... keys) {
        return new JWKSet(List.of(keys)).toPublicJWKSet().toString();
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static ECKey ec(String id, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** The key with which this gateway signs its own tokens. */
    ECKey ownKey() {
        try {
            return ECKey.parse(Files.readString(folder.resolve("oauth2.key")));
        } catch (IOException | ParseException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, Object> header(String algorithm, String keyId) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("typ", "JWT");
        header.put("kid", keyId);
        return header;
    }

    /** The claims of a right assertion, each time with another id. */
    static Map<String, Object> claims(String client) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", client);
        claims.put("sub", client);
        claims.put("aud", ENDPOINT);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now);
        claims.put("exp", now + 240);
        return claims;
    }

    static String assertion(Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims) {
        Map<String, Object> head = header("RS384", RSA.getKeyID());
        Map<String, Object> body = claims(CLIENT);
        header.accept(head);
        claims.accept(body);
        return sign(head, body, RSA);
    }

    static String assertion() {
        return assertion(header -> {}, claims -> {});
    }

    static String sign(Map<String, Object> header, Map<String, Object> claims, JWK key) {
        return sign(JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims), key);
    }

    /** Signs any two texts by the algorithm that the first one names, or RS384 if that is not one for the key. */
    static String sign(String header, String claims, JWK key) {
        String content = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        try {
            boolean rsa = key instanceof RSAKey;
            JWSAlgorithm algorithm = JWSAlgorithm.RS384;
            for (JWSAlgorithm known : rsa ? JWSAlgorithm.Family.RSA : JWSAlgorithm.Family.EC) {
                if (header.contains("\"" + known.getName() + "\"")) {
                    algorithm = known;
                }
            }
            JWSSigner signer = rsa ? new RSASSASigner((RSAKey) key) : new ECDSASigner((ECKey) key);
            return content + "." + signer.sign(new JWSHeader(algorithm), content.getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, String> form(String assertion) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_assertion_type", ASSERTION_TYPE);
        form.put("client_assertion", assertion);
        return form;
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    HttpResponse<String> ask(String assertion) {
        return post("/oauth2/token", encoded(form(assertion)));
    }

    HttpResponse<String> post(String path, String form) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    HttpResponse<String> get(String path, String bearer) {
        return send(request(path).header("Authorization", "Bearer " + bearer));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A token that the gateway gives. */
    String token(String assertion) {
        HttpResponse<String> answer = ask(assertion);
        try {
            Object token = JSONObjectUtils.parse(answer.body()).get("access_token");
            if (token == null) {
                throw new AssertionError(answer.body());
            }
            return token.toString();
        } catch (ParseException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    static Map<String, Object> part(String token, int number) {
        try {
            return JSONObjectUtils.parse(new Base64URL(token.split("\\.")[number]).decodeToString());
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    /** The claims of a right access token of the provider. */
    static Map<String, Object> providersClaims(String organisation, String... roles) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", PROVIDER);
        claims.put("sub", "f3b1");
        claims.put("aud", "portage");
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("ods_code", organisation);
        claims.put("realm_access", Map.of("roles", List.of(roles)));
        return claims;
    }

    /** A token of the token file. */
    String fileToken(Role role) {
        return TokenFile.read(directory.tokens()).stream()
                .filter(line -> line.token().caller().role() == role)
                .map(TokenFile.Line::secret)
                .findFirst()
                .orElseThrow();
    }

    /** How many were refused so far. */
    double denied() {
        return get("/metrics", fileToken(Role.OPERATOR))
                .body()
                .lines()
                .filter(line -> line.startsWith("portage_denied_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        directory.close();
        keyServer.stop(0);
    }

    static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
