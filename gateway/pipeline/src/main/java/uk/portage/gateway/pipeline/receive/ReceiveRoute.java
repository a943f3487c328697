package uk.portage.gateway.pipeline.receive;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.SourceDocument;

/** From the listener to the intake and back. No thread waits for the commit. */
final class ReceiveRoute extends RouteBuilder {

    /** Documents above this size are hashed and identified beside the connections' threads, which serve many. */
    private static final int LARGE_BYTES = 256 * 1024;

    private final String id;
    private final String listener;
    private final Intake intake;

    ReceiveRoute(String id, String listener, Intake intake) {
        this.id = id;
        this.listener = listener;
        this.intake = intake;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from(listener).routeId(id).process(new TakeIn());
    }

    private CompletableFuture<Reply> replyTo(Incoming incoming) {
        if (incoming instanceof Incoming.Document document) {
            boolean large = document.document().size() > LARGE_BYTES;
            return large ? beside(document) : replyTo(document, document.executor());
        }
        Incoming.Refused refused = (Incoming.Refused) incoming;
        return intake.refuse(refused.channel(), refused.refusal(), refused.receivedAt())
                .thenApplyAsync(
                        answer -> refused.answered()
                                ? written(refused.channel(), refused.refusal().head(), answer)
                                : new Reply.Unanswered(),
                        incoming.executor());
    }

    private CompletableFuture<Reply> beside(Incoming.Document incoming) {
        return CompletableFuture.completedFuture(incoming)
                .thenComposeAsync(large -> replyTo(large, ForkJoinPool.commonPool()), ForkJoinPool.commonPool())
                .thenApplyAsync(reply -> reply, incoming.executor());
    }

    private CompletableFuture<Reply> replyTo(Incoming.Document incoming, Executor executor) {
        return intake.receivePatiently(incoming.channel(), incoming.document(), incoming.receivedAt())
                .thenApplyAsync(answer -> written(incoming.channel(), incoming.document(), answer), executor);
    }

    private Reply written(ChannelConfiguration channel, SourceDocument document, Answer answer) {
        return new Reply.Answered(ByteBuffer.wrap(intake.acknowledgement(channel, document, answer)));
    }

    private final class TakeIn extends AsyncProcessorSupport {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the callback is what is done with it
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Incoming incoming =
                    Objects.requireNonNull((Incoming) exchange.getMessage().getBody());
            replyTo(incoming).whenComplete((reply, failure) -> {
                if (failure == null) {
                    exchange.getMessage().setBody(reply);
                } else {
                    exchange.setException(failure);
                }
                callback.done(false);
            });
            return false;
        }
    }
}
