package uk.portage.gateway.auditor.statistics;

/**
 * The Wilson score interval of a proportion at 95 % confidence (Wilson 1927): between which shares the true one may lie,
 * honest for few trials and for shares near 0 or 1.
 *
 * @param low from 0 to 1
 * @param high from {@code low} to 1
 */
public record WilsonInterval(double low, double high) {

    /** The 97.5 % point of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * @param successes from 0 to {@code trials}
     * @param trials at least 1
     */
    public static WilsonInterval of(long successes, long trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException("a proportion needs 0 <= successes <= trials and a trial");
        }
        double n = trials;
        double share = successes / n;
        double denominator = 1 + Z * Z / n;
        double centre = (share + Z * Z / (2 * n)) / denominator;
        double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / denominator;
        // At the ends the bound is exactly 0 or 1; rounding would put it a hair beside.
        return new WilsonInterval(
                successes == 0 ? 0 : Math.max(0, centre - half), successes == trials ? 1 : Math.min(1, centre + half));
    }
}
