package uk.portage.gateway.pipeline.withhold;

import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * A bundle of which parts are withheld.
 *
 * @param withheld how many of each kind; never empty: the original bytes are always among them
 */
public record Restricted(Bundle bundle, Map<WithheldKind, Integer> withheld) {

    public Restricted {
        withheld = Map.copyOf(withheld);
    }

    /** Counts only: a bundle holds a person's record. */
    @Override
    public String toString() {
        return "Restricted" + withheld;
    }
}
