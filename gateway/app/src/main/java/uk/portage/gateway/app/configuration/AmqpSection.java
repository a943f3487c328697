package uk.portage.gateway.app.configuration;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.pipeline.amqp.AmqpConfiguration;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** Where AMQP is spoken, as {@code portage.yaml} says it. */
final class AmqpSection {

    private static final int USUAL_PORT = 5672;

    private AmqpSection() {}

    /**
     * Empty only if there are problems.
     *
     * @param ways reads files of TLS
     * @param destinations who may collect at all
     */
    static Optional<AmqpConfiguration> read(YamlSection section, ChannelSections ways, Set<OdsCode> destinations) {
        String host =
                section.read("host", "an address of this machine", Optional::of).orElse(MllpConfiguration.LOOPBACK);
        int port = section.read("port", "a port from 0 to 65535", ConfigurationFile::port)
                .orElse(USUAL_PORT);
        Optional<TlsConfiguration> tls = section.has("tls") ? ways.tls(section.section("tls")) : Optional.empty();
        Set<OdsCode> named = new LinkedHashSet<>(section.readAll(
                "destinations", ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(destinations)));
        section.refuseTheRest();
        if (!section.has("tls") && ConfigurationFile.loopback(host).isEmpty()) {
            section.problem("beyond this machine AMQP needs 'tls'");
            return Optional.empty();
        }
        if (named.isEmpty()) {
            section.problem("'destinations' is missing: who of those that may collect does it by AMQP");
            return Optional.empty();
        }
        return Optional.of(new AmqpConfiguration(host, port, tls, named));
    }
}
