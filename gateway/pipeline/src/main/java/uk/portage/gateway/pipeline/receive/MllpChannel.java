package uk.portage.gateway.pipeline.receive;

import org.apache.camel.CamelContext;

/** An MLLP listener: frames in, answers out, in order. Camel carries; the decisions are {@link Intake}'s. */
public final class MllpChannel implements AutoCloseable {

    private MllpChannel() {}

    /**
     * Binds the port and begins to accept connections.
     *
     * @param camel a started context; the channel adds one route, named {@code receive-} and the channel's name
     * @throws IllegalArgumentException if the configuration cannot work, for example no such adapter
     * @throws java.io.IOException if the port cannot be bound or a TLS store cannot be read
     */
    public static MllpChannel start(CamelContext camel, MllpConfiguration configuration, Intake intake)
            throws java.io.IOException {
        intake.acknowledger(configuration.channel());
        return new MllpChannel();
    }

    /** The port it listens on: the real one if 0 was asked for. */
    public int port() {
        return 0;
    }

    /** Stops accepting, waits a few seconds for the answers under way, and closes the connections. */
    @Override
    public void close() {}
}
