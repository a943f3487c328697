package uk.portage.gateway.pipeline.receive;

import io.micrometer.core.instrument.Gauge;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.pipeline.tls.CertificateHolders;

/** An MLLP listener: frames in, answers out, in order. Camel carries; the decisions are {@link Intake}'s. */
public final class MllpChannel implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(MllpChannel.class);

    private final CamelContext camel;
    private final String routeId;
    private final ChannelGroup channels;
    private final Runnable forgetMeters;
    private final int port;

    private MllpChannel(CamelContext camel, String routeId, ChannelGroup channels, Runnable forgetMeters) {
        this.camel = camel;
        this.routeId = routeId;
        this.channels = channels;
        this.forgetMeters = forgetMeters;
        this.port = channels.stream()
                .filter(ServerChannel.class::isInstance)
                .map(Channel::localAddress)
                .map(InetSocketAddress.class::cast)
                .mapToInt(InetSocketAddress::getPort)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Binds the port and begins to accept connections.
     *
     * @param camel a started context; the channel adds one route, named {@code receive-} and the channel's name
     * @param clients whose certificates are, if the listener asks for them: who sends must be the certificate's holder
     * @throws IllegalArgumentException if the configuration cannot work, for example no such adapter
     * @throws IOException if the port cannot be bound or a TLS store cannot be read
     */
    public static MllpChannel start(
            CamelContext camel, MllpConfiguration configuration, CertificateHolders clients, Intake intake)
            throws IOException {
        ChannelConfiguration channel = configuration.channel();
        intake.adapter(channel);
        String routeId = "receive-" + channel.name();
        ChannelGroup channels = new DefaultChannelGroup(routeId, GlobalEventExecutor.INSTANCE);
        MllpPipeline pipeline = MllpPipeline.of(configuration, clients, intake.clock());
        camel.getRegistry().bind(routeId + "-pipeline", pipeline);
        camel.getRegistry().bind(routeId + "-channels", channels);
        String listener = "netty:tcp://" + hostInUri(configuration.host()) + ":" + configuration.port()
                + "?sync=true&allowDefaultCodec=false&reuseAddress=true&backlog=512"
                + "&serverInitializerFactory=#" + routeId + "-pipeline"
                + "&channelGroup=#" + routeId + "-channels";
        try {
            camel.addRoutes(new ReceiveRoute(routeId, listener, intake));
        } catch (Exception e) {
            removeRoute(camel, routeId);
            throw new IOException(
                    "channel " + channel.name() + " cannot listen on " + configuration.host() + ":"
                            + configuration.port(),
                    e);
        }
        Gauge connections = Gauge.builder("portage.connections", pipeline, MllpPipeline::connections)
                .description("Open connections of a listener")
                .tag("channel", channel.name())
                .register(intake.meters());
        MllpChannel started =
                new MllpChannel(camel, routeId, channels, () -> intake.meters().remove(connections));
        LOG.info(
                "Channel {} listens on {}:{}{}",
                channel.name(),
                configuration.host(),
                started.port,
                configuration.tls().isPresent() ? " (TLS)" : "");
        return started;
    }

    /** The port it listens on: the real one if 0 was asked for. */
    public int port() {
        return port;
    }

    /** Stops accepting, waits a few seconds for the answers under way, and closes the connections. */
    @Override
    public void close() {
        channels.close(ServerChannel.class::isInstance).awaitUninterruptibly();
        for (Channel connection : channels) {
            connection.eventLoop().execute(() -> connection.pipeline().fireUserEventTriggered(MllpConnection.LEAVE));
        }
        channels.newCloseFuture().awaitUninterruptibly(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        removeRoute(camel, routeId);
        forgetMeters.run();
    }

    private static void removeRoute(CamelContext camel, String routeId) {
        try {
            camel.getRouteController().stopRoute(routeId, FAREWELL.toSeconds(), TimeUnit.SECONDS);
            camel.removeRoute(routeId);
        } catch (Exception e) {
            LOG.warn("Route {} could not be removed", routeId, e);
        }
        camel.getRegistry().unbind(routeId + "-pipeline");
        camel.getRegistry().unbind(routeId + "-channels");
    }

    private static String hostInUri(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
