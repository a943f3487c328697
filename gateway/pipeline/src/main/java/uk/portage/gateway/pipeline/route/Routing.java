package uk.portage.gateway.pipeline.route;

import java.util.List;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;

/** Where a record goes. */
public sealed interface Routing {

    /**
     * At least one destination matched.
     *
     * @param recipients each once, in order of their codes
     * @param withheldFrom those that match and are lawfully given nothing, likewise
     */
    record To(List<Recipient> recipients, List<OdsCode> withheldFrom) implements Routing {
        public To {
            recipients = List.copyOf(recipients);
            withheldFrom = List.copyOf(withheldFrom);
        }
    }

    /** Nothing matched: an operator has to see it. */
    record Nowhere(FailureCode code) implements Routing {}

    /**
     * Not counted, for a reason of the closed list.
     *
     * @param recipients where it travels all the same, perhaps nowhere
     */
    record Excluded(Exclusion exclusion, List<Recipient> recipients) implements Routing {
        public Excluded {
            recipients = List.copyOf(recipients);
        }
    }
}
