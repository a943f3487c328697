package uk.portage.gateway.pipeline.receive;

import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/** Says which destination takes no more from senders for now. */
@FunctionalInterface
public interface Quota {

    /** Everyone takes everything. */
    Quota NONE = facility -> Optional.empty();

    /**
     * The destination that a document names as its receiver, if it has reached its quota.
     *
     * @param facility the receiver as it is named inside, or as the transport says; perhaps empty
     */
    Optional<OdsCode> reachedBy(String facility);
}
