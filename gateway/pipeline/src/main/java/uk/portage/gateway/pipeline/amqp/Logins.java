package uk.portage.gateway.pipeline.amqp;

import uk.portage.gateway.transfer.OdsCode;

/** Whether a destination is who it says it is. */
@FunctionalInterface
public interface Logins {

    /**
     * @param secret as sent; its holder is the caller, so it must not be logged
     * @return true if the secret is this destination's and in force
     */
    boolean admits(OdsCode destination, String secret);
}
