package uk.portage.gateway.store;

import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;

/**
 * A submission and how far it has come.
 *
 * @param arrival its place in the order of arrival
 * @param code why it did not go well
 */
public record FoundSubmission(
        SubmissionRow submission, long arrival, SubmissionStanding standing, Optional<FailureCode> code) {

    SubmissionSearch.Place place() {
        return new SubmissionSearch.Place(submission.receivedAt().toEpochMilli(), arrival);
    }
}
