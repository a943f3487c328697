package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.proofs.RunningGateway;

/** A gateway in its own process with every face open, listened to from outside and from inside. */
final class HostileWorld implements AutoCloseable {

    static final String SURNAME = "ZZCANARY";
    static final String NHS_NUMBER = "9990000018";
    /** Stands in a file beside the gateway's, which nothing may be made to read. */
    static final String SECRET_OF_A_FILE = "ZZSECRET";

    static final String TRUST = "RCBHC001";
    static final String MESH = "PORTAGE01";
    static final String HEAP = "512m";

    private static final String EVENT = "EVN|A01|20261123101500||||20261123101400";
    private static final String PERSON =
            "PID|1||" + NHS_NUMBER + "^^^NHS~L1^^^RCB^MR||" + SURNAME + "^ADA^^^MS^^L||19500102|2";
    private static final String VISIT = "PV1|1|I|W01^B1^3^RCB55";
    private static final Pattern BYTE = Pattern.compile("\\{([0-9A-F]{2})}");
    private static final String MESH_SECRET = "only-for-this-test";

    private final Path folder;
    private final Path data;
    private final GatewayProcess gateway;
    private final Inside inside;
    private final Ear ear = new Ear();
    private final Ear proxy = new Ear();
    private final AtomicInteger number = new AtomicInteger();
    private final int amqpPort;
    private final int slowMllpPort;
    private final Connection ledger;

    HostileWorld(Path folder) throws Exception {
        this.folder = folder;
        data = folder.resolve("data");
        amqpPort = freePort();
        slowMllpPort = freePort();
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(drop());
        Files.writeString(secretFile(), SECRET_OF_A_FILE);
        secret(data.resolve("mesh.secret"), MESH_SECRET);
        secret(
                data.resolve("tokens"),
                Stream.of(
                                "RCB source",
                                "RCC source",
                                "RCD source",
                                "9D1 destination",
                                "9D2 destination",
                                "9A1 auditor",
                                "9P1 operator")
                        .map(holder -> UUID.randomUUID() + " " + holder + " 2100-01-01\n")
                        .collect(Collectors.joining()));
        secret(data.resolve("portage.yaml"), """
                organisations: {RCB: A trust, RCC: Its neighbour, RCD: A slow one, 9D1: Council North, 9D2: Council South,
                  9A1: Auditor, 9P1: Operator}
                channels:
                  - name: mllp
                    adapter: hl7v2
                    port: 0
                    senders: {RCB: RCB, RCC: RCC, RCD: RCD}
                    limits: {frame: 20 MB}
                  - name: drips
                    adapter: hl7v2
                    port: %d
                    senders: {RCB: RCB}
                    limits: {frame: 20 MB, frame-time: 3 s, idle-time: 4 s}
                folders:
                  - name: drop
                    adapter: hl7v2
                    folder: %s
                    senders: {RCB: RCB}
                    limits: {file: 64 MB, document: 4 MB, quiet: 200 ms, patience: 2 s}
                rates: {all: {beside-others: 1000}}
                destinations: [9D1, 9D2]
                routing: {receivers: {ROUTE: 9D1, SOUTH: 9D2}}
                amqp: {port: %d, destinations: [9D1]}
                mesh:
                  mailbox: PORTAGE01
                  organisation: 9P1
                  shared-key-file: mesh.secret
                  mailboxes:
                    RCBHC001: {organisation: RCB, password-file: mesh.secret, sends: [PORTAGE_HL7V2]}
                    9D1HC001: {organisation: 9D1, password-file: mesh.secret}
                  workflows: {PORTAGE_HL7V2: hl7v2}
                  limits: {message: 20 MB}
                """.formatted(slowMllpPort, drop(), amqpPort));
        // Every connection that Java opens to elsewhere would go through this proxy, and be counted.
        gateway = RunningGateway.start(
                data,
                List.of(
                        "-Xmx" + HEAP,
                        "-DsocksProxyHost=127.0.0.1",
                        "-DsocksProxyPort=" + proxy.port(),
                        "-Dhttp.proxyHost=127.0.0.1",
                        "-Dhttp.proxyPort=" + proxy.port()),
                List.of());
        inside = new Inside(gateway.pid());
        try (Stream<Path> files = Files.walk(data)) {
            Path database = files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
            ledger = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void secret(Path file, String text) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rw-------"));
    }

    boolean isAlive() {
        return gateway.isAlive();
    }

    Inside inside() {
        return inside;
    }

    int mllpPort() {
        return gateway.mllpPort();
    }

    /** A channel with little patience. */
    int slowMllpPort() {
        return slowMllpPort;
    }

    int httpPort() {
        return gateway.httpPort();
    }

    int amqpPort() {
        return amqpPort;
    }

    int earPort() {
        return ear.port();
    }

    /** The watched folder. */
    Path drop() {
        return folder.resolve("drop");
    }

    Path secretFile() {
        return folder.resolve("secret.txt");
    }

    /** How many connections the gateway has opened to anybody. */
    int outward() {
        return ear.heard() + proxy.heard();
    }

    String token(String organisation, String role) {
        return gateway.token(organisation, role);
    }

    HttpResponse<String> get(String path, String organisation, String role) throws IOException, InterruptedException {
        return gateway.get(path, token(organisation, role), "*/*");
    }

    /** The bundle of what the trust sent after this entry, as the council is given it. */
    HttpResponse<String> bundleAfter(long sequence, String channel) throws Exception {
        String submission =
                member("submission", entriesAfter(sequence, "RECEIVED", channel).get(0));
        for (int tries = 0; tries < 200; tries++) {
            for (String entry : entriesOf(submission)) {
                if (entry.contains("\"kind\":\"OFFERED\"")) {
                    return get("/fhir/Bundle/" + member("transfer", entry), "9D1", "destination");
                }
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("it was never offered");
    }

    static String member(String name, String entry) {
        return entry.replaceAll(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    /** A control id or business id that nobody else has. */
    String newId() {
        return "HOSTILE" + number.incrementAndGet();
    }

    /** Puts values into the place of {@code {name}}, and bytes into the place of {@code {0B}}. */
    byte[] filled(String text) {
        String filled = text.replace("{admission}", admission("{id}"))
                .replace("{evn}", EVENT)
                .replace("{pid}", PERSON)
                .replace("{pv1}", VISIT)
                .replace("{surname}", SURNAME)
                .replace("{nhs}", NHS_NUMBER)
                .replace("{id}", newId())
                .replace("{ear}", Integer.toString(ear.port()))
                .replace("{own}", Integer.toString(httpPort()))
                .replace("{secret}", secretFile().toUri().toString())
                .replace("{source}", token("RCB", "source"))
                .replace("{destination}", token("9D1", "destination"))
                .replace("{auditor}", token("9A1", "auditor"))
                .replace("{operator}", token("9P1", "operator"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(filled.length());
        Matcher token = BYTE.matcher(filled);
        int from = 0;
        while (token.find()) {
            bytes.writeBytes(filled.substring(from, token.start()).getBytes(UTF_8));
            bytes.write(Integer.parseInt(token.group(1), 16));
            from = token.end();
        }
        bytes.writeBytes(filled.substring(from).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    /** A message of the trust about the one whose name must not be seen. */
    static String admission(String id) {
        return "MSH|^~\\&|PAS|RCB|PORTAGE|ROUTE|20261123101500||ADT^A01^ADT_A01|" + id + "|P|2.4|||AL|NE|GBR\r" + EVENT
                + "\r" + PERSON + "\r" + VISIT + "\r";
    }

    /** An Authorization header of MESH, good once. */
    static String meshCredential(String mailbox) {
        String time = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        String nonce = UUID.randomUUID().toString();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(MESH_SECRET.getBytes(UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((mailbox + ":" + nonce + ":0:" + MESH_SECRET + ":" + time).getBytes(UTF_8));
            return "NHSMESH " + mailbox + ":" + nonce + ":0:" + time + ":"
                    + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest entry's number. */
    long lastEntry() throws SQLException {
        return Long.parseLong(
                query("SELECT coalesce(max(sequence), 0) FROM entry").get(0));
    }

    /** The entries of a kind after this one, of one channel or, if that is empty, of all. */
    List<String> entriesAfter(long sequence, String kind, String channel) throws SQLException {
        return query(
                "SELECT canonical FROM entry WHERE sequence > " + sequence + " AND kind = ? AND canonical LIKE ?",
                kind,
                channel.isEmpty() ? "%" : "%\"channel\":\"" + channel + "\"%");
    }

    /** The entries of the trust's documents that were received after this one and have not been translated. */
    List<String> untranslatedAfter(long sequence) throws SQLException {
        return query("SELECT canonical FROM entry e WHERE sequence > " + sequence + " AND kind = 'RECEIVED'"
                + " AND canonical LIKE '%\"sender\":\"RCB\"%' AND NOT EXISTS"
                + " (SELECT 1 FROM entry t WHERE t.subject = e.subject AND t.kind = 'TRANSLATED')");
    }

    /** Waits until every document of the trust that was accepted has been translated. */
    void settle() throws SQLException, InterruptedException {
        for (int tries = 0; tries < 300 && !untranslatedAfter(0).isEmpty(); tries++) {
            Thread.sleep(100);
        }
    }

    private List<String> query(String sql, String... values) throws SQLException {
        // Of one thread at a time: the cases that wait run beside the others.
        synchronized (ledger) {
            try (PreparedStatement query = ledger.prepareStatement(sql)) {
                for (int n = 0; n < values.length; n++) {
                    query.setString(n + 1, values[n]);
                }
                try (ResultSet rows = query.executeQuery()) {
                    List<String> entries = new ArrayList<>();
                    while (rows.next()) {
                        entries.add(rows.getString(1));
                    }
                    return entries;
                }
            }
        }
    }

    /** The entries about a submission. */
    List<String> entriesOf(String submission) throws SQLException {
        return query("SELECT canonical FROM entry WHERE subject = ?", submission);
    }

    /** Everything that is written for people who run the gateway. */
    String written() throws IOException, InterruptedException, SQLException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> !file.startsWith(drop()))
                    .toList()) {
                all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        }
        all.append(get("/metrics", "9P1", "operator").body());
        all.append(get("/operator/status", "9P1", "operator").body());
        all.append(get("/operator/parked", "9P1", "operator").body());
        all.append(get("/audit/", "9A1", "auditor").body());
        all.append(get("/audit/api/transfers?newest=500", "9A1", "auditor").body());
        query("SELECT canonical FROM entry").forEach(all::append);
        all.append(inside.threads());
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            ledger.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
        inside.close();
        gateway.close();
        ear.close();
        proxy.close();
    }
}
