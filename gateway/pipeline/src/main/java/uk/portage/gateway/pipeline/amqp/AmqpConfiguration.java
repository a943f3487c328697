package uk.portage.gateway.pipeline.amqp;

import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Where AMQP is spoken, and with whom.
 *
 * @param port 0 for one that is free
 * @param tls empty only on this machine
 * @param destinations who may collect by AMQP, each from its own address
 */
public record AmqpConfiguration(String host, int port, Optional<TlsConfiguration> tls, Set<OdsCode> destinations) {

    public AmqpConfiguration {
        destinations = Set.copyOf(destinations);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("AMQP has no destinations: nobody could use it");
        }
    }
}
