package uk.portage.gateway.benchmarks.ledger;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/**
 * Prints how long an auditor waits for each answer, over a ledger that is there: {@code portage simulate} makes one.
 *
 * <p>Arguments: {@code portage.jar DIRECTORY [ROUNDS [UNTIL]]}; {@code UNTIL} is the last day asked for, today without it.
 * The first round is printed by itself: nothing of it is warm but the process.
 */
public final class DashboardFigures {

    private static final String AUDITOR = "9A1";

    private DashboardFigures() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[1]);
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        LocalDate until = arguments.length > 3 ? LocalDate.parse(arguments[3]) : LocalDate.now();
        try (GatewayProcess gateway = GatewayProcess.start(List.of("-jar", arguments[0]), List.of(), data, List.of())) {
            System.out.printf(Locale.ROOT, "ready seconds %.1f%n", gateway.secondsToReady());
            Map<String, String> questions = questions(gateway, until);
            questions.forEach((name, address) -> ask(gateway, name, address, rounds));
            System.out.printf("resident mebibytes %d%n", gateway.residentMebibytes());
        }
    }

    private static Map<String, String> questions(GatewayProcess gateway, LocalDate until)
            throws IOException, InterruptedException {
        String month = "from=" + until.minusDays(29) + "&to=" + until;
        String quarter = "from=" + until.minusDays(89) + "&to=" + until;
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("first-view", "/audit/?" + month);
        questions.put("quarter", "/audit/?" + quarter);
        questions.put("figures", "/audit/api/portability?" + month);
        questions.put("quarter-figures", "/audit/api/portability?" + quarter);
        questions.put("pairs-csv", "/audit/api/portability.csv?table=pairs&" + quarter);
        questions.put("workflow", "/audit/?workflow=discharge-summary&" + quarter);
        questions.put("newest", "/audit/api/transfers?newest=50");
        questions.put("undelivered", "/audit/api/transfers/undelivered?oldest=50");
        questions.put("open-data", "/open/portability.csv");
        questions.put("operator", "/operator/");
        questions.put("stuck", "/operator/stuck");
        Matcher pair = Pattern.compile("\"sender\":\"(\\w+)\",\"recipient\":\"(\\w+)\"")
                .matcher(get(gateway, "/audit/api/portability?" + month).body());
        if (pair.find()) {
            questions.put("sender", "/audit/?sender=" + pair.group(1) + "&" + quarter);
            questions.put("pair", "/audit/?sender=" + pair.group(1) + "&recipient=" + pair.group(2) + "&" + quarter);
        }
        Matcher transfer = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
                .matcher(get(gateway, "/audit/api/transfers?newest=1").body());
        if (transfer.find()) {
            questions.put("timeline", "/audit/transfers/" + transfer.group());
            questions.put("receipt", "/audit/api/transfers/" + transfer.group() + "/receipt");
        }
        return questions;
    }

    private static void ask(GatewayProcess gateway, String name, String address, int rounds) {
        try {
            double first = Double.NaN;
            double[] milliseconds = new double[rounds];
            int bytes = 0;
            int status = 0;
            for (int round = -1; round < rounds; round++) {
                long begin = System.nanoTime();
                HttpResponse<String> answer = get(gateway, address);
                double elapsed = (System.nanoTime() - begin) / 1e6;
                if (round < 0) {
                    first = elapsed;
                } else {
                    milliseconds[round] = elapsed;
                }
                bytes = answer.body().getBytes(StandardCharsets.UTF_8).length;
                status = answer.statusCode();
            }
            Arrays.sort(milliseconds);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s status %d first_ms %.0f p50_ms %.0f p95_ms %.0f kilobytes %d%n",
                    name,
                    status,
                    first,
                    milliseconds[rounds / 2],
                    milliseconds[Math.min(rounds - 1, (int) Math.ceil(rounds * 0.95) - 1)],
                    bytes / 1000);
        } catch (IOException e) {
            System.out.printf("%-16s failed: %s%n", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpResponse<String> get(GatewayProcess gateway, String address)
            throws IOException, InterruptedException {
        String token =
                address.startsWith("/operator") ? gateway.token("9P1", "operator") : gateway.token(AUDITOR, "auditor");
        return gateway.get(address, token, "*/*");
    }
}
