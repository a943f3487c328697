package uk.portage.gateway.proofs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher starts the program: it runs for itself, with a Java that shows what it was given. */
class LauncherTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    @TempDir
    private Path folder;

    @Test
    void it_starts_the_program_so_that_no_dump_of_people_is_ever_written() throws Exception {
        Path launcher = Files.copy(ROOT.resolve("portage"), folder.resolve("portage"));
        for (String rooms : List.of("adapters", "fhir-profiles", "gateway/app/target/portage")) {
            Files.createDirectories(folder.resolve(rooms));
        }
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("gateway/app/target/portage/portage.jar"));
        java("""
                #!/bin/sh
                [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit; }
                echo "core $(ulimit -c)"
                printf '%s\\n' "$@"
                """);

        List<String> shown =
                run("sh", "-c", "ulimit -S -c unlimited 2>/dev/null; exec sh \"$0\" up", launcher.toString());

        assertThat(shown)
                .contains("core 0", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "up")
                .contains("-XX:+ExitOnOutOfMemoryError");
    }

    private void java(String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, script);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
