package uk.portage.gateway.pipeline.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Lets through to the broker what a login by SASL PLAIN consists of, in whole pieces: the header of SASL, one frame, the header of AMQP (AMQP 1.0, part 5, section 3). Then it steps aside. Given half a header or anything
 * else, the broker's decoder takes a whole processor for ever, whoever sent it.
 */
final class LoginGuard extends ByteToMessageDecoder {

    private static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
    private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    private static final int HEADER_BYTES = 8;
    private static final int PLACE_OF_TYPE = 5;
    private static final byte SASL_FRAME = 1;

    /** Beyond any name and token. */
    private static final int MOST_FRAME_BYTES = 4 * 1024;

    private Awaited awaited = Awaited.HEADER_OF_SASL;

    private enum Awaited {
        HEADER_OF_SASL,
        LOGIN,
        HEADER_OF_AMQP
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER_BYTES) {
            return;
        }
        switch (awaited) {
            case HEADER_OF_SASL -> {
                if (begins(in, SASL)) {
                    awaited = Awaited.LOGIN;
                    out.add(in.readRetainedSlice(HEADER_BYTES));
                } else {
                    refuse(context, in);
                }
            }
            case LOGIN -> {
                int size = in.getInt(in.readerIndex());
                if (size < HEADER_BYTES
                        || size > MOST_FRAME_BYTES
                        || in.getByte(in.readerIndex() + PLACE_OF_TYPE) != SASL_FRAME) {
                    refuse(context, in);
                } else if (in.readableBytes() >= size) {
                    awaited = Awaited.HEADER_OF_AMQP;
                    out.add(in.readRetainedSlice(size));
                }
            }
            case HEADER_OF_AMQP -> {
                if (begins(in, AMQP)) {
                    out.add(in.readRetainedSlice(HEADER_BYTES));
                    context.pipeline().remove(this);
                } else {
                    refuse(context, in);
                }
            }
        }
    }

    private static boolean begins(ByteBuf in, byte[] header) {
        for (int n = 0; n < header.length; n++) {
            if (in.getByte(in.readerIndex() + n) != header[n]) {
                return false;
            }
        }
        return true;
    }

    /** Says how it should have begun, as the specification has it (part 2, section 2), and goes. */
    private void refuse(ChannelHandlerContext context, ByteBuf in) {
        in.skipBytes(in.readableBytes());
        var unused = context.writeAndFlush(Unpooled.wrappedBuffer(SASL)).addListener(ChannelFutureListener.CLOSE);
    }
}
