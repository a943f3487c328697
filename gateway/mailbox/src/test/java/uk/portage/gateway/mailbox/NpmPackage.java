package uk.portage.gateway.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import uk.portage.gateway.transfer.Sha256;

/** A client that others made, with a script of ours, installed by its lock file once for each version of that file. */
public final class NpmPackage {

    private final Path folder;

    private NpmPackage(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs what {@code src/test/NAME} holds; without Node and npm the test is left out.
     *
     * @param oldest the oldest version of Node that the package works with
     * @param newest likewise the newest
     */
    public static NpmPackage install(String name, int oldest, int newest) throws IOException, InterruptedException {
        Optional<String> node = output(List.of("node", "--version"));
        assumeTrue(
                node.isPresent() && output(List.of("npm", "--version")).isPresent(), "there is no Node with npm here");
        int version = Integer.parseInt(node.get().replaceAll("v(\\d+)\\..*", "$1"));
        assumeTrue(
                version >= oldest && version <= newest,
                name + " needs a Node of version " + oldest + " to " + newest + ", here is " + version);
        Path sources = Path.of("src", "test", name);
        String edition = Sha256.of(Files.readAllBytes(sources.resolve("package-lock.json")))
                .hexadecimal()
                .substring(0, 12);
        Path folder = Path.of("target", name + "-" + edition);
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!Files.exists(folder.resolve("installed"))) {
            run(folder, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"));
            Files.createFile(folder.resolve("installed"));
        }
        return new NpmPackage(folder);
    }

    /** What the script prints. */
    public String run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return run(folder, command);
    }

    /** What the command prints, empty if there is no such command. */
    private static Optional<String> output(List<String> command) throws InterruptedException {
        try {
            return Optional.of(run(Path.of("."), command));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** What a command prints that has to go well. */
    public static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("npm", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            String complaints = Files.readString(errors);
            assertThat(process.exitValue()).as(() -> output + complaints).isZero();
            return output.strip();
        } finally {
            Files.delete(errors);
        }
    }
}
