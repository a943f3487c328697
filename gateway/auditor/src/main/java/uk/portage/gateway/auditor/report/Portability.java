package uk.portage.gateway.auditor.report;

import uk.portage.gateway.auditor.statistics.WilsonInterval;

/**
 * P, the portability target's measure: portable / eligible.
 *
 * @param share from 0 to 1
 * @param interval 95 % confidence
 */
public record Portability(double share, WilsonInterval interval) {

    static Portability of(long portable, long eligible) {
        return new Portability((double) portable / eligible, WilsonInterval.of(portable, eligible));
    }
}
