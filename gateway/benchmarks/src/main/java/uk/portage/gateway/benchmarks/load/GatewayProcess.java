package uk.portage.gateway.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole gateway as its own process, started by its own command line on ports the system chooses. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int TICKS_PER_SECOND = 100;

    private final Process process;
    private final Path data;
    private final double secondsToReady;
    private final int httpPort;
    private final int mllpPort;

    private GatewayProcess(Process process, Path data, double secondsToReady, int httpPort, int mllpPort) {
        this.process = process;
        this.data = data;
        this.secondsToReady = secondsToReady;
        this.httpPort = httpPort;
        this.mllpPort = mllpPort;
    }

    /**
     * Starts a gateway and waits until it says that it is ready.
     *
     * @param program how Java finds it: {@code -jar FILE}, or {@code -cp PATH MAIN}
     * @param javaOptions further options for the Java machine
     * @param data its data directory; its output goes to {@code console.log} in there
     * @param options further options of {@code up}
     */
    public static GatewayProcess start(List<String> program, List<String> javaOptions, Path data, List<String> options)
            throws IOException, InterruptedException {
        Files.createDirectories(data.getParent());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-HeapDumpOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g"));
        command.addAll(javaOptions);
        command.addAll(program);
        command.addAll(List.of("up", "--data", data.toString(), "--http-port", "0", "--mllp-port", "0"));
        command.addAll(options);
        Path console = data.resolveSibling(data.getFileName() + ".console.log");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                .start();
        Path run = data.resolve("run.json");
        while (System.nanoTime() - begin < LONGEST_START.toNanos()) {
            if (!process.isAlive()) {
                throw new EndedEarlyException(process.exitValue(), Files.readString(console));
            }
            String json = read(run);
            if (number(json, "pid") == process.pid()) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                return new GatewayProcess(
                        process, data, seconds, (int) number(json, "httpPort"), (int) number(json, "mllpPort"));
            }
            Thread.sleep(20);
        }
        process.destroyForcibly();
        throw new IOException(
                "the gateway was not ready within " + LONGEST_START.toSeconds() + " s:\n" + Files.readString(console));
    }

    /** Nothing while it is not there: a killed gateway leaves its file, and the next one takes it away at its start. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    public long pid() {
        return process.pid();
    }

    public int httpPort() {
        return httpPort;
    }

    public int mllpPort() {
        return mllpPort;
    }

    /** From the start of the process to the moment its ready file was seen. */
    public double secondsToReady() {
        return secondsToReady;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The bearer token of an organisation in a role, from the gateway's own token file. */
    public String token(String organisation, String role) {
        try {
            return Files.readAllLines(data.resolve("tokens")).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns ->
                            columns.length == 4 && columns[1].equals(organisation) && columns[2].equals(role))
                    .map(columns -> columns[0])
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no token for " + organisation + " as " + role));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An order without a body. */
    public HttpResponse<String> post(String pathAndQuery, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + pathAndQuery))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** One GET with a bearer token. */
    public HttpResponse<String> get(String pathAndQuery, String token, String accept)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + pathAndQuery))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept)
                .build();
        return Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Processor time used so far, user and system, in milliseconds. Linux only. */
    public long cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(columns[11]) + Long.parseLong(columns[12]);
        return ticks * 1000 / TICKS_PER_SECOND;
    }

    /** Resident memory in MiB. Linux only. */
    public long residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** SIGKILL: what a power cut or the operating system's memory guard does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, as an operator stops it; waits for the end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The gateway ended before it was ready. */
    public static final class EndedEarlyException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        EndedEarlyException(int status, String console) {
            super("the gateway ended with status " + status + " before it was ready:\n" + console);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private static final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
