package uk.portage.gateway.pipeline.receive;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;

/** The handlers of each connection: TLS if configured, framing, and Camel's bridge to the route. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when a connection has closed
final class MllpPipeline extends ServerInitializerFactory {

    private final MllpConfiguration configuration;
    private final Optional<SslContext> tls;
    private final ReceiveBudget budget;
    private final InstantSource clock;
    private final AtomicInteger connections;
    private final Optional<NettyConsumer> consumer;

    private MllpPipeline(
            MllpConfiguration configuration,
            Optional<SslContext> tls,
            ReceiveBudget budget,
            InstantSource clock,
            AtomicInteger connections,
            Optional<NettyConsumer> consumer) {
        this.configuration = configuration;
        this.tls = tls;
        this.budget = budget;
        this.clock = clock;
        this.connections = connections;
        this.consumer = consumer;
    }

    static MllpPipeline of(MllpConfiguration configuration, InstantSource clock) throws IOException {
        Optional<SslContext> tls = configuration.tls().isPresent()
                ? Optional.of(configuration.tls().get().serverContext())
                : Optional.empty();
        // A quarter of the heap for frames that are not yet whole, but always room for one.
        long room = Math.max(
                Runtime.getRuntime().maxMemory() / 4,
                2L * configuration.limits().maxFrameBytes());
        return new MllpPipeline(
                configuration, tls, new ReceiveBudget(room), clock, new AtomicInteger(), Optional.empty());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer listening) {
        return new MllpPipeline(configuration, tls, budget, clock, connections, Optional.of(listening));
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > configuration.limits().maxConnections()) {
            channel.close();
            return;
        }
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
        channel.pipeline().addLast(new MllpConnection(configuration, budget, clock));
        channel.pipeline().addLast(new ServerChannelHandler(consumer.orElseThrow()));
    }
}
