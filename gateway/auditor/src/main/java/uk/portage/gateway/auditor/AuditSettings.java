package uk.portage.gateway.auditor;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.portage.gateway.ledger.Supplier;
import uk.portage.gateway.transfer.OdsCode;

/**
 * What the auditor's pages must be told by whoever starts them.
 *
 * @param softwareVersion the gateway's version, shown at the foot of each page
 * @param organisationNames names to show beside ODS codes; a code that is not here is shown alone
 * @param suppliers who supplies organisations with their systems, as far as it is known
 * @param smallestShown counts of transfers from 1 to below this are hidden, with what would give them away; 1 hides
 *     nothing
 * @param target which share of transfers is to be portable, from 0 to 1: a line in the trend, nothing else
 */
public record AuditSettings(
        String softwareVersion,
        Map<OdsCode, String> organisationNames,
        Map<OdsCode, String> suppliers,
        int smallestShown,
        double target) {

    /** The usual bound in health statistics: 1 to 4 are hidden. */
    public static final int USUAL_SMALLEST_SHOWN = 5;

    /** No standard names a number; this is ours. */
    public static final double USUAL_TARGET = 0.95;

    public AuditSettings {
        organisationNames = Map.copyOf(organisationNames);
        suppliers = Map.copyOf(suppliers);
        if (target < 0 || target > 1) {
            throw new IllegalArgumentException("the target is a share from 0 to 1");
        }
        if (smallestShown < 1) {
            throw new IllegalArgumentException("the smallest count shown is at least 1");
        }
    }

    public AuditSettings(String softwareVersion, Map<OdsCode, String> organisationNames, int smallestShown) {
        this(softwareVersion, organisationNames, Map.of(), smallestShown, USUAL_TARGET);
    }

    public static AuditSettings of(String softwareVersion) {
        return new AuditSettings(softwareVersion, Map.of(), USUAL_SMALLEST_SHOWN);
    }

    /** The same with who supplies organisations with their systems. */
    public AuditSettings withSuppliers(Map<OdsCode, String> known) {
        return new AuditSettings(softwareVersion, organisationNames, known, smallestShown, target);
    }

    Optional<String> supplierOf(OdsCode organisation) {
        return Optional.ofNullable(suppliers.get(organisation));
    }

    /** With all its organisations; empty if nobody is known to use one of that name. */
    Optional<Supplier> supplier(String name) {
        Set<OdsCode> organisations = suppliers.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return organisations.isEmpty() ? Optional.empty() : Optional.of(new Supplier(name, organisations));
    }

    Optional<String> nameOf(OdsCode organisation) {
        return Optional.ofNullable(organisationNames.get(organisation));
    }
}
