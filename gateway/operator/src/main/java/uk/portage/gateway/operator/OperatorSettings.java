package uk.portage.gateway.operator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TimeTarget;

/**
 * What the operators' side has to be told.
 *
 * @param siteKey makes search keys of identifiers
 * @param destinations who has a mailbox
 * @param names what to call an organisation beside its code
 * @param timeTargets those in force
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not shown
public record OperatorSettings(
        byte[] siteKey,
        Set<OdsCode> destinations,
        Map<OdsCode, String> names,
        Function<Workflow, TimeTarget> timeTargets) {

    public OperatorSettings {
        siteKey = siteKey.clone();
        destinations = new TreeSet<>(destinations);
        names = Map.copyOf(names);
    }

    /** An organisation as people know it. */
    String called(OdsCode organisation) {
        return Optional.ofNullable(names.get(organisation))
                .map(name -> name + " (" + organisation + ")")
                .orElseGet(organisation::value);
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "OperatorSettings[" + destinations.size() + " destinations]";
    }
}
