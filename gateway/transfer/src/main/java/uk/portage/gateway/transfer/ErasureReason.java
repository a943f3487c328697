package uk.portage.gateway.transfer;

import java.util.Locale;
import java.util.Optional;

/** Why a record was erased: a closed list. Stored for ever: constants are added, never renamed. */
public enum ErasureReason {
    /** It had been kept as long as it was to be. */
    RETENTION,
    /** Its sender says that it should not have been sent. */
    SENT_IN_ERROR,
    /** The person asked for it, and it was right to (UK GDPR, article 17). */
    PERSON,
    /** A court or an authority ordered it. */
    ORDER,
    OTHER;

    /** In small letters, as people write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ErasureReason> ofCode(String code) {
        for (ErasureReason reason : values()) {
            if (reason.code().equals(code)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
