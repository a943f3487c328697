package uk.portage.gateway.pipeline.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.pipeline.connections.Strangers;

/**
 * Listens to what the broker answers to a login (AMQP 1.0, part 5, section 3.3.6, sasl-outcome). Until it has said that
 * the login is right, the connection is a stranger's: it ends in time, whatever is sent on it, and at once if the login
 * is wrong. The broker itself would leave it open.
 */
final class LoginOutcome extends ChannelOutboundHandlerAdapter {

    private static final int HEADER_BYTES = 8;
    private static final int PLACE_OF_TYPE = 5;
    private static final byte SASL_FRAME = 1;
    private static final byte OUTCOME = 0x44;
    private static final byte SHORT_LIST = (byte) 0xC0;
    /** Of the code in a frame whose list has short sizes, and in one whose list has long ones. */
    private static final int PLACE_OF_CODE = HEADER_BYTES + 7;

    private static final int PLACE_OF_CODE_AFTER_LONG_SIZES = HEADER_BYTES + 13;

    private final Duration patience;
    private final Strangers strangers;
    private @Nullable Future<?> deadline;

    LoginOutcome(Duration patience, Strangers strangers) {
        this.patience = patience;
        this.strangers = strangers;
    }

    private enum Outcome {
        NONE_YET,
        RIGHT,
        WRONG
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        strangers.enter(context.channel());
        deadline = context.executor().schedule(() -> leave(context), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void leave(ChannelHandlerContext context) {
        var unused = context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Outcome outcome = message instanceof ByteBuf bytes ? outcome(bytes) : Outcome.NONE_YET;
        if (outcome == Outcome.RIGHT) {
            strangers.leave(context.channel());
            context.pipeline().remove(this);
        }
        var written = context.write(message, promise);
        if (outcome == Outcome.WRONG) {
            var unused = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Looks through whole frames, and the headers of eight bytes between them. */
    private static Outcome outcome(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at + HEADER_BYTES <= bytes.writerIndex()) {
            if (bytes.getByte(at) == 'A') {
                at += HEADER_BYTES;
                continue;
            }
            int size = bytes.getInt(at);
            if (size < HEADER_BYTES || at + size > bytes.writerIndex()) {
                return Outcome.NONE_YET;
            }
            if (isOutcome(bytes, at, size)) {
                int code = bytes.getByte(at + HEADER_BYTES + 3) == SHORT_LIST
                        ? PLACE_OF_CODE
                        : PLACE_OF_CODE_AFTER_LONG_SIZES;
                return code < size && bytes.getByte(at + code) == 0 ? Outcome.RIGHT : Outcome.WRONG;
            }
            at += size;
        }
        return Outcome.NONE_YET;
    }

    private static boolean isOutcome(ByteBuf bytes, int at, int size) {
        return size > HEADER_BYTES + 3
                && bytes.getByte(at + PLACE_OF_TYPE) == SASL_FRAME
                && bytes.getByte(at + HEADER_BYTES + 2) == OUTCOME;
    }
}
