package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.transfer.Sha256;

/**
 * A client that others made, the npm package {@code nhs-mesh-client}, over TLS. The test installs it by its lock file,
 * once for each version of that file.
 */
class NpmClientTest {

    /** The client imports JSON by words that later versions of Node do not know any more. */
    private static final int NEWEST_NODE = 21;

    @Test
    void a_client_made_elsewhere_sends_whole_and_in_chunks_reads_and_acknowledges(@TempDir Path folder)
            throws Exception {
        Optional<String> node = output(List.of("node", "--version"));
        assumeTrue(
                node.isPresent() && output(List.of("npm", "--version")).isPresent(), "there is no Node with npm here");
        assumeTrue(
                Integer.parseInt(node.get().replaceAll("v(\\d+)\\..*", "$1")) <= NEWEST_NODE,
                "nhs-mesh-client 1.0.9 needs a Node of version " + NEWEST_NODE + " or older");
        Path client = install();
        Path keyStore = keyStore(folder);
        MeshSettings.Limits limits = new MeshSettings.Limits(MeshSettings.Limits.LARGEST, 10 << 20);
        try (MeshServer server = new MeshServer(folder, Optional.of(keyStore), limits, new MovableClock())) {
            String seen = run(
                    client,
                    List.of(
                            "node",
                            "exchange.mjs",
                            server.url(""),
                            MeshServer.SHARED_KEY,
                            TRUST_BOX,
                            MeshServer.password(TRUST_BOX),
                            NORTH_BOX,
                            MeshServer.password(NORTH_BOX)));
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

    /** Where the client is, installed. */
    private static Path install() throws IOException, InterruptedException {
        Path sources = Path.of("src", "test", "mesh-client");
        String edition = Sha256.of(Files.readAllBytes(sources.resolve("package-lock.json")))
                .hexadecimal()
                .substring(0, 12);
        Path client = Path.of("target", "mesh-client-" + edition);
        Files.createDirectories(client);
        for (String file : List.of("package.json", "package-lock.json", "exchange.mjs")) {
            Files.copy(sources.resolve(file), client.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(client.resolve("installed"))) {
            run(client, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"));
            Files.createFile(client.resolve("installed"));
        }
        return client;
    }

    private static Path keyStore(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("server.p12");
        run(
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

    /** What the command prints, empty if there is no such command. */
    private static Optional<String> output(List<String> command) throws InterruptedException {
        try {
            return Optional.of(run(Path.of("."), command));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("mesh-client", ".log");
        try {
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(() -> output + read(errors)).isZero();
            return output.strip();
        } finally {
            Files.delete(errors);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
