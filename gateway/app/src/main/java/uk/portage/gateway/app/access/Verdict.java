package uk.portage.gateway.app.access;

import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** What a credential is worth. */
public sealed interface Verdict {

    /** @param roles in which its bearer may act; at least one */
    record Admitted(OdsCode organisation, Set<Role> roles) implements Verdict {
        public Admitted {
            roles = Set.copyOf(roles);
        }
    }

    /** @param organisation whose it is, if that is proven */
    record Refused(Optional<OdsCode> organisation, Reason reason) implements Verdict {}

    /** Why a credential is refused. */
    enum Reason {
        UNKNOWN,
        EXPIRED,
        WRONG_AUDIENCE,
        REVOKED
    }

    static Verdict unknown() {
        return new Refused(Optional.empty(), Reason.UNKNOWN);
    }
}
