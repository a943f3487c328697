package uk.portage.gateway.pipeline.receive;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;
import uk.portage.gateway.pipeline.connections.Strangers;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.tls.Tls;

/** The handlers of each connection: TLS if configured, framing, and Camel's bridge to the route. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when a connection has closed
final class MllpPipeline extends ServerInitializerFactory {

    private final MllpConfiguration configuration;
    private final Optional<Tls> tls;
    private final ReceiveBudget budget;
    private final CertificateHolders clients;
    private final InstantSource clock;
    private final AtomicInteger connections;
    /** Those that have not sent a frame yet. */
    private final Strangers strangers;

    private final Optional<NettyConsumer> consumer;

    private MllpPipeline(
            MllpConfiguration configuration,
            Optional<Tls> tls,
            ReceiveBudget budget,
            CertificateHolders clients,
            InstantSource clock,
            AtomicInteger connections,
            Strangers strangers,
            Optional<NettyConsumer> consumer) {
        this.configuration = configuration;
        this.tls = tls;
        this.budget = budget;
        this.clients = clients;
        this.clock = clock;
        this.connections = connections;
        this.strangers = strangers;
        this.consumer = consumer;
    }

    static MllpPipeline of(MllpConfiguration configuration, CertificateHolders clients, InstantSource clock)
            throws IOException {
        Optional<Tls> tls = configuration.tls().isPresent()
                ? Optional.of(Tls.open(configuration.tls().get()))
                : Optional.empty();
        // A quarter of the heap for frames that are not yet whole, but always room for one.
        long room = Math.max(
                Runtime.getRuntime().maxMemory() / 4,
                2L * configuration.limits().maxFrameBytes());
        return new MllpPipeline(
                configuration,
                tls,
                new ReceiveBudget(room),
                clients,
                clock,
                new AtomicInteger(),
                new Strangers(configuration.limits().maxConnections()),
                Optional.empty());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer listening) {
        return new MllpPipeline(
                configuration, tls, budget, clients, clock, connections, strangers, Optional.of(listening));
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > configuration.limits().maxConnections() && !strangers.makeRoom()) {
            channel.close();
            return;
        }
        strangers.enter(channel);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        tls.ifPresent(keys -> channel.pipeline().addLast(new SslHandler(keys.engine())));
        channel.pipeline()
                .addLast(new MllpConnection(configuration, budget, clients, clock, () -> strangers.leave(channel)));
        channel.pipeline().addLast(new ServerChannelHandler(consumer.orElseThrow()));
    }
}
