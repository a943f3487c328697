package uk.portage.gateway.mailbox.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.mailbox.NpmPackage;

/** A client that others made, the npm package {@code nhs-mesh-client}, over TLS. */
class NpmClientTest {

    /** The client imports JSON by words that later versions of Node do not know any more. */
    private static final int NEWEST_NODE = 21;

    @Test
    void a_client_made_elsewhere_sends_whole_and_in_chunks_reads_and_acknowledges(@TempDir Path folder)
            throws Exception {
        NpmPackage client = NpmPackage.install("mesh-client", 1, NEWEST_NODE);
        Path keyStore = keyStore(folder);
        MeshSettings.Limits limits = new MeshSettings.Limits(MeshSettings.Limits.LARGEST, 10 << 20);
        try (MeshServer server = new MeshServer(folder, Optional.of(keyStore), limits, new MovableClock())) {
            String seen = client.run(
                    "exchange.mjs",
                    server.url(""),
                    MeshServer.SHARED_KEY,
                    TRUST_BOX,
                    MeshServer.password(TRUST_BOX),
                    NORTH_BOX,
                    MeshServer.password(NORTH_BOX));
            List<String> expected = List.of(seen.replaceAll(".*\"expected\":\\[([^]]*)].*", "$1")
                    .replace("\"", "")
                    .split(","));
            assertThat(seen)
                    .contains(
                            "\"handshakes\":[200,200]",
                            "\"sent\":[202,202]",
                            "\"chunked\":[202]",
                            "\"acknowledged\":[200,200,200]",
                            "\"counts\":[3,0]")
                    .contains(read(200, expected.get(0)), read(200, expected.get(1)), read(206, expected.get(2)));
            assertThat(server.store().mesh().transferCount(MeshServer.NORTH)).isZero();
        }
    }

    private static String read(int status, String hash) {
        return "{\"status\":" + status + ",\"sha256\":\"" + hash + "\",\"from\":\"" + TRUST_BOX + "\"}";
    }

    private static Path keyStore(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("server.p12");
        NpmPackage.run(
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mesh",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit"));
        return file;
    }
}
