package uk.portage.gateway.store;

import java.time.Instant;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/** A person whose records wait: the submission that failed first, since when, and how many wait, the first included. */
public record ParkedKey(OrderingKey key, SubmissionId first, Instant since, int waiting) {}
