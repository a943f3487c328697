package uk.portage.gateway.pipeline.broker;

/** The broker could not do what was asked; trying again later may help. */
public final class BrokerUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokerUnavailableException(String what, Throwable cause) {
        super(what, cause);
    }
}
