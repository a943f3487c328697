package uk.portage.gateway.pipeline.broker;

import java.util.Optional;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * One message as the broker brings it: a claim check.
 *
 * @param transfer empty for the inbox
 * @param rendering which of the submission's bundles its destination is given; for the inbox it means nothing
 * @param attempt from 1; how often it has been brought
 */
public record Incoming(SubmissionId submission, Optional<TransferId> transfer, Rendering rendering, int attempt) {}
