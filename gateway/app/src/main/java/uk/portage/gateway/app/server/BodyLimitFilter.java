package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a body that is too large: at once if it says so, and as soon as it is read too far if it does not. One that
 * comes too slowly is refused as well: who reads it has a thread that others wait for.
 */
final class BodyLimitFilter extends OncePerRequestFilter {

    /** How long a body may be waited for before it counts how much has come. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** 8 KiB a second: a tenth of what the slowest line of a hospital carries. */
    private static final long MOST_NANOS_FOR_A_BYTE = 1_000_000_000L / (8 * 1024);

    private final ToLongFunction<HttpServletRequest> limits;

    /** @param limits bytes, by the address; a resource may have a lower limit of its own */
    BodyLimitFilter(ToLongFunction<HttpServletRequest> limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = limits.applyAsLong(request);
        if (request.getContentLengthLong() > limit) {
            tooLarge(request, response);
            return;
        }
        try {
            chain.doFilter(new Limited(request, limit), response);
        } catch (TooLargeException e) {
            if (!response.isCommitted()) {
                response.resetBuffer();
                tooLarge(request, response);
            }
        } catch (SocketTimeoutException e) {
            if (!response.isCommitted()) {
                response.resetBuffer();
                refuse(request, response, HttpServletResponse.SC_REQUEST_TIMEOUT, "FRAME_TIMEOUT");
            }
        }
    }

    private static void tooLarge(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(request, response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "OVERSIZED");
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, int status, String code)
            throws IOException {
        response.setHeader("Connection", "close");
        ErrorAnswer.write(request, response, status, Optional.of(code), ErrorAnswer.sentence(status));
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Limited extends HttpServletRequestWrapper {
        private final long limit;

        Limited(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            // Nothing may follow from the content of such a request (RFC 9110 section 9.3.1), so that nobody waits for
            // it.
            boolean reads = getMethod().equals("GET") || getMethod().equals("HEAD");
            return reads
                    ? new BytesStream(new ByteArrayInputStream(new byte[0]))
                    : new CountedStream(super.getInputStream(), limit);
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class CountedStream extends ServletInputStream {
        private final ServletInputStream stream;
        private long left;
        private long bytes;
        private long waited;

        CountedStream(ServletInputStream stream, long limit) {
            this.stream = stream;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long begun = System.nanoTime();
            int read = readOrTimeOut(buffer, offset, length);
            waited += System.nanoTime() - begun;
            if (read > 0) {
                left -= read;
                bytes += read;
                if (left < 0) {
                    throw new TooLargeException();
                }
                if (waited > GRACE.toNanos() + bytes * MOST_NANOS_FOR_A_BYTE) {
                    throw new SocketTimeoutException("the body comes too slowly");
                }
            }
            return read;
        }

        /** Tomcat says of silence, too, that the caller has gone. */
        private int readOrTimeOut(byte[] buffer, int offset, int length) throws IOException {
            try {
                return stream.read(buffer, offset, length);
            } catch (IOException e) {
                if (e.getCause() instanceof SocketTimeoutException silence) {
                    throw silence;
                }
                throw e;
            }
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}
