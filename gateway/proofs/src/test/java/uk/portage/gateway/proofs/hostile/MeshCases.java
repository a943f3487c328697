package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** What a mailbox of MESH could send that is too large, or a conversation. */
final class MeshCases {

    private static final String REFUSED = "400 | 413 | 417 | 422";

    private MeshCases() {}

    static Stream<HostileCase> all() {
        return Stream.of(
                HostileCase.of(Face.MESH, "credential-used-again", "200 403", 0, MeshCases::replay),
                HostileCase.of(
                        Face.MESH,
                        "gzip-bomb",
                        REFUSED,
                        1,
                        world -> send(world, Map.of("Content-Encoding", "gzip"), Gzip.bomb(200))),
                HostileCase.of(
                        Face.MESH,
                        "gzip-cut-off",
                        REFUSED,
                        0,
                        world -> send(
                                world, Map.of("Content-Encoding", "gzip"), java.util.Arrays.copyOf(Gzip.bomb(1), 500))),
                HostileCase.of(
                        Face.MESH,
                        "gzip-within-gzip",
                        REFUSED,
                        1,
                        world -> send(world, Map.of("Content-Encoding", "gzip"), Gzip.of(Gzip.bomb(200)))),
                HostileCase.of(
                        Face.MESH,
                        "message-beyond-the-limit",
                        REFUSED,
                        1,
                        world -> send(world, Map.of(), new byte[25 * 1024 * 1024])),
                HostileCase.of(
                        Face.MESH,
                        "acknowledgement-of-depth",
                        REFUSED + " | 403",
                        0,
                        world -> acknowledge(world, "[".repeat(15_000))),
                HostileCase.of(
                        Face.MESH,
                        "acknowledgement-of-a-vast-number",
                        REFUSED + " | 403",
                        0,
                        world -> acknowledge(world, "{\"message_id\":1e999999999,\"status\":\"completed\"}")),
                HostileCase.of(Face.MESH, "fifty-messages-that-never-end", "202 x 50", 0, MeshCases::unended),
                HostileCase.of(Face.MESH, "message-with-names-in-its-headers", "202", 0, MeshCases::names));
    }

    private static Map<String, String> to(HostileWorld world, String mailbox, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("Authorization", HostileWorld.meshCredential(mailbox));
        headers.putIfAbsent("Mex-To", HostileWorld.MESH);
        headers.putIfAbsent("Mex-WorkflowID", "PORTAGE_HL7V2");
        return headers;
    }

    private static Heard send(HostileWorld world, Map<String, String> headers, byte[] body) throws IOException {
        return Http.send(
                world,
                "POST /messageexchange/" + HostileWorld.TRUST + "/outbox",
                to(world, HostileWorld.TRUST, headers),
                body);
    }

    private static Heard acknowledge(HostileWorld world, String body) throws IOException {
        return Http.send(
                world,
                "POST /messageexchange/9D1HC001/outbox",
                to(
                        world,
                        "9D1HC001",
                        Map.of("Mex-WorkflowID", "PORTAGE_ADMISSION_NOTICE_ACK", "Content-Type", "application/json")),
                body.getBytes(UTF_8));
    }

    private static Heard replay(HostileWorld world) throws IOException {
        Map<String, String> headers = Map.of("Authorization", HostileWorld.meshCredential(HostileWorld.TRUST));
        String line = "GET /messageexchange/" + HostileWorld.TRUST + "/inbox";
        Heard first = Http.send(world, line, headers, new byte[0]);
        Heard second = Http.send(world, line, headers, new byte[0]);
        return new Heard(first.word() + " " + second.word(), first.text() + second.text());
    }

    private static Heard unended(HostileWorld world) throws IOException {
        StringBuilder heard = new StringBuilder();
        int taken = 0;
        for (int n = 0; n < 50; n++) {
            Heard one = send(world, Map.of("Mex-Chunk-Range", "1:9"), "MSH|^~\\&|PAS|RCB".getBytes(UTF_8));
            taken += one.word().equals("202") ? 1 : 0;
            heard.append(one.text());
        }
        return new Heard("202 x " + taken, heard.toString());
    }

    /** Senders do write names there; no log may have them. */
    private static Heard names(HostileWorld world) throws IOException {
        return send(
                world,
                Map.of(
                        "Mex-Subject",
                        HostileWorld.SURNAME + " " + HostileWorld.NHS_NUMBER,
                        "Mex-LocalID",
                        HostileWorld.SURNAME,
                        "Mex-FileName",
                        HostileWorld.NHS_NUMBER + ".hl7"),
                HostileWorld.admission(world.newId()).getBytes(UTF_8));
    }
}
