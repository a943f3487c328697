package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.Acknowledgement;
import uk.portage.gateway.app.CommandLineRun;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.server.TestAuthority.Identity;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpClient;

/** Who gets in by TLS, on every listener that speaks it. */
@Timeout(240)
class TlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ExecutorService HANDSHAKES = Executors.newCachedThreadPool();
    private static final Pattern FAILURE =
            Pattern.compile("\"(?:code|errorCode|title)\"\\s*:\\s*\"([A-Z][A-Z_]+|EPL[0-9]+[a-z]?)\"");
    private static final AtomicInteger CONTROL_IDS = new AtomicInteger();

    /** A listener, and what a client that has got through the handshake does to see whether it is let in. */
    private enum Face {
        HTTP("9D1"),
        MLLP("RCB"),
        AMQP("9D1");

        /** Whose certificate may be used here. */
        private final String organisation;

        Face(String organisation) {
            this.organisation = organisation;
        }

        int port() {
            return switch (this) {
                case HTTP -> gateway.httpPort();
                case MLLP -> gateway.mllpPort();
                case AMQP -> amqpPort;
            };
        }

        boolean letsIn(SSLContext tls) {
            try {
                return switch (this) {
                    case HTTP -> collectByHttp(tls) == 200;
                    case MLLP -> sendByMllp(tls).equals("AA");
                    case AMQP -> connectByAmqp(tls);
                };
            } catch (IOException | JMSException refused) {
                return false;
            }
        }
    }

    /** What a client may offer, and whether it is a choice that a server of today makes. */
    private enum Offer {
        SSL_3(0x0300, false, 0x000a, 0x0035),
        TLS_1_0(0x0301, false, 0xc009, 0xc00a, 0xc013, 0xc014, 0x002f),
        TLS_1_1(0x0302, false, 0xc009, 0xc00a, 0xc013, 0xc014, 0x002f),
        EPHEMERAL_KEYS_BUT_CBC(0x0303, false, 0xc009, 0xc00a, 0xc023, 0xc024),
        KEY_TRANSPORT_BY_RSA(0x0303, false, 0x009c, 0x009d, 0x002f, 0x0035),
        STATIC_DIFFIE_HELLMAN(0x0303, false, 0xc02d, 0xc02e, 0xc004, 0xc005),
        FINITE_FIELD_DIFFIE_HELLMAN(0x0303, false, 0x009e, 0x009f),
        TRIPLE_DES(0x0303, false, 0xc008, 0xc012, 0x000a),
        RC4(0x0303, false, 0xc007, 0xc011, 0x0005),
        NOTHING_ENCRYPTED(0x0303, false, 0xc006, 0xc010, 0x003b, 0x0002),
        NOBODY_AUTHENTICATED(0x0303, false, 0xc018, 0xc019, 0x00a6, 0x00a7),
        EXPORT(0x0303, false, 0x0008, 0x0014, 0x0003),
        AES_128_GCM(0x0303, true, 0xc02b),
        AES_256_GCM(0x0303, true, 0xc02c),
        CHACHA20(0x0303, true, 0xcca9);

        private final int version;
        private final boolean acceptable;
        private final int[] cipherSuites;

        Offer(int version, boolean acceptable, int... cipherSuites) {
            this.version = version;
            this.acceptable = acceptable;
            this.cipherSuites = cipherSuites;
        }
    }

    @TempDir
    private static Path parent;

    private static TestAuthority servers;
    private static TestAuthority clients;
    private static TestAuthority others;
    private static Identity trust;
    private static Identity council;

    /** What they had before, with the same name; taken back. */
    private static Identity trustBefore;

    private static Identity councilBefore;
    private static DataDirectory directory;
    private static RunningGateway gateway;
    private static String token;
    private static int amqpPort;

    @BeforeAll
    static void start() throws Exception {
        servers = TestAuthority.named("CN=Server Authority");
        clients = TestAuthority.named("CN=Client Authority");
        others = TestAuthority.named("CN=Other Authority");
        trust = clients.issue("CN=pas.trust.example.org");
        council = clients.issue("CN=care.council.example.org");
        trustBefore = clients.issue("CN=pas.trust.example.org");
        councilBefore = clients.issue("CN=care.council.example.org");
        amqpPort = freePort();
        directory = DataDirectory.open(parent.resolve("data"), true);
        configure();
        LogFile.openIn(directory.logs());
        gateway = TestGateway.start(directory);
        token = TestGateway.secret(directory, "9D1");
    }

    /** Those that are taken back from the start, and more. */
    private static List<X509Certificate> revoked(X509Certificate... more) {
        List<X509Certificate> all = new ArrayList<>(List.of(more));
        all.add(trustBefore.certificate());
        all.add(councilBefore.certificate());
        return all;
    }

    private static void configure() throws IOException, GeneralSecurityException {
        Path folder = directory.folder();
        servers.issue("CN=gateway").storeIn(folder.resolve("server.p12"));
        TestAuthority.trustStore(folder.resolve("clients.p12"), clients.certificate());
        Files.writeString(folder.resolve("server.password"), TestAuthority.PASSWORD + "\n");
        clients.revoke(revoked(), folder.resolve("clients.crl"));
        String tls = "tls: {key-store: server.p12, password-file: server.password, trust-store: clients.p12,"
                + " revocations: clients.crl}";
        String text = Files.readString(directory.configuration())
                .replace("  port: 8080\n", "  port: 8080\n  " + tls + "\n")
                .replace("    port: 2575\n", "    port: 2575\n    " + tls + "\n")
                .replace("      RCB55: RCB\n", "      RCB55: RCB\n      9D1: 9D1\n");
        Files.writeString(
                directory.configuration(),
                text + "amqp: {port: " + amqpPort + ", destinations: [9D1, 9D2], " + tls + "}\n"
                        + "certificates:\n"
                        + "  RCB: [CN=pas.trust.example.org, CN=stolen.trust.example.org]\n"
                        + "  9D1: [CN=care.council.example.org]\n");
    }

    @AfterAll
    static void stop() throws IOException {
        HANDSHAKES.shutdownNow();
        gateway.close();
        directory.close();
    }

    @Test
    void only_what_is_safe_today_is_spoken() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Face face : Face.values()) {
            for (Offer offer : Offer.values()) {
                tried++;
                int chosen = ClientHello.offer(face.port(), offer.version, offer.cipherSuites);
                if (offer.acceptable ? chosen != offer.cipherSuites[0] : chosen != -1) {
                    wrong.add(face + " answered " + offer + " with " + Integer.toHexString(chosen));
                }
            }
        }
        System.out.println("TLS offers tried / answered rightly: " + tried + " / " + (tried - wrong.size()));
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_send_command_brings_a_certificate_and_sends_to_nobody_whom_it_does_not_trust() throws Exception {
        Path message = Files.writeString(parent.resolve("message.hl7"), message("RCB"));
        Path trusted = pem(servers, "servers.pem");
        Path key = trust.storeIn(parent.resolve("pas.p12"));
        Path password = Files.writeString(parent.resolve("pas.password"), TestAuthority.PASSWORD + "\n");
        List<String> identity = List.of("--key-store", key.toString(), "--password-file", password.toString());

        CommandLineRun sent = send(message, trusted, identity);
        assertThat(sent.status()).as(sent.err()).isZero();
        assertThat(sent.out()).contains("1 sent, 1 accepted");

        CommandLineRun distrusted = send(message, pem(others, "others.pem"), identity);
        assertThat(distrusted.status()).isEqualTo(1);
        assertThat(distrusted.err()).contains("does not trust the other's certificate");
        assertThat(send(message, trusted, List.of()).status())
                .as("brings no certificate")
                .isEqualTo(1);
        assertThat(send(message, trusted, List.of("--key-store", key.toString()))
                        .err())
                .contains("belong together");
        assertThat(CommandLineRun.of("send", message.toString(), "--to", "127.0.0.1:" + gateway.mllpPort())
                        .status())
                .as("plain text")
                .isEqualTo(1);
    }

    private static CommandLineRun send(Path message, Path trusted, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "send",
                message.toString(),
                "--to",
                "127.0.0.1:" + gateway.mllpPort(),
                "--tls",
                "--trust",
                trusted.toString(),
                "--timeout",
                "20"));
        arguments.addAll(more);
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private static Path pem(TestAuthority authority, String name) throws Exception {
        return Files.writeString(
                parent.resolve(name),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(authority.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void nobody_gets_in_but_by_a_certificate_that_is_valid_and_the_organisations_own() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Face face : Face.values()) {
            Identity own = face.organisation.equals("RCB") ? trust : council;
            Identity anothers = face.organisation.equals("RCB") ? council : trust;
            String name = own.certificate().getSubjectX500Principal().getName();
            Map<String, Optional<Identity>> brought = new LinkedHashMap<>();
            brought.put("its own", Optional.of(own));
            brought.put("none", Optional.empty());
            brought.put("another organisation's", Optional.of(anothers));
            brought.put("bound to nobody", Optional.of(clients.issue("CN=nobody")));
            brought.put("expired", Optional.of(clients.expired(name)));
            brought.put("not yet valid", Optional.of(clients.notYetValid(name)));
            brought.put("of another authority, with its name", Optional.of(others.issue(name)));
            brought.put(
                    "of an authority that only has the name of the trusted one",
                    Optional.of(TestAuthority.named("CN=Client Authority").issue(name)));
            brought.put("for servers, with its name", Optional.of(servers.issue(name)));
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                for (Map.Entry<String, Optional<Identity>> one : brought.entrySet()) {
                    tried++;
                    boolean letIn = face.letsIn(TestAuthority.client(version, one.getValue(), servers.certificate()));
                    if (letIn != one.getKey().equals("its own")) {
                        wrong.add(face + ", " + version + ", certificate: " + one.getKey() + ", let in: " + letIn);
                    }
                }
            }
        }
        System.out.println("TLS handshakes with certificates tried / right: " + tried + " / " + (tried - wrong.size()));
        assertThat(wrong).isEmpty();
    }

    /** The certificates that a caller may bring, as the table names them. */
    private static Map<String, Optional<Identity>> certificatesOf(String caller) throws GeneralSecurityException {
        Map<String, Optional<Identity>> brought = new LinkedHashMap<>();
        boolean isTrust = caller.equals("RCB");
        String name = (isTrust ? trust : council)
                .certificate()
                .getSubjectX500Principal()
                .getName();
        brought.put("own", Optional.of(isTrust ? trust : council));
        brought.put("another's", Optional.of(isTrust ? council : trust));
        brought.put("none", Optional.empty());
        brought.put("unbound", Optional.of(clients.issue("CN=nobody")));
        brought.put("revoked", Optional.of(isTrust ? trustBefore : councilBefore));
        brought.put("expired", Optional.of(clients.expired(name)));
        brought.put("foreign", Optional.of(others.issue(name)));
        return brought;
    }

    @Test
    void every_cell_of_the_table_of_certificates_is_answered_as_it_says() throws Exception {
        List<List<String>> lines;
        try (InputStream in = TlsTest.class.getResourceAsStream("authorisation-certificates.txt")) {
            lines = new String(Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .toList();
        }
        List<String> head = lines.get(0);
        List<String> wrong = new ArrayList<>();
        int cells = 0;
        for (List<String> row : lines.subList(1, lines.size())) {
            Map<String, Optional<Identity>> brought = certificatesOf(row.get(2));
            for (int column = 3; column < head.size(); column++) {
                if (!row.get(column).equals("-")) {
                    cells++;
                    String heard = hear(
                            row.get(0),
                            row.get(1),
                            row.get(2),
                            TestAuthority.client(
                                    brought.getOrDefault(head.get(column), Optional.empty()), servers.certificate()));
                    if (!heard.equals(row.get(column))) {
                        wrong.add(row.subList(0, 3) + " with " + head.get(column) + ": " + heard + ", not "
                                + row.get(column));
                    }
                }
            }
        }
        System.out.println("authorisation by certificates: " + (cells - wrong.size()) + " of " + cells + " cells hold");
        assertThat(wrong).isEmpty();
    }

    private static String hear(String operation, String address, String caller, SSLContext tls) {
        try {
            return switch (operation.substring(0, operation.indexOf('.'))) {
                case "mllp" -> sendByMllp(tls);
                case "amqp" -> connectByAmqp(tls, caller, TestGateway.secret(directory, caller)) ? "in" : "";
                case "mesh" -> {
                    String mailbox = caller + "HC001";
                    yield http(
                            tls,
                            address.replace("{mailbox}", mailbox),
                            AuthorisationWorld.mesh(
                                    mailbox,
                                    meshSecret("mesh-" + mailbox + ".password"),
                                    meshSecret("mesh-shared.key"),
                                    Instant.now()));
                }
                default -> http(tls, address, "Bearer " + TestGateway.secret(directory, caller));
            };
        } catch (IOException | JMSException refused) {
            return "no-connection";
        }
    }

    private static String meshSecret(String file) throws IOException {
        return Files.readString(directory.folder().resolve(file)).strip();
    }

    /** @param address the method, a colon and the path */
    private static String http(SSLContext tls, String address, String authorization) throws IOException {
        String method = address.substring(0, address.indexOf(':'));
        String body = method.equals("POST") ? message("RCB") : "";
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.httpPort()
                                    + address.substring(address.indexOf(':') + 1)))
                            .method(method, BodyPublishers.ofString(body))
                            .header("Authorization", authorization)
                            .header("Content-Type", "application/hl7-v2")
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            Matcher code = FAILURE.matcher(answer.body());
            return answer.statusCode() + (answer.statusCode() >= 400 && code.find() ? ":" + code.group(1) : "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void who_sends_is_who_the_certificate_says_whatever_the_message_says() throws Exception {
        SSLContext own = TestAuthority.client(Optional.of(trust), servers.certificate());
        long before = refusals();
        try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), PATIENCE, own)) {
            assertThat(send(client, "9D1")).isEqualTo("AR");
            assertThat(send(client, "RCB55")).isEqualTo("AA");
        }
        assertThat(refusals()).isEqualTo(before + 1);
    }

    @Test
    void a_stolen_token_is_worth_nothing_without_the_key_and_is_refused_as_such() throws Exception {
        SSLContext thief = TestAuthority.client(Optional.empty(), servers.certificate());
        assertThat(collectByHttp(thief)).isEqualTo(401);
        await().atMost(PATIENCE)
                .until(() -> gateway.ledger().entriesAfter(0, 10_000).stream()
                        .map(entry -> entry.content())
                        .anyMatch(content -> content.kind() == EntryKind.DENIED
                                && content.code().map(Enum::name).equals(Optional.of("WRONG_CERTIFICATE"))));
    }

    @Test
    void who_has_no_certificate_bound_may_come_without_one_and_people_need_none() throws Exception {
        SSLContext none = TestAuthority.client(Optional.empty(), servers.certificate());
        for (Map.Entry<String, String> caller : Map.of(
                        "9D2", "/fhir/Task", "9A1", "/metrics", "9P1", "/operator/status")
                .entrySet()) {
            String secret = TestGateway.secret(directory, caller.getKey());
            assertThat(get(none, caller.getValue(), secret)).as(caller.getKey()).isEqualTo(200);
        }
    }

    @Test
    void plain_text_gets_no_answer_on_a_tls_listener_and_commands_have_a_way_in_on_this_machine() throws Exception {
        for (Face face : Face.values()) {
            try (Socket socket = new Socket("127.0.0.1", face.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("GET /fhir/Task HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                        .as(face.name())
                        .doesNotContain("200");
            }
        }
        assertThat(gateway.localPort()).isNotEqualTo(gateway.httpPort());
        String operator = TestGateway.secret(directory, "9P1");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.localPort() + "/operator/status"))
                .header("Authorization", "Bearer " + operator)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_handshake_that_never_ends_is_given_up_whether_it_stops_or_drips() throws Exception {
        List<CompletableFuture<Duration>> open = new ArrayList<>();
        for (Face face : Face.values()) {
            open.add(CompletableFuture.supplyAsync(() -> untilClosed(face.port(), 0), HANDSHAKES));
            open.add(CompletableFuture.supplyAsync(() -> untilClosed(face.port(), 20), HANDSHAKES));
        }
        for (CompletableFuture<Duration> one : open) {
            assertThat(one.get()).isLessThan(Duration.ofSeconds(13));
        }
    }

    /** Begins a handshake, and goes on with it by a byte at a time. */
    private static Duration untilClosed(int port, int drops) {
        long begun = System.nanoTime();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});
            socket.setSoTimeout(800);
            for (int n = 0; n < drops; n++) {
                try {
                    if (socket.getInputStream().read() < 0) {
                        return Duration.ofNanos(System.nanoTime() - begun);
                    }
                } catch (SocketTimeoutException open) {
                    socket.getOutputStream().write(0);
                }
            }
            socket.setSoTimeout(15_000);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            return Duration.ofDays(1);
        } catch (IOException reset) {
            // It is closed.
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void keys_and_revocations_change_while_it_runs_and_connections_stay() throws Exception {
        Identity stolen = clients.issue("CN=stolen.trust.example.org");
        SSLContext thief = TestAuthority.client(Optional.of(stolen), servers.certificate());
        try (MllpClient before = MllpClient.connect("127.0.0.1", gateway.mllpPort(), PATIENCE, thief)) {
            assertThat(send(before, "RCB")).isEqualTo("AA");
            Path folder = directory.folder();
            clients.revoke(revoked(stolen.certificate()), folder.resolve("new.crl"));
            Files.move(folder.resolve("new.crl"), folder.resolve("clients.crl"), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(folder.resolve("server.p12"), "spoilt");
            Thread.sleep(3_000);
            for (Face face : Face.values()) {
                assertThat(certificateOf(face.port()).getSubjectX500Principal().getName())
                        .as(face.name())
                        .isEqualTo("CN=gateway");
            }
            Identity renewed = servers.issue("CN=gateway, O=renewed");
            renewed.storeIn(folder.resolve("new.p12"));
            Files.move(folder.resolve("new.p12"), folder.resolve("server.p12"), StandardCopyOption.REPLACE_EXISTING);
            for (Face face : Face.values()) {
                // AMQP's port is closed for the moment of the change.
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> certificateOf(face.port()).equals(renewed.certificate()));
            }
            assertThat(Face.MLLP.letsIn(thief)).isFalse();
            assertThat(Face.MLLP.letsIn(TestAuthority.client(Optional.of(trust), servers.certificate())))
                    .isTrue();
            assertThat(send(before, "RCB")).isEqualTo("AA");

            clients.revoke(revoked(), Instant.now().minus(Duration.ofHours(1)), folder.resolve("new.crl"));
            Files.move(folder.resolve("new.crl"), folder.resolve("clients.crl"), StandardCopyOption.REPLACE_EXISTING);
            SSLContext good = TestAuthority.client(Optional.of(trust), servers.certificate());
            await().atMost(PATIENCE).until(() -> !Face.MLLP.letsIn(good));
            clients.revoke(revoked(), folder.resolve("new.crl"));
            Files.move(folder.resolve("new.crl"), folder.resolve("clients.crl"), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(PATIENCE).until(() -> Face.MLLP.letsIn(good));
        }
    }

    private static X509Certificate certificateOf(int port) throws Exception {
        SSLContext client = TestAuthority.client(Optional.of(council), servers.certificate());
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static int collectByHttp(SSLContext tls) throws IOException {
        return get(tls, "/fhir/Task", token);
    }

    private static int get(SSLContext tls, String path, String secret) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.httpPort() + path))
                                    .header("Authorization", "Bearer " + secret)
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String sendByMllp(SSLContext tls) throws IOException {
        try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), PATIENCE, tls)) {
            return send(client, "RCB");
        }
    }

    private static String send(MllpClient client, String facility) throws IOException {
        return Acknowledgement.read(client.send(message(facility).getBytes(StandardCharsets.UTF_8)))
                .code();
    }

    private static String message(String facility) {
        return "MSH|^~\\&|PAS|" + facility + "||ROUTE|20261123101500||ADT^A01^ADT_A01|TLS"
                + CONTROL_IDS.incrementAndGet() + "|P|2.4|||AL|NE|GBR\r"
                + "EVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55\r";
    }

    private static boolean connectByAmqp(SSLContext tls) throws JMSException {
        return connectByAmqp(tls, "9D1", token);
    }

    private static boolean connectByAmqp(SSLContext tls, String name, String secret) throws JMSException {
        JmsConnectionFactory factory = new JmsConnectionFactory(
                name,
                secret,
                "amqps://127.0.0.1:" + amqpPort
                        + "?transport.verifyHost=false&amqp.saslMechanisms=PLAIN&jms.connectTimeout=20000");
        factory.setSslContext(tls);
        try (Connection connection = factory.createConnection()) {
            connection.start();
            return true;
        }
    }

    private static long refusals() {
        return gateway.ledger().entriesAfter(0, 10_000).stream()
                .map(Entry::content)
                .filter(content -> content.kind() == EntryKind.REFUSED)
                .count();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
