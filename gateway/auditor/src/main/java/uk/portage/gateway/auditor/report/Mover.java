package uk.portage.gateway.auditor.report;

import uk.portage.gateway.auditor.statistics.NewcombeInterval;

/**
 * Whose P has fallen beyond what chance explains.
 *
 * @param key a pair, or an organisation
 * @param pairs of how many pairs its figures are: one for a pair
 * @param before its P in the period before
 * @param after its P in the period of the report; what is open counts as not portable
 * @param atBest its P if all that is open in the period became portable, from 0 to 1
 * @param change from {@code before} to {@code atBest}, 95 % confidence; all of it is below 0
 */
public record Mover<K>(
        K key, int pairs, Portability before, Portability after, double atBest, NewcombeInterval change) {

    /** How far it has fallen at least, so to say: from before to the best that can come of it. Below 0. */
    double fall() {
        return atBest - before.share();
    }
}
