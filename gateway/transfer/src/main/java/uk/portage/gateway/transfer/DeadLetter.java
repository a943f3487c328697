package uk.portage.gateway.transfer;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that no consumer could take, as the broker keeps it: a claim check, with nothing of a record.
 *
 * @param id the broker's, for as long as it lies there
 * @param queue from which it came
 * @param submission empty if it names none
 * @param transfer empty if it names none, as those of the inbox do
 * @param sentAt when the broker was given it
 */
public record DeadLetter(
        long id, String queue, Optional<SubmissionId> submission, Optional<TransferId> transfer, Instant sentAt) {}
