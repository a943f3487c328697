package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a body that is too large: at once if it says so, and as soon as it is read too far if it does not. */
final class BodyLimitFilter extends OncePerRequestFilter {

    private final ToLongFunction<HttpServletRequest> limits;

    /** @param limits bytes, by the address; a resource may have a lower limit of its own */
    BodyLimitFilter(ToLongFunction<HttpServletRequest> limits) {
        this.limits = limits;
    }

    /** MESH has limits of its own. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Addresses.isMesh(request);
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
        }
    }

    private static void tooLarge(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        response.setHeader("Connection", "close");
        ErrorAnswer.write(request, response, status, Optional.of("OVERSIZED"), ErrorAnswer.sentence(status));
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
            return new CountedStream(super.getInputStream(), limit);
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class CountedStream extends ServletInputStream {
        private final ServletInputStream stream;
        private long left;

        CountedStream(ServletInputStream stream, long limit) {
            this.stream = stream;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int b = stream.read();
            if (b >= 0) {
                count(1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = stream.read(buffer, offset, length);
            if (read > 0) {
                count(read);
            }
            return read;
        }

        private void count(int read) throws TooLargeException {
            left -= read;
            if (left < 0) {
                throw new TooLargeException();
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
