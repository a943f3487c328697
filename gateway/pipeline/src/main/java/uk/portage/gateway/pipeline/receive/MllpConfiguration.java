package uk.portage.gateway.pipeline.receive;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;

/**
 * How a channel listens for HL7 v2 over MLLP.
 *
 * @param channel what comes in by it
 * @param host the address to bind
 * @param port the port to bind, 0 for any free one
 * @param limits what one connection may take
 * @param tls TLS if present
 * @param insecure true if plain text beyond this machine is wanted; otherwise a plain listener refuses to bind to
 *     anything but the loopback interface
 */
public record MllpConfiguration(
        ChannelConfiguration channel,
        String host,
        int port,
        Limits limits,
        Optional<TlsConfiguration> tls,
        boolean insecure) {

    /** The address a listener binds unless told otherwise. */
    public static final String LOOPBACK = "127.0.0.1";

    public MllpConfiguration {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (tls.isEmpty() && !insecure && !isLoopback(host)) {
            throw new IllegalArgumentException("channel " + channel.name() + " would listen in plain text on " + host
                    + ": configure tls, bind 127.0.0.1, or say insecure: true");
        }
    }

    /** A plain listener on the loopback interface with the default limits. */
    public static MllpConfiguration loopback(ChannelConfiguration channel, int port) {
        return new MllpConfiguration(channel, LOOPBACK, port, Limits.DEFAULT, Optional.empty(), false);
    }

    /** The same with other limits. */
    public MllpConfiguration with(Limits other) {
        return new MllpConfiguration(channel, host, port, other, tls, insecure);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * What one connection may take.
     *
     * @param maxFrameBytes the largest document
     * @param frameTime from the first byte of a frame to its last
     * @param idleTime how long a connection may stay without a frame
     * @param maxConnections connections at the same time; one more is closed at once
     */
    public record Limits(int maxFrameBytes, Duration frameTime, Duration idleTime, int maxConnections) {

        public static final Limits DEFAULT =
                new Limits(20 * 1024 * 1024, Duration.ofSeconds(30), Duration.ofMinutes(5), 500);

        public Limits {
            if (maxFrameBytes < 1 || maxFrameBytes > 1024 * 1024 * 1024) {
                throw new IllegalArgumentException("the largest frame must have 1 byte to 1 GiB");
            }
            if (frameTime.toMillis() < 1 || idleTime.toMillis() < 1 || maxConnections < 1) {
                throw new IllegalArgumentException("times and connections must be above 0");
            }
        }

        public Limits withMaxFrameBytes(int bytes) {
            return new Limits(bytes, frameTime, idleTime, maxConnections);
        }

        public Limits withFrameTime(Duration time) {
            return new Limits(maxFrameBytes, time, idleTime, maxConnections);
        }

        public Limits withIdleTime(Duration time) {
            return new Limits(maxFrameBytes, frameTime, time, maxConnections);
        }

        public Limits withMaxConnections(int connections) {
            return new Limits(maxFrameBytes, frameTime, idleTime, connections);
        }
    }
}
