package uk.portage.gateway.auditor.page;

import java.util.List;
import java.util.Locale;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.auditor.report.PortabilityReport;

/**
 * How to check the headline without trusting this page: the counts, the formulas filled in, the request that gives them.
 *
 * @param lines empty if there is no share to check
 */
public record Verification(List<String> lines, String request) {

    public Verification {
        lines = List.copyOf(lines);
    }

    static Verification of(PortabilityReport report, Links links) {
        if (report.total().portability().isEmpty()) {
            return new Verification(List.of(), links.json());
        }
        long eligible = report.total().eligible().value().orElseThrow();
        long portable = report.total().portable().value().orElseThrow();
        Portability portability = report.total().portability().get();
        return new Verification(
                List.of(
                        text("P = portable / eligible = %d / %d = %.4f", portable, eligible, portability.share()),
                        text("z = 1.96, n = %d, p = %.4f", eligible, portability.share()),
                        text("centre = (p + z² / 2n) / (1 + z² / n) = %.4f", middle(portability)),
                        text(
                                "half = z × √(p(1 − p) / n + z² / 4n²) / (1 + z² / n) = %.4f",
                                portability.interval().high() - middle(portability)),
                        text(
                                "95%% interval = centre − half to centre + half = %.4f to %.4f",
                                portability.interval().low(),
                                portability.interval().high())),
                links.json());
    }

    private static double middle(Portability portability) {
        return (portability.interval().low() + portability.interval().high()) / 2;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
