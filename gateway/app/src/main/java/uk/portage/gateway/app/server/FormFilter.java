package uk.portage.gateway.app.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Waits without a thread for the forms of those who have no credential yet: people who sign in, and clients that ask for
 * a token; and for the forms of pages, which bring theirs themselves. The form is small and has a short time as a whole; once it is here, the request goes on.
 */
final class FormFilter extends OncePerRequestFilter {

    private static final int LARGEST = 32 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String BODY = "uk.portage.form";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || Addresses.isMesh(request)
                || !(Addresses.hasOwnCredentials(request) || Addresses.isPageForm(request));
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(BODY) instanceof byte[] body) {
            request.removeAttribute(BODY);
            chain.doFilter(new Form(request, body), response);
        } else if (request.getContentLengthLong() > LARGEST) {
            refuse(request, response, 413);
        } else {
            ServletInputStream body = request.getInputStream();
            AsyncContext waiting = request.startAsync(request, response);
            waiting.setTimeout(PATIENCE.toMillis());
            Arrival arrival = new Arrival(request, response, body, waiting);
            waiting.addListener(arrival);
            body.setReadListener(arrival);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        response.setHeader("Connection", "close");
        ErrorAnswer.write(request, response, status, Optional.empty(), ErrorAnswer.sentence(status));
    }

    private static final class Arrival implements ReadListener, AsyncListener {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final ServletInputStream body;
        private final AsyncContext waiting;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final byte[] chunk = new byte[4 * 1024];
        private final AtomicBoolean over = new AtomicBoolean();

        Arrival(
                HttpServletRequest request,
                HttpServletResponse response,
                ServletInputStream body,
                AsyncContext waiting) {
            this.request = request;
            this.response = response;
            this.body = body;
            this.waiting = waiting;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (bytes.size() <= LARGEST && body.isReady() && !body.isFinished()) {
                int read = body.read(chunk);
                if (read > 0) {
                    bytes.write(chunk, 0, read);
                }
            }
            if (bytes.size() > LARGEST) {
                end(413);
            }
        }

        @Override
        public void onAllDataRead() {
            if (over.compareAndSet(false, true)) {
                request.setAttribute(BODY, bytes.toByteArray());
                waiting.dispatch();
            }
        }

        @Override
        public void onError(Throwable broken) {
            if (over.compareAndSet(false, true)) {
                Connection.of(request).leave();
                waiting.complete();
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            end(408);
        }

        private void end(int status) throws IOException {
            if (over.compareAndSet(false, true)) {
                Connection.of(request).leave();
                try {
                    refuse(request, response, status);
                } finally {
                    waiting.complete();
                }
            }
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
            // What goes on afterwards does not wait again.
        }
    }

    /** A request whose form is here. To the filters behind, which have not seen it yet, it is as new. */
    private static final class Form extends HttpServletRequestWrapper {
        private final byte[] body;
        private final Map<String, String[]> parameters;

        Form(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
            this.parameters = parse(new String(body, StandardCharsets.UTF_8));
        }

        /** What is given twice counts as its first value, as with a servlet's own; what is not a form is none. */
        private static Map<String, String[]> parse(String text) {
            Map<String, String[]> parameters = new LinkedHashMap<>();
            try {
                for (String pair : text.split("&", -1)) {
                    String[] parts = pair.split("=", 2);
                    String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                    parameters.putIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), new String[] {value});
                }
                return parameters;
            } catch (IllegalArgumentException notEncoded) {
                return Map.of();
            }
        }

        @Override
        public DispatcherType getDispatcherType() {
            return DispatcherType.REQUEST;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new BytesStream(new ByteArrayInputStream(body));
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable String getParameter(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : values[0];
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : values.clone();
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Collections.unmodifiableMap(parameters);
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }
    }
}
