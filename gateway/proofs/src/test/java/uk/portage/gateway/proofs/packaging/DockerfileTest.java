package uk.portage.gateway.proofs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile says holds for the program, as far as that can be known without a container engine. */
class DockerfileTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void both_stages_have_a_java_that_the_program_runs_on() throws IOException {
        int needed = Integer.parseInt(first("<maven.compiler.release>(\\d+)<", read("pom.xml")));
        assertThat(Integer.parseInt(first("FROM maven:[\\d.]+-eclipse-temurin-(\\d+) AS build", dockerfile())))
                .isGreaterThanOrEqualTo(needed);
        assertThat(Integer.parseInt(first("FROM eclipse-temurin:(\\d+)-jre", dockerfile())))
                .isGreaterThanOrEqualTo(needed);
    }

    @Test
    void it_builds_and_starts_as_the_launcher_does() throws IOException {
        String launcher = read("portage");
        assertThat(launcher).contains(first("RUN mvn (.*)", dockerfile()));
        List<String> entry = strings("ENTRYPOINT");
        assertThat(entry.subList(1, entry.indexOf("-jar")))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(launcher).contains(option));
        // How Java builds is the launcher's own affair.
        assertThat(launcher.lines()
                        .filter(line -> !line.contains("MAVEN_OPTS"))
                        .filter(line -> line.contains("-XX:") || line.contains("-Xmx")))
                .allSatisfy(line -> assertThat(entry)
                        .containsAll(Pattern.compile("-X\\S+")
                                .matcher(line)
                                .results()
                                .map(MatchResult::group)
                                .toList()));
    }

    @Test
    void its_ports_are_those_of_the_configuration_that_a_first_start_writes() throws IOException {
        String yaml = read("gateway/app/src/main/resources/uk/portage/gateway/app/configuration/portage.yaml");
        List<String> ports = Pattern.compile("(?m)^ +port: (\\d+)")
                .matcher(yaml)
                .results()
                .map(port -> port.group(1))
                .toList();
        assertThat(List.of(first("EXPOSE (.*)", dockerfile()).split(" "))).containsExactlyElementsOf(ports);
        assertThat(first("CMD curl -fsS http://127.0.0.1:(\\d+)/", dockerfile()))
                .isEqualTo(ports.get(0));
    }

    @Test
    void it_runs_as_a_user_who_owns_the_data_and_is_not_root() throws IOException {
        String user = first("USER (\\w+)", dockerfile());
        assertThat(user).isNotEqualTo("root");
        assertThat(dockerfile())
                .containsPattern("useradd .* " + user + "\\b")
                .contains("install -d -o " + user + " -g " + user + " -m 0700 " + first("VOLUME (\\S+)", dockerfile()));
        assertThat(dockerfile().indexOf("USER ")).isLessThan(dockerfile().indexOf("ENTRYPOINT"));
    }

    @Test
    void what_it_copies_exists_and_its_command_starts_a_gateway_that_is_healthy() throws Exception {
        Path built = ROOT.resolve(first("COPY --from=build /build/(\\S+) ", dockerfile()));
        String installed = first("COPY --from=build \\S+ (\\S+)", dockerfile());
        assumeThat(built.resolve("portage.jar"))
                .as("the program is there once gateway/app was packaged, as in ./portage test")
                .exists();
        assertThat(built.resolve("lib")).isNotEmptyDirectory();
        String volume = first("VOLUME (\\S+)", dockerfile());
        // As an engine may mount it: empty, and open to others.
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(strings("ENTRYPOINT"));
        command.addAll(strings("CMD"));
        command.replaceAll(word -> word.equals(volume) ? data.toString() : word.replace(installed, built.toString()));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--http-port", "0", "--mllp-port", "0"));

        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile())
                .start();
        try {
            int port = httpPort(process, data.resolve("run.json"));
            String health = first("CMD curl -fsS http://127.0.0.1:\\d+(\\S+)", dockerfile());
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + health))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(mode(data)).isEqualTo("rwx------");
            assertThat(List.of("site.key", "tokens", "portage.yaml"))
                    .allSatisfy(secret -> assertThat(mode(data.resolve(secret))).isEqualTo("rw-------"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private int httpPort(Process process, Path run) throws Exception {
        Instant latest = Instant.now().plus(LONGEST_START);
        while (!Files.exists(run) && process.isAlive() && Instant.now().isBefore(latest)) {
            Thread.sleep(50);
        }
        assertThat(run).as(Files.readString(folder.resolve("console.log"))).exists();
        return Integer.parseInt(first("\"httpPort\":(\\d+)", Files.readString(run)));
    }

    /** The words of an instruction in its JSON form. */
    private static List<String> strings(String instruction) throws IOException {
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(first("(?m)^" + instruction + " \\[(.*)\\]", dockerfile()))
                .results()
                .map(word -> word.group(1))
                .toList();
    }

    /** Without comments, each instruction on one line. */
    private static String dockerfile() throws IOException {
        return read("docker/Dockerfile").replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
