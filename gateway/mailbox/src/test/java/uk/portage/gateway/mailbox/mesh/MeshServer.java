package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.ReceiptResource;
import uk.portage.gateway.store.MeshEnd;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** The MESH face in a real servlet container over a real store, and a caller to it. */
final class MeshServer implements AutoCloseable {

    static final OdsCode TRUST = new OdsCode("RZZ");
    static final OdsCode NORTH = new OdsCode("900");
    static final OdsCode SOUTH = new OdsCode("901");
    static final OdsCode GATEWAY = new OdsCode("9P1");

    static final URI FHIR_BASE = URI.create("https://portage.example/fhir");
    static final String GATEWAY_BOX = "PORTAGE01";
    static final String TRUST_BOX = "RZZHC001";
    static final String NORTH_BOX = "900HC001";
    static final String SOUTH_BOX = "901HC001";

    static final String RECORD = "PORTAGE_HL7V2";
    /** Stands for a good credential, made when the call is sent. */
    private static final String CREDENTIAL_OF = "credential of ";

    static final String SHARED_KEY = "a shared key for tests";

    /** Small, so that small records come in chunks. */
    static final MeshSettings.Limits LIMITS = new MeshSettings.Limits(300_000, 1_000);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

    final MovableClock clock;
    final ConcurrentLinkedQueue<FailureCode> denials = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<OdsCode> deniedOrganisations = new ConcurrentLinkedQueue<>();

    private final Store store;
    private final Tomcat tomcat = new Tomcat();
    private final MeshServlet servlet;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong businessIds = new AtomicLong(System.nanoTime());
    private long before;

    MeshServer(Path folder) throws Exception {
        this(folder, new MovableClock());
    }

    /** Goes on at the time of another. */
    MeshServer(Path folder, MovableClock clock) throws Exception {
        this(folder, Optional.empty(), LIMITS, clock);
    }

    /** @param keyStore for TLS, with the password {@code changeit} */
    MeshServer(Path folder, Optional<Path> keyStore, MeshSettings.Limits limits, MovableClock clock) throws Exception {
        this.clock = clock;
        store = SqlStore.open(
                new StoreConfiguration.Sqlite(folder.resolve("store").resolve("portage.db")), clock);
        Map<String, OdsCode> owners = Map.of(NORTH_BOX, NORTH, SOUTH_BOX, SOUTH);
        servlet = new MeshServlet(
                store,
                settings(limits),
                new SmallRoad(store, owners),
                (request, organisation) -> Optional.empty(),
                (organisation, code) -> {
                    denials.add(code);
                    organisation.ifPresent(deniedOrganisations::add);
                },
                transfer -> ReceiptResource.address(FHIR_BASE, transfer),
                clock);
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        Tomcat.addServlet(context, "mesh", servlet).setLoadOnStartup(1);
        context.addServletMapping("/messageexchange/*", "mesh");
        keyStore.ifPresent(file -> secure(tomcat.getConnector(), file));
        tomcat.getConnector();
        tomcat.start();
    }

    private static void secure(Connector connector, Path keyStore) {
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keyStore.toString());
        certificate.setCertificateKeystorePassword("changeit");
        certificate.setCertificateKeystoreType("PKCS12");
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
    }

    private static MeshSettings settings(MeshSettings.Limits limits) {
        return new MeshSettings(
                new MeshMailbox(GATEWAY_BOX, GATEWAY, "The gateway", "", Set.of(), false),
                SHARED_KEY,
                List.of(
                        new MeshMailbox(
                                TRUST_BOX, TRUST, "A trust", password(TRUST_BOX), Set.of(RECORD, CLIENT), false),
                        new MeshMailbox(NORTH_BOX, NORTH, "Council North", password(NORTH_BOX), Set.of(), true),
                        new MeshMailbox(SOUTH_BOX, SOUTH, "Council South", password(SOUTH_BOX), Set.of(), true)),
                Map.of(
                        RECORD,
                        Map.of("text/hl7v2", "hl7v2", "application/octet-stream", "hl7v2", "", "hl7v2"),
                        CLIENT,
                        Map.of(MeshSettings.ANY_CONTENT, "hl7v2")),
                new WorkflowIds(Map.of(Workflow.DISCHARGE_SUMMARY, "A_SUMMARY")),
                limits);
    }

    /** Under which a client known outside sends whatever it sends. */
    static final String CLIENT = "API-DOCS-TEST";

    static String password(String mailbox) {
        return "password of " + mailbox;
    }

    Store store() {
        return store;
    }

    Rounds rounds() {
        return servlet.rounds();
    }

    String url(String path) {
        return tomcat.getConnector().getScheme() + "://localhost:"
                + tomcat.getConnector().getLocalPort() + path;
    }

    /** Offers a new record of the trust; gives its message id. */
    String offer(OdsCode owner) {
        return offer(owner, Workflow.ADMISSION_NOTICE, "");
    }

    String offer(OdsCode owner, Workflow workflow, String more) {
        return offer(TRUST, owner, workflow, more);
    }

    String offer(OdsCode sender, OdsCode owner, Workflow workflow, String more) {
        return store.write(transaction -> offer(transaction, sender, owner, workflow, more))
                .join();
    }

    /** Offers many records of the trust in one commit. */
    void offerMany(OdsCode owner, int count) {
        store.write(transaction -> {
                    for (int i = 0; i < count; i++) {
                        offer(transaction, TRUST, owner, Workflow.ADMISSION_NOTICE, "");
                    }
                    return count;
                })
                .join();
    }

    private String offer(Transaction transaction, OdsCode sender, OdsCode owner, Workflow workflow, String more) {
        String businessId = "record-" + businessIds.incrementAndGet();
        SubmissionId submission = SubmissionId.of(DedupeKey.of(sender, "adt", businessId));
        byte[] bundle = ("{  \"resourceType\":\"Bundle\",\"id\":\"" + businessId + "\"" + more + "}").getBytes(UTF_8);
        SmallRoad.keep(
                transaction,
                new RecordIntake.Way("X", sender, "hl7v2", Optional.empty()),
                submission,
                bundle,
                clock.instant());
        return MessageIds.of(SmallRoad.offer(transaction, submission, sender, owner, workflow, clock.instant()));
    }

    byte[] stored(String messageId) {
        return store.mailboxItem(transfer(messageId))
                .flatMap(item -> store.bundle(item.submission()))
                .orElseThrow();
    }

    static TransferId transfer(String messageId) {
        return MessageIds.transfer(messageId).orElseThrow();
    }

    /** Takes everything out of all inboxes, and looks at no entry from before. */
    void empty() {
        for (OdsCode owner : List.of(NORTH, SOUTH)) {
            store.mesh()
                    .transfers(owner, 0, 10_000)
                    .forEach(item -> store.write(
                                    transaction -> transaction.mesh().end(item.transfer(), MeshEnd.Kind.ACKNOWLEDGED))
                            .join());
        }
        for (String mailbox : List.of(TRUST_BOX, NORTH_BOX, SOUTH_BOX)) {
            store.mesh()
                    .messages(mailbox, 0, 10_000)
                    .forEach(letter -> store.write(transaction -> {
                                transaction.mesh().replace(letter.lying(false));
                                return true;
                            })
                            .join());
        }
        denials.clear();
        deniedOrganisations.clear();
        before = store.ledger().lastSequence();
    }

    List<Entry> entries(EntryKind kind) {
        return store.ledger().entriesAfter(before, 1_000_000).stream()
                .filter(entry -> entry.content().kind() == kind)
                .toList();
    }

    List<Entry> entries(EntryKind kind, String messageId) {
        return entries(kind).stream()
                .filter(entry -> entry.content().transfer().equals(Optional.of(transfer(messageId))))
                .toList();
    }

    /** The ids in a mailbox's inbox. */
    List<String> inbox(String mailbox) {
        return ids(call(mailbox, "GET", "/inbox").send());
    }

    static List<String> ids(Reply reply) {
        String list = reply.text().replaceAll("(?s).*\"messages\":\\[(.*?)\\].*", "$1");
        return list.isEmpty() ? List.of() : List.of(list.replace("\"", "").split(","));
    }

    /** The id in the answer to a message that was sent. */
    static String sentId(Reply reply) {
        return reply.text().replaceAll(".*\"message_?[iI][dD]\":\"([^\"]+)\".*", "$1");
    }

    /** A call to an address below a mailbox, with a good credential. */
    Call call(String mailbox, String method, String path) {
        return new Call(method, "/messageexchange/" + mailbox + path, new LinkedHashMap<>(), new byte[0])
                .header("Authorization", CREDENTIAL_OF + mailbox);
    }

    /** A call without a credential. */
    Call bare(String method, String path) {
        return new Call(method, path, new LinkedHashMap<>(), new byte[0]);
    }

    /** A record being sent. */
    Call send(String sender, String recipient, String text) {
        return call(sender, "POST", "/outbox")
                .header("Mex-To", recipient)
                .header("Mex-WorkflowID", RECORD)
                .body(text.getBytes(UTF_8));
    }

    /** A business acknowledgement being sent. */
    Call answer(String sender, String workflow, String messageId, String status, Optional<String> reason) {
        String json = "{\"message_id\":\"" + messageId + "\",\"status\":\"" + status + "\""
                + reason.map(code -> ",\"reason\":\"" + code + "\"").orElse("") + "}";
        return call(sender, "POST", "/outbox")
                .header("Mex-To", GATEWAY_BOX)
                .header("Mex-WorkflowID", workflow + "_ACK")
                .body(json.getBytes(UTF_8));
    }

    String credential(String mailbox) {
        return credential(mailbox, password(mailbox), SHARED_KEY, clock.instant());
    }

    static String credential(String mailbox, String password, String sharedKey, Instant at) {
        return credential(mailbox, password, sharedKey, at, UUID.randomUUID().toString(), 0);
    }

    /** As the specification's example makes it, step by step. */
    static String credential(String mailbox, String password, String sharedKey, Instant at, String nonce, int count) {
        String time = TIME.format(at);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(sharedKey.getBytes(UTF_8), "HmacSHA256"));
            String message = mailbox + ":" + nonce + ":" + count + ":" + password + ":" + time;
            String hash = HexFormat.of().formatHex(mac.doFinal(message.getBytes(UTF_8)));
            return "NHSMESH " + mailbox + ":" + nonce + ":" + count + ":" + time + ":" + hash;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] unzip(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        store.close();
    }

    /** What came back. */
    record Reply(int status, Map<String, List<String>> headers, byte[] body) {

        String text() {
            return new String(body, UTF_8);
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /** One request; nothing is sent before {@link #send()}. */
    final class Call {
        private final String method;
        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;

        private Call(String method, String path, Map<String, String> headers, byte[] body) {
            this.method = method;
            this.path = path;
            this.headers = headers;
            this.body = body;
        }

        Call header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Call(method, path, more, body);
        }

        Call without(String name) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Call(method, path, fewer, body);
        }

        Call v2() {
            return header("Accept", "application/vnd.mesh.v2+json");
        }

        Call body(byte[] bytes) {
            return new Call(method, path, headers, bytes);
        }

        Call body(String text) {
            return body(text.getBytes(UTF_8));
        }

        Reply send() {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url(path)))
                    .timeout(Duration.ofSeconds(60))
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            headers.forEach((name, value) -> builder.setHeader(
                    name,
                    value.startsWith(CREDENTIAL_OF) ? credential(value.substring(CREDENTIAL_OF.length())) : value));
            try {
                HttpResponse<byte[]> response = http.send(builder.build(), BodyHandlers.ofByteArray());
                return new Reply(
                        response.statusCode(),
                        new LinkedHashMap<>(response.headers().map()),
                        response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Puts the pages of an inbox together. */
    List<String> pages(String mailbox, String query) {
        List<String> all = new ArrayList<>();
        String path = "/inbox?" + query;
        while (!path.isEmpty()) {
            Reply page = call(mailbox, "GET", path).v2().send();
            all.addAll(ids(page));
            String next = page.text().contains("\"next\":\"")
                    ? page.text().replaceAll(".*\"next\":\"([^\"]+)\".*", "$1")
                    : "";
            path = next.replace("/messageexchange/" + mailbox, "");
        }
        return all;
    }
}
