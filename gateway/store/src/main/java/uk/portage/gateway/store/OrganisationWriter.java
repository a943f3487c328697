package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** Changes the register of organisations, within a {@link Transaction}. */
public interface OrganisationWriter {

    /**
     * Adds an organisation, or gives one that is there its name again.
     *
     * @param collects whether it gets a mailbox; one that has a mailbox keeps it
     */
    void put(OdsCode code, String name, boolean collects);

    /**
     * Suspends an organisation, or lets it go on.
     *
     * @param name if it is not registered yet
     * @return false if that changes nothing
     */
    boolean suspend(OdsCode code, String name, boolean suspended);

    /** The organisation that a client certificate is bound to, by the certificate's name. */
    Optional<OdsCode> holderOf(String certificate);

    /** Binds a client certificate to an organisation, in the place of any other. */
    void bind(OdsCode code, String certificate);

    /** Keeps a new credential. */
    void issue(Sha256 hash, Caller caller, Instant expires);

    /** Lets the caller's other credentials end at the given time, if they do not end before. Returns how many there are. */
    int endOthers(Sha256 hash, Caller caller, Instant end);
}
