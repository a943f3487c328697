package uk.portage.gateway.pipeline.amqp;

import java.util.Optional;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.OdsCode;

/** Whether a destination is who it says it is. */
@FunctionalInterface
public interface Logins {

    /**
     * @param certificate of the connection, empty if the listener asks for none
     * @param secret as sent; its holder is the caller, so it must not be logged
     * @return true if the secret is this destination's and in force, and the certificate, if there is one, its own
     */
    boolean admits(OdsCode destination, String secret, Optional<ClientCertificate> certificate);
}
