package uk.portage.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/**
 * What operators have said about organisations while the gateway ran, as it stands now.
 *
 * @param certificates the organisation of each client certificate, by the certificate's name
 */
public record OrganisationRegister(
        List<Organisation> organisations, Map<String, OdsCode> certificates, List<Credential> credentials) {

    /** Nobody has said anything. */
    public static final OrganisationRegister EMPTY = new OrganisationRegister(List.of(), Map.of(), List.of());

    public OrganisationRegister {
        organisations = List.copyOf(organisations);
        certificates = Map.copyOf(certificates);
        credentials = List.copyOf(credentials);
    }

    /**
     * One organisation.
     *
     * @param collects whether it has a mailbox
     * @param suspendedAt since when it may do nothing, empty if it may
     */
    public record Organisation(
            OdsCode code, String name, boolean collects, Instant addedAt, Optional<Instant> suspendedAt) {}

    /**
     * A bearer token.
     *
     * @param hash SHA-256 of the secret
     * @param expires from this moment on it is refused
     */
    public record Credential(Sha256 hash, Caller caller, Instant expires) {

        /** Whose it is, without the hash. */
        @Override
        public String toString() {
            return "Credential[" + caller.organisation() + ", " + caller.role() + "]";
        }
    }

    /** What is registered of an organisation. */
    public Optional<Organisation> organisation(OdsCode code) {
        return organisations.stream().filter(one -> one.code().equals(code)).findFirst();
    }
}
