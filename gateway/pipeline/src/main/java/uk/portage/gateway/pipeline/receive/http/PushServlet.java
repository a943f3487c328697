package uk.portage.gateway.pipeline.receive.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.FrameRefusal;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.receive.ReceiveBudget;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Takes a pushed document and answers once it is kept or refused: with a message response, an OperationOutcome or an HL7
 * v2 acknowledgement, as its format has it, and with the status that says the same to who reads nothing else.
 *
 * <p>Whoever maps this servlet checks the caller's credential first and leaves the {@link Caller} in the request's
 * attribute {@link Caller#ATTRIBUTE}. A document that names another organisation than the caller's as its sender is
 * refused.
 */
public final class PushServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(PushServlet.class);
    private static final int CHUNK = 64 * 1024;
    private static final int RETRY_SECONDS = 5;

    private final transient Supplier<Optional<Intake>> intake;
    private final transient Map<String, OdsCode> facilities;
    private final transient ReceiveBudget room;
    private final int largest;
    private final transient Duration patience;

    /**
     * @param intake empty as long as the road is not there
     * @param facilities the organisation of each sending facility, as documents name it, besides organisations' own codes
     * @param largest bytes of the largest document, after decompression
     * @param patience within which a document must have come whole: one that drips would hold a thread for ever
     */
    public PushServlet(
            Supplier<Optional<Intake>> intake, Map<String, OdsCode> facilities, int largest, Duration patience) {
        this.intake = intake;
        this.facilities = Map.copyOf(facilities);
        this.largest = largest;
        this.patience = patience;
        this.room = new ReceiveBudget(Math.max(largest, Runtime.getRuntime().maxMemory() / 8));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        Optional<PushAddress> address = PushAddress.of(request.getServletPath());
        if (address.isEmpty()) {
            response.sendError(404);
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            response.sendError(405);
        } else if (!(request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller)
                || caller.role() != Caller.Role.SOURCE) {
            response.sendError(403);
        } else if (request.getContentType() == null || !address.get().takes(request.getContentType())) {
            response.sendError(415);
        } else {
            Optional<Intake> road = intake.get();
            if (road.isEmpty()) {
                unavailable(response);
            } else {
                take(road.get(), address.get(), caller.organisation(), request, response);
            }
        }
    }

    private void take(
            Intake road, PushAddress address, OdsCode sender, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // The length that a caller gives is a hint; what is held is counted as it comes.
        Held held = new Held();
        try {
            Body body = read(request, held);
            Instant received = road.clock().instant();
            ChannelConfiguration channel = channel(address, sender);
            if (body.refusal().equals(Optional.of(FailureCode.FRAME_TIMEOUT))) {
                // The web server answers nobody later whom it has waited for in vain.
                write(
                        road,
                        address,
                        channel,
                        body.document(),
                        answer(road, channel, body, received).join(),
                        response);
                held.giveBack();
                return;
            }
            AsyncContext later = request.startAsync(request, response);
            // Until the commit, the bytes are held here; the commit has a time limit of its own.
            later.setTimeout(0);
            var unused = answer(road, channel, body, received).whenComplete((answer, impossible) -> {
                try {
                    write(road, address, channel, body.document(), answer, response);
                } catch (IOException gone) {
                    LOG.debug("A caller did not wait for its answer");
                } finally {
                    held.giveBack();
                    later.complete();
                }
            });
        } catch (IOException | RuntimeException broken) {
            held.giveBack();
            throw broken;
        }
    }

    private static CompletableFuture<Answer> answer(
            Intake road, ChannelConfiguration channel, Body body, Instant received) {
        if (body.refusal().isEmpty()) {
            return road.receive(channel, body.document(), received);
        }
        FrameRefusal refusal =
                FrameRefusal.of(body.refusal().get(), body.document().bytes(), body.size());
        return road.refuseOnRecord(channel, refusal, received);
    }

    private static void write(
            Intake road,
            PushAddress address,
            ChannelConfiguration channel,
            SourceDocument document,
            Answer answer,
            HttpServletResponse response)
            throws IOException {
        byte[] bytes = road.acknowledgement(channel, document, answer);
        response.setStatus(status(address, answer));
        if (answer instanceof Answer.Refused refused && refused.code().retry() == FailureCode.Retry.LATER) {
            response.setIntHeader("Retry-After", RETRY_SECONDS);
        }
        response.setContentType(address.answerType(bytes));
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    private static int status(PushAddress address, Answer answer) {
        if (!(answer instanceof Answer.Refused refused)) {
            return address.accepted();
        }
        return switch (refused.code()) {
            case UNREADABLE, FRAME_INCOMPLETE -> 400;
            case UNSUPPORTED_TYPE, MISSING_REQUIRED, INVALID_VALUE, UNKNOWN_DESTINATION -> 422;
            case OVERSIZED -> 413;
            case FRAME_TIMEOUT -> 408;
            case DUPLICATE_CONFLICT -> 409;
            case WRONG_SENDER, FORBIDDEN -> 403;
            case RATE_EXCEEDED -> 429;
            case OVERLOADED, DESTINATION_FULL, STORE_UNAVAILABLE -> 503;
            default -> 500;
        };
    }

    /** What a caller may call itself: its own code, nothing at all, or a facility that is known as its own. */
    private ChannelConfiguration channel(PushAddress address, OdsCode sender) {
        Map<String, OdsCode> own = new HashMap<>();
        own.put("", sender);
        own.put(sender.value(), sender);
        facilities.forEach((facility, organisation) -> {
            if (organisation.equals(sender)) {
                own.put(facility, sender);
            }
        });
        return new ChannelConfiguration(address.channel(), address.adapter(), own);
    }

    /**
     * A body as far as it was read.
     *
     * @param refusal why it is no document
     */
    private record Body(SourceDocument document, long size, Optional<FailureCode> refusal) {

        static Body whole(ByteArrayOutputStream bytes) {
            return new Body(SourceDocument.of(bytes.toByteArray()), bytes.size(), Optional.empty());
        }

        static Body refused(FailureCode code, ByteArrayOutputStream bytes, long size) {
            return new Body(SourceDocument.of(bytes.toByteArray()), size, Optional.of(code));
        }
    }

    private Body read(HttpServletRequest request, Held held) throws IOException {
        String encoding = Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
        if (!List.of("identity", "gzip").contains(encoding)) {
            return Body.refused(FailureCode.UNREADABLE, bytes, 0);
        }
        try (InputStream plain = request.getInputStream();
                InputStream body = encoding.equals("gzip") ? new GZIPInputStream(plain, CHUNK) : plain) {
            byte[] chunk = new byte[CHUNK];
            long begun = System.nanoTime();
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (bytes.size() + read > largest) {
                    return Body.refused(FailureCode.OVERSIZED, bytes, bytes.size() + (long) read);
                }
                if (System.nanoTime() - begun > patience.toNanos()) {
                    return Body.refused(FailureCode.FRAME_TIMEOUT, bytes, bytes.size());
                }
                if (!held.take(read)) {
                    return Body.refused(FailureCode.OVERLOADED, bytes, bytes.size());
                }
                bytes.write(chunk, 0, read);
            }
        } catch (SocketTimeoutException silence) {
            return Body.refused(FailureCode.FRAME_TIMEOUT, bytes, bytes.size());
        } catch (ZipException notGzip) {
            return Body.refused(FailureCode.UNREADABLE, bytes, bytes.size());
        } catch (EOFException cutOff) {
            return Body.refused(FailureCode.FRAME_INCOMPLETE, bytes, bytes.size());
        }
        return Body.whole(bytes);
    }

    private static void unavailable(HttpServletResponse response) throws IOException {
        response.setIntHeader("Retry-After", RETRY_SECONDS);
        response.sendError(503);
    }

    /** What one request has taken of the room that all share. */
    private final class Held {
        private long bytes;

        boolean take(int more) {
            boolean fits = room.reserve(more);
            bytes += fits ? more : 0;
            return fits;
        }

        void giveBack() {
            room.release(bytes);
            bytes = 0;
        }
    }
}
