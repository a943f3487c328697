package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SearchKey;

/**
 * Which submissions somebody looks for: those that fit everything that is given.
 *
 * @param key kept at intake; submissions of before there were keys have none
 * @param from received then or later
 * @param to received before then
 * @param code why it did not go well
 */
public record SubmissionSearch(
        Optional<SearchKey> key,
        Optional<OdsCode> sender,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<SubmissionStanding> standing,
        Optional<FailureCode> code) {

    /** A place in the results: whoever goes on behind it sees nothing twice. */
    public record Place(long receivedAt, long arrival) {}

    boolean fits(FoundSubmission found) {
        return (sender.isEmpty() || sender.get().equals(found.submission().sender()))
                && (from.isEmpty() || !found.submission().receivedAt().isBefore(from.get()))
                && (to.isEmpty() || found.submission().receivedAt().isBefore(to.get()))
                && (standing.isEmpty() || standing.get() == found.standing())
                && (code.isEmpty() || code.equals(found.code()));
    }
}
