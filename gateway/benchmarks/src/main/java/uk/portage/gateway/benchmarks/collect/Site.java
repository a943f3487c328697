package uk.portage.gateway.benchmarks.collect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/**
 * A data directory of the demonstration's organisations, whose configuration is completed before a gateway starts on it.
 * Messages to {@code ROUTE} go to 9D1, messages to {@code SOUTH} to 9D2.
 */
final class Site implements AutoCloseable {

    static final String NORTH = "9D1";
    static final String SOUTH = "9D2";

    private final Path data;

    private Site(Path data) {
        this.data = data;
    }

    static Site make() throws IOException {
        Path data = Files.createTempDirectory("portage-figures").resolve("data");
        DataDirectory.open(data, false).close();
        Site site = new Site(data);
        site.replace("    ROUTE: 9D1\n", "    ROUTE: 9D1\n    SOUTH: 9D2\n");
        return site;
    }

    Path data() {
        return data;
    }

    /** Adds top-level sections. */
    Site with(String yaml) throws IOException {
        Files.writeString(configuration(), Files.readString(configuration()) + yaml);
        return this;
    }

    Site replace(String text, String other) throws IOException {
        String before = Files.readString(configuration());
        if (!before.contains(text)) {
            throw new IllegalStateException("the configuration of a new data directory has no such line: " + text);
        }
        Files.writeString(configuration(), before.replace(text, other));
        return this;
    }

    /** A file that only its owner reads. */
    Site secret(String name, String content) throws IOException {
        Path file = data.resolve(name);
        Files.writeString(file, content + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    GatewayProcess start(Path jar, List<String> javaOptions, List<String> options)
            throws IOException, InterruptedException {
        return GatewayProcess.start(List.of("-jar", jar.toString()), javaOptions, data, options);
    }

    /** Deletes everything. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(data.getParent())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path configuration() {
        return data.resolve("portage.yaml");
    }
}
