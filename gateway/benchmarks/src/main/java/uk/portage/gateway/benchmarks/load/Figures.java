package uk.portage.gateway.benchmarks.load;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.translate.Corpus;

/**
 * Prints the figures of the road, each from a gateway started for it in a process of its own.
 *
 * <p>Arguments: {@code road JAR [MESSAGES] [JDBC-URL]}, {@code fairness JAR [SECONDS]} or {@code corpus JAR FOLDER}.
 */
public final class Figures {

    private static final String DESTINATION = "9D1";
    /** Until then most of the time goes into compiling: a trust's gateway runs for weeks. */
    private static final int WARM_UP = 24_000;

    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
    private static final long LONGEST_DRAIN_SECONDS = 300;

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "road" ->
                road(
                        Path.of(arguments[1]),
                        arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10_000,
                        arguments.length > 3 ? List.of("--database", arguments[3]) : List.of());
            case "fairness" ->
                FairnessFigures.print(
                        Path.of(arguments[1]),
                        arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30,
                        arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5);
            case "corpus" -> corpus(Path.of(arguments[1]), Path.of(arguments[2]));
            default -> {
                System.err.println("usage: figures road JAR [MESSAGES] [JDBC-URL]"
                        + " | figures fairness JAR [SECONDS [ROUNDS]] | figures corpus JAR FOLDER");
                System.exit(2);
            }
        }
    }

    /** Start-up, memory at rest, then messages per second and processor time per message with 1 and 16 connections. */
    private static void road(Path jar, int messages, List<String> options) throws Exception {
        Path data = Files.createTempDirectory("portage-figures").resolve("data");
        List<String> program = List.of("-jar", jar.toString());
        GatewayProcess.start(program, List.of(), data, options).close();
        Path configuration = data.resolve("portage.yaml");
        Files.writeString(
                configuration,
                Files.readString(configuration) + "\nrates: {all: {per-second: 1000000, burst: 1000000}}\n");
        try (GatewayProcess gateway = GatewayProcess.start(program, List.of(), data, options)) {
            Thread.sleep(5_000);
            System.out.printf(
                    Locale.ROOT,
                    "ready_seconds %.1f resident_mebibytes_at_rest %d load_average %s%n",
                    gateway.secondsToReady(),
                    gateway.residentMebibytes(),
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            String token = gateway.token(DESTINATION, "destination");
            long coldCpu = gateway.cpuMillis();
            long expected = LoadDriver.run(gateway.mllpPort(), 16, WARM_UP, "W").accepted();
            drain(gateway, token, expected);
            System.out.printf(
                    Locale.ROOT,
                    "warm_up connections 16 accepted %d cpu_us_per_message %.0f%n",
                    expected,
                    (gateway.cpuMillis() - coldCpu) * 1000.0 / expected);
            for (int connections : new int[] {1, 16}) {
                long cpuBefore = gateway.cpuMillis();
                long begin = System.nanoTime();
                LoadDriver.Result result =
                        LoadDriver.run(gateway.mllpPort(), connections, messages, "C" + connections + "N");
                expected += result.accepted();
                drain(gateway, token, expected);
                double seconds = (System.nanoTime() - begin) / 1e9;
                long cpu = gateway.cpuMillis() - cpuBefore;
                System.out.printf(
                        Locale.ROOT,
                        "connections %d %s end_to_end_per_second %.0f cpu_us_per_message %.0f resident_mebibytes %d%n",
                        connections,
                        result,
                        result.accepted() / seconds,
                        cpu * 1000.0 / result.accepted(),
                        gateway.residentMebibytes());
            }
        }
    }

    /** Waits until the destination's mailbox holds as many transfers as were acknowledged. */
    private static void drain(GatewayProcess gateway, String token, long expected)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while ((System.nanoTime() - begin) / 1_000_000_000L < LONGEST_DRAIN_SECONDS) {
            HttpResponse<String> answer = gateway.get("/fhir/Task?_summary=count", token, "application/fhir+json");
            Matcher total = TOTAL.matcher(answer.body());
            if (total.find() && Long.parseLong(total.group(1)) >= expected) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the road did not drain within " + LONGEST_DRAIN_SECONDS + " s");
    }

    /** Pushes every message of a folder through a channel that trusts its port, and counts the answers. */
    private static void corpus(Path jar, Path corpus) throws Exception {
        Path folder = Files.createTempDirectory("portage-corpus");
        Path data = folder.resolve("data");
        GatewayProcess.start(List.of("-jar", jar.toString()), List.of(), data, List.of())
                .close();
        Path configuration = data.resolve("portage.yaml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("      RCB55: RCB\n", "      RCB55: RCB\n      \"*\": RCB\n"));
        Map<String, Integer> answers = new TreeMap<>();
        int files = 0;
        int messages = 0;
        try (GatewayProcess gateway =
                GatewayProcess.start(List.of("-jar", jar.toString()), List.of(), data, List.of())) {
            for (Path file : Corpus.files(corpus)) {
                files++;
                for (byte[] message : Corpus.messages(file)) {
                    messages++;
                    answers.merge(answer(gateway, message), 1, Integer::sum);
                }
            }
        }
        System.out.printf("files %d messages %d answers %s%n", files, messages, answers);
    }

    private static String answer(GatewayProcess gateway, byte[] message) {
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            String answer = push.push(message);
            String code = MllpPush.code(answer);
            int err = answer.indexOf("\rERR|");
            if (err < 0) {
                return code;
            }
            String reason = answer.substring(err + 5, Math.max(err + 5, answer.indexOf('\r', err + 1)));
            return code + " " + reason;
        } catch (IOException e) {
            return "no answer";
        }
    }
}
