package uk.portage.gateway.transfer;

import java.util.Locale;
import java.util.Optional;

/** Why an operator has records go the road once more: a closed list. Stored for ever: constants are added, never renamed. */
public enum ReplayReason {
    /** Where records go was configured anew. */
    ROUTE_MENDED("where records go was configured anew"),
    /** A code map or a field of the site was added or corrected. */
    MAPPING_MENDED("a code map or a field of the site was added or corrected"),
    /** A profile or a rule that bundles are held to was corrected. */
    PROFILE_MENDED("a profile that bundles are held to was corrected"),
    /** The gateway itself was corrected. */
    GATEWAY_MENDED("the gateway itself was corrected"),
    /** A destination has joined that was not there before. */
    DESTINATION_JOINED("a destination has joined that was not there before");

    private final String meaning;

    ReplayReason(String meaning) {
        this.meaning = meaning;
    }

    /** In small letters, as people write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One plain clause for people, without a full stop. */
    public String meaning() {
        return meaning;
    }

    public static Optional<ReplayReason> ofCode(String code) {
        for (ReplayReason reason : values()) {
            if (reason.code().equals(code)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
