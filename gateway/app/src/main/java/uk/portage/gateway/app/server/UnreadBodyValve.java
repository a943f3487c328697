package uk.portage.gateway.app.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Waits for the rest of a body that nobody wants to read, without a thread. Tomcat itself would read it before it takes
 * the next request from the connection, and hold a thread while it does not come: who has no credential is refused
 * before a byte of its body is read, and could so take every thread there is. A connection whose rest is too large, or
 * does not come in time, is closed. It is not closed at once, because a caller that is still sending would then hear of
 * a broken connection and not of its refusal.
 */
final class UnreadBodyValve extends ValveBase {

    /** From the answer to the last byte of the rest. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long MOST_BYTES = 1024 * 1024;

    UnreadBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(Connection.ATTRIBUTE, new Own(request));
        getNext().invoke(request, response);
        if (request.isAsync() || request.getContext() == null || isWhole(request)) {
            return;
        }
        response.finishResponse();
        if (request.getHeader("Expect") != null || request.getContentLengthLong() > MOST_BYTES) {
            // Who asks first sends nothing after a refusal.
            leave(request);
            return;
        }
        ServletInputStream rest;
        try {
            rest = request.getInputStream();
        } catch (IllegalStateException readAsText) {
            leave(request);
            return;
        }
        request.setAsyncSupported(true);
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(PATIENCE.toMillis());
        waiting.addListener(new Deadline(request));
        rest.setReadListener(new Discarding(request, rest, waiting));
    }

    private static boolean isWhole(Request request) {
        AtomicBoolean whole = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, whole);
        return whole.get();
    }

    /** Makes Tomcat close the connection after this request, without reading more of it. */
    private static void leave(Request request) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    private record Own(Request request) implements Connection {

        @Override
        public void leave() {
            UnreadBodyValve.leave(request);
        }

        @Override
        public void isKnown() {
            if (request.getConnector().getProtocolHandler() instanceof GuardedHttp http) {
                http.doorstep().isKnown(request.getServletConnection().getConnectionId());
            }
        }
    }

    private static final class Discarding implements ReadListener {
        private final Request request;
        private final ServletInputStream rest;
        private final AsyncContext waiting;
        private final byte[] chunk = new byte[8 * 1024];
        private long left = MOST_BYTES;

        Discarding(Request request, ServletInputStream rest, AsyncContext waiting) {
            this.request = request;
            this.rest = rest;
            this.waiting = waiting;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (left >= 0 && rest.isReady() && !rest.isFinished()) {
                left -= Math.max(0, rest.read(chunk));
            }
            if (left < 0) {
                leave(request);
                waiting.complete();
            }
        }

        @Override
        public void onAllDataRead() {
            waiting.complete();
        }

        @Override
        public void onError(Throwable broken) {
            leave(request);
            waiting.complete();
        }
    }

    private record Deadline(Request request) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            leave(request);
            event.getAsyncContext().complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            // The listener of the body hears of it, too.
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // Nothing is left to do.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It begins once.
        }
    }
}
