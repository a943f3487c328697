package uk.portage.gateway.benchmarks.collect;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By the inbox of MESH: download, technical and business acknowledgement. */
final class MeshFace implements Face {

    static final String SHARED_KEY = "a-shared-key-for-figures";
    static final String PASSWORD = "a-password-for-figures";
    static final String GATEWAY = "PORTAGE01";
    static final String NORTH = "9D1HC001";
    static final String TRUST = "RCBHC001";

    private static final Pattern ID = Pattern.compile("\"([0-9A-F-]{36})\"");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String mailbox;

    MeshFace(int port, String mailbox) {
        this.base = "http://127.0.0.1:" + port + "/messageexchange/" + mailbox;
        this.mailbox = mailbox;
    }

    /** What configuration says for it. */
    static Site addTo(Site site) throws java.io.IOException {
        return site.secret("mesh-shared.key", SHARED_KEY)
                .secret("mesh.password", PASSWORD)
                .with("""
                        mesh:
                          mailbox: PORTAGE01
                          organisation: 9P1
                          shared-key-file: mesh-shared.key
                          mailboxes:
                            RCBHC001: {organisation: RCB, password-file: mesh.password, sends: [PORTAGE_HL7V2]}
                            9D1HC001: {organisation: 9D1, password-file: mesh.password}
                          workflows: {PORTAGE_HL7V2: hl7v2}
                          content-types: {application/fhir+json: fhir-r4}
                          limits: {message: 100 MB, chunk: 20 MB}
                        """);
    }

    @Override
    public String name() {
        return "mesh";
    }

    @Override
    public int collect(int most) throws Exception {
        int collected = 0;
        List<String> messages = waiting();
        while (!messages.isEmpty() && collected < most) {
            for (String id : messages) {
                FhirFace.expect(200, client.send(request("/inbox/" + id).build(), BodyHandlers.ofByteArray()));
                acknowledge(id);
                complete(id);
                collected++;
            }
            messages = waiting();
        }
        return collected;
    }

    List<String> waiting() throws Exception {
        HttpResponse<String> inbox = client.send(request("/inbox").build(), BodyHandlers.ofString());
        FhirFace.expect(200, inbox);
        Matcher ids = ID.matcher(inbox.body());
        List<String> messages = new ArrayList<>();
        while (ids.find()) {
            messages.add(ids.group(1));
        }
        return messages;
    }

    /** The technical acknowledgement. */
    void acknowledge(String id) throws Exception {
        FhirFace.expect(
                200,
                client.send(
                        request("/inbox/" + id + "/status/acknowledged")
                                .PUT(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofByteArray()));
    }

    /** The business acknowledgement. */
    private void complete(String id) throws Exception {
        FhirFace.expect(
                202,
                client.send(
                        request("/outbox")
                                .header("Mex-From", mailbox)
                                .header("Mex-To", GATEWAY)
                                .header("Mex-WorkflowID", "PORTAGE_ADMISSION_NOTICE_ACK")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"message_id\":\"" + id + "\",\"status\":\"completed\"}"))
                                .build(),
                        BodyHandlers.ofByteArray()));
    }

    HttpClient client() {
        return client;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", credential())
                .header("Accept", "application/vnd.mesh.v2+json");
    }

    private String credential() {
        try {
            String nonce = UUID.randomUUID().toString();
            String time = TIME.format(Instant.now());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SHARED_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signed = mailbox + ":" + nonce + ":0:" + PASSWORD + ":" + time;
            String hash = HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            return "NHSMESH " + mailbox + ":" + nonce + ":0:" + time + ":" + hash;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
