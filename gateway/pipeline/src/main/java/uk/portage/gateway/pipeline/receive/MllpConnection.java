package uk.portage.gateway.pipeline.receive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.pipeline.receive.MllpFrameDecoder.Found;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;

/**
 * One connection: one frame in flight, its answer written before the next frame is looked at. So answers come in the
 * order of the frames, and a sender that does not listen is not read from. Runs on its connection's thread only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when a connection has closed
final class MllpConnection extends ChannelDuplexHandler {

    /** Sent through the pipeline when the listener closes: answer what is in flight, then go. */
    static final Object LEAVE = new Object();

    /** How long bytes are still taken, and thrown away, after the last answer, so that a reset does not destroy it. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(MllpConnection.class);

    private final MllpConfiguration configuration;
    private final MllpFrameDecoder decoder;
    private final CertificateHolders clients;
    private final InstantSource clock;
    private final Runnable hasSent;
    private final Deque<ByteBuf> pending = new ArrayDeque<>();

    private Turn turn = Turn.READING;
    /** True if the frame in flight is the last one of this connection. */
    private boolean last;

    private boolean inputEnded;
    private boolean working;
    private long quietSince;
    private Optional<ClientCertificate> certificate = Optional.empty();
    private @Nullable Future<?> frameDeadline;
    private @Nullable Future<?> idleCheck;

    /** @param hasSent is told of each document of somebody who may use the channel */
    MllpConnection(
            MllpConfiguration configuration,
            ReceiveBudget budget,
            CertificateHolders clients,
            InstantSource clock,
            Runnable hasSent) {
        this.hasSent = hasSent;
        this.configuration = configuration;
        this.decoder = new MllpFrameDecoder(configuration.limits().maxFrameBytes(), budget);
        this.clients = clients;
        this.clock = clock;
    }

    /** Whose turn it is. */
    private enum Turn {
        /** The sender's: bytes are looked at. */
        READING,
        /** The intake's: a frame is in flight. */
        COMMITTING,
        /** The network's: an answer is being written. */
        WRITING,
        /** Nobody's: the last answer has been given. */
        LEAVING
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        quietSince = System.nanoTime();
        checkIdleAfter(context, configuration.limits().idleTime().toNanos());
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        pending.add(bytes);
        work(context);
        if (!pending.isEmpty()) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            work(context);
        } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            certificate = certificateOf(context);
            if (channel().isEmpty()) {
                certificate.ifPresent(clients::refused);
                // What has come with the end of the handshake is not looked at.
                turn = Turn.LEAVING;
                context.close();
            }
        } else if (event == LEAVE) {
            last = true;
            if (turn == Turn.READING && !decoder.isInFrame()) {
                leave(context);
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel(frameDeadline);
        cancel(idleCheck);
        pending.forEach(ByteBuf::release);
        pending.clear();
        if (decoder.isInFrame() && turn == Turn.READING) {
            refuse(context, decoder.giveUp(FailureCode.FRAME_INCOMPLETE), false);
        }
        if (turn != Turn.COMMITTING) {
            decoder.close();
        }
        turn = turn == Turn.COMMITTING ? turn : Turn.LEAVING;
        context.fireChannelInactive();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (turn != Turn.COMMITTING || !(message instanceof Reply reply)) {
            // Nobody but the route writes here; an exception in its place ends the connection without an answer.
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            context.close();
            return;
        }
        if (reply instanceof Reply.Answered answered && context.channel().isActive()) {
            turn = Turn.WRITING;
            quietSince = System.nanoTime();
            context.write(frame(context, answered.answer()), promise.unvoid())
                    .addListener((ChannelFuture written) -> answered(context, written.isSuccess()));
        } else {
            promise.trySuccess();
            answered(context, context.channel().isActive());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The class only: the message of a TLS failure shows the bytes that were received.
        LOG.debug("A connection of channel {} ends: {}", configuration.channel().name(), cause.getClass());
        context.close();
    }

    /** Looks at the bytes that are there as long as it is the sender's turn. */
    private void work(ChannelHandlerContext context) {
        if (working) {
            return;
        }
        working = true;
        try {
            while (!pending.isEmpty() && lookAt(context, pending.element())) {
                if (!pending.element().isReadable()) {
                    pending.remove().release();
                }
            }
            if (inputEnded && turn == Turn.READING && pending.isEmpty()) {
                endOfInput(context);
            }
        } finally {
            working = false;
        }
        watchFrame(context);
        if (turn == Turn.LEAVING && inputEnded) {
            context.close();
        } else if (pending.isEmpty() && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** Returns false if these bytes have to wait. */
    private boolean lookAt(ChannelHandlerContext context, ByteBuf bytes) {
        if (decoder.isDiscarding()) {
            // In any turn, so that the sender of an unwanted frame can finish writing and hear the answer.
            if (decoder.next(bytes) instanceof Found.Discarded && turn == Turn.LEAVING) {
                closeAfter(context, LINGER);
            }
            return true;
        }
        if (last && !decoder.isInFrame()) {
            bytes.skipBytes(bytes.readableBytes());
            return true;
        }
        if (turn != Turn.READING) {
            return false;
        }
        found(context, decoder.next(bytes));
        return true;
    }

    private void endOfInput(ChannelHandlerContext context) {
        Found found = decoder.end();
        last = true;
        if (found instanceof Found.NothingYet) {
            leave(context);
        } else {
            found(context, found);
        }
    }

    private void found(ChannelHandlerContext context, Found found) {
        if (found instanceof Found.Whole whole) {
            forgetDeadline();
            // Asked anew for each document: a connection may outlive its certificate, or what it is bound to.
            Optional<ChannelConfiguration> channel = channel();
            if (channel.isEmpty()) {
                certificate.ifPresent(clients::refused);
                turn = Turn.LEAVING;
                context.close();
                return;
            }
            hasSent.run();
            turn = Turn.COMMITTING;
            context.fireChannelRead(
                    new Incoming.Document(channel.get(), whole.document(), clock.instant(), context.executor()));
        } else if (found instanceof Found.BrokenOff brokenOff) {
            forgetDeadline();
            refuse(context, brokenOff.refusal(), false);
        } else if (found instanceof Found.Unwanted unwanted) {
            last = true;
            refuse(context, unwanted.refusal(), true);
        }
    }

    private void refuse(ChannelHandlerContext context, FrameRefusal refusal, boolean answered) {
        turn = Turn.COMMITTING;
        ChannelConfiguration channel = channel().orElse(configuration.channel());
        context.fireChannelRead(new Incoming.Refused(channel, refusal, answered, clock.instant(), context.executor()));
    }

    /** What this connection may do; empty if its certificate is nobody's, or of one who may not use the channel. */
    private Optional<ChannelConfiguration> channel() {
        ChannelConfiguration whole = configuration.channel();
        return asksForCertificates() ? certificate.flatMap(clients::holderOf).flatMap(whole::only) : Optional.of(whole);
    }

    private boolean asksForCertificates() {
        return configuration.tls().flatMap(TlsConfiguration::trustStore).isPresent();
    }

    private Optional<ClientCertificate> certificateOf(ChannelHandlerContext context) {
        if (!asksForCertificates()) {
            return Optional.empty();
        }
        try {
            var chain = context.pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession()
                    .getPeerCertificates();
            return chain[0] instanceof X509Certificate leaf
                    ? Optional.of(ClientCertificate.of(leaf))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    private void answered(ChannelHandlerContext context, boolean written) {
        quietSince = System.nanoTime();
        decoder.release();
        if (!written) {
            turn = Turn.LEAVING;
            decoder.close();
            context.close();
        } else if (last) {
            leave(context);
        } else {
            turn = Turn.READING;
            work(context);
        }
    }

    /** Nothing more is answered: says so, and goes when the sender has finished too, or after a while. */
    private void leave(ChannelHandlerContext context) {
        turn = Turn.LEAVING;
        if (inputEnded) {
            context.close();
            return;
        }
        // Over TLS there is no half of a connection to close.
        if (context.pipeline().get(SslHandler.class) == null && context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        if (frameDeadline == null || !decoder.isDiscarding()) {
            closeAfter(context, LINGER);
        }
        work(context);
    }

    private void closeAfter(ChannelHandlerContext context, Duration time) {
        forgetDeadline();
        frameDeadline = context.executor().schedule(() -> context.close(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sees to it that a frame, once begun, has a deadline, and that none is left from the frame before. */
    private void watchFrame(ChannelHandlerContext context) {
        if (turn == Turn.LEAVING) {
            return;
        }
        boolean unfinished = decoder.isInFrame() || decoder.isDiscarding();
        if (!unfinished) {
            forgetDeadline();
        } else if (frameDeadline == null) {
            frameDeadline = context.executor()
                    .schedule(
                            () -> frameIsLate(context),
                            configuration.limits().frameTime().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void frameIsLate(ChannelHandlerContext context) {
        frameDeadline = null;
        if (turn == Turn.LEAVING) {
            context.close();
        } else if (turn == Turn.READING && decoder.isInFrame()) {
            last = true;
            refuse(context, decoder.giveUp(FailureCode.FRAME_TIMEOUT), true);
        }
        // Otherwise an answer is under way, and the time begins anew after it.
    }

    private void forgetDeadline() {
        cancel(frameDeadline);
        frameDeadline = null;
    }

    private void checkIdleAfter(ChannelHandlerContext context, long nanoseconds) {
        idleCheck = context.executor().schedule(() -> checkIdle(context), nanoseconds, TimeUnit.NANOSECONDS);
    }

    private void checkIdle(ChannelHandlerContext context) {
        long idleTime = configuration.limits().idleTime().toNanos();
        long quiet = System.nanoTime() - quietSince;
        boolean ours = turn == Turn.COMMITTING || decoder.isInFrame();
        if (quiet >= idleTime && !ours) {
            context.close();
        } else {
            checkIdleAfter(context, ours ? idleTime : Math.max(idleTime - quiet, TimeUnit.MILLISECONDS.toNanos(1)));
        }
    }

    private static ByteBuf frame(ChannelHandlerContext context, ByteBuffer answer) {
        return context.alloc()
                .buffer(answer.remaining() + 3)
                .writeByte(Mllp.START_BLOCK)
                .writeBytes(answer)
                .writeByte(Mllp.END_BLOCK)
                .writeByte(Mllp.CARRIAGE_RETURN);
    }

    private static void cancel(@Nullable Future<?> scheduled) {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }
}
