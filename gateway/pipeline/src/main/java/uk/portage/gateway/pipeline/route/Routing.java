package uk.portage.gateway.pipeline.route;

import java.util.List;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;

/** Where a record goes. */
public sealed interface Routing {

    /** @param destinations at least one, each once, in order of their codes */
    record To(List<OdsCode> destinations) implements Routing {
        public To {
            destinations = List.copyOf(destinations);
        }
    }

    /** Nothing matched: an operator has to see it. */
    record Nowhere(FailureCode code) implements Routing {}

    /**
     * Not counted, for a reason of the closed list.
     *
     * @param destinations where it travels all the same, perhaps nowhere
     */
    record Excluded(Exclusion exclusion, List<OdsCode> destinations) implements Routing {
        public Excluded {
            destinations = List.copyOf(destinations);
        }
    }
}
