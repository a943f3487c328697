package uk.portage.gateway.ledger;

import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Who supplies organisations with their systems.
 *
 * @param organisations those that are known to use them, at least one
 */
public record Supplier(String name, Set<OdsCode> organisations) {

    public Supplier {
        organisations = Set.copyOf(organisations);
        if (organisations.isEmpty()) {
            throw new IllegalArgumentException("a supplier of nobody");
        }
    }
}
