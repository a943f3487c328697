package uk.portage.gateway.pipeline.receive;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A way by which documents come in, whatever its transport: what {@link Intake} must know of it.
 *
 * @param name the stable name used in the ledger, in metrics and in the dedupe key, for example {@code mllp}
 * @param adapter the name of the adapter that reads its documents, for example {@code hl7v2}
 * @param senders the organisation of each sending facility, as the documents name it (for HL7 v2, MSH-4), exactly;
 *     {@link #ANY_FACILITY} stands for every facility not named, so that the channel alone decides
 * @param unmapped what becomes of a document of a type whose content has no mapping
 */
public record ChannelConfiguration(String name, String adapter, Map<String, OdsCode> senders, Unmapped unmapped) {

    /** What becomes of a document of a type whose content has no mapping. */
    public enum Unmapped {
        /** It is carried: envelope, person and original; everything else is a listed loss. */
        CARRY,
        /** Its sender hears that the type is not supported. */
        REFUSE
    }

    /** Stands for every sending facility that is not named. */
    public static final String ANY_FACILITY = "*";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");

    public ChannelConfiguration {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a channel's name has 1 to 40 small letters, digits, dots and hyphens, not: " + name);
        }
        if (senders.isEmpty()) {
            throw new IllegalArgumentException("channel " + name + " has no senders: nobody could use it");
        }
        senders = Map.copyOf(senders);
    }

    /** A channel that carries what has no mapping. */
    public ChannelConfiguration(String name, String adapter, Map<String, OdsCode> senders) {
        this(name, adapter, senders, Unmapped.CARRY);
    }

    /** The organisation that a facility belongs to on this channel, empty if it may not use it. */
    public Optional<OdsCode> organisationOf(String sendingFacility) {
        // A document may say "*": that is a facility like any other, and is not named here.
        Optional<OdsCode> named = sendingFacility.equals(ANY_FACILITY)
                ? Optional.empty()
                : Optional.ofNullable(senders.get(sendingFacility));
        return named.or(() -> Optional.ofNullable(senders.get(ANY_FACILITY)));
    }

    /** What is left of the channel for one organisation alone; empty if it may not use it. */
    Optional<ChannelConfiguration> only(OdsCode organisation) {
        Map<String, OdsCode> itsOwn = senders.entrySet().stream()
                .filter(sender -> sender.getValue().equals(organisation))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        return itsOwn.isEmpty()
                ? Optional.empty()
                : Optional.of(new ChannelConfiguration(name, adapter, itsOwn, unmapped));
    }

    /** The organisation of every document of this channel, empty if there may be several. */
    Optional<OdsCode> onlyOrganisation() {
        Set<OdsCode> organisations = Set.copyOf(senders.values());
        return organisations.size() == 1 ? organisations.stream().findFirst() : Optional.empty();
    }
}
