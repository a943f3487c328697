package uk.portage.gateway.pipeline.route;

import java.util.Set;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;

/**
 * Who is given what a record asks to withhold. Whoever is not named is not given it.
 *
 * @param hiddenLocations the destinations that are told where a person is who must not be found
 * @param dissent the destinations that get records whose person refuses to share them, though the sender did not name
 *     them as the receiver
 */
public record DisclosurePolicy(Set<OdsCode> hiddenLocations, Set<OdsCode> dissent) {

    /** Withholds from everyone. */
    public static final DisclosurePolicy NONE = new DisclosurePolicy(Set.of(), Set.of());

    public DisclosurePolicy {
        hiddenLocations = Set.copyOf(hiddenLocations);
        dissent = Set.copyOf(dissent);
    }

    Rendering rendering(OdsCode destination, Markings markings) {
        return markings.hiddenLocation() && !hiddenLocations.contains(destination)
                ? Rendering.LOCATION_WITHHELD
                : Rendering.WHOLE;
    }

    /** @param named true if the sender named the destination as the receiver */
    boolean permits(OdsCode destination, boolean named, Markings markings) {
        return !markings.dissent() || named || dissent.contains(destination);
    }
}
