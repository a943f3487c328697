package uk.portage.gateway.app.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP that gives a request's headers a time as a whole. Tomcat gives each read its own, so that a connection on which
 * one byte comes every few seconds stays for hours. Public, with a constructor without parameters, because Tomcat makes
 * it by name.
 */
public final class GuardedHttp extends Http11NioProtocol {

    /** From the first byte of a request, or from the connection's beginning, to the end of its headers. */
    static final Duration HEADER_TIME = Duration.ofSeconds(10);

    /** Within which the next bytes of a body must come. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final List<String> COMPRESSED = List.of("/audit/", "/open/", "/sign-in/assets/");

    private final Doorstep doorstep;

    public GuardedHttp() {
        this(new Doorstep(HEADER_TIME));
    }

    private GuardedHttp(Doorstep doorstep) {
        super(doorstep);
        this.doorstep = doorstep;
        setDisableUploadTimeout(false);
        setConnectionUploadTimeout(Math.toIntExact(SILENCE.toMillis()));
        // Who asks whether it may send is told once somebody wants to read it.
        setContinueResponseTiming("onRead");
    }

    /**
     * Compresses what auditors and the public read, and no more. A form to sign in shows again what was typed beside a
     * token, and records are of people: somebody who chooses a part of such an answer could guess the rest by its
     * compressed length (BREACH).
     */
    @Override
    public boolean useCompression(Request request, Response response) {
        // A request that could not be read has none.
        String path = Objects.requireNonNullElse(request.decodedURI().toString(), "");
        return COMPRESSED.stream().anyMatch(path::startsWith) && super.useCompression(request, response);
    }

    Doorstep doorstep() {
        return doorstep;
    }

    @Override
    protected Processor createProcessor() {
        return new Timed(this, getAdapter(), doorstep);
    }

    private static final class Timed extends Http11Processor {
        private final Doorstep doorstep;
        private @Nullable SocketWrapperBase<?> connection;
        private long begun;
        private boolean whole;

        Timed(AbstractHttp11Protocol<?> protocol, Adapter adapter, Doorstep doorstep) {
            super(protocol, adapter);
            this.doorstep = doorstep;
        }

        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            if (connection != socket) {
                connection = socket;
                begun = System.nanoTime();
            }
            whole = false;
            SocketState state = super.service(socket);
            if (whole || state != SocketState.LONG) {
                connection = null;
                return state;
            }
            return System.nanoTime() - begun > HEADER_TIME.toNanos() ? SocketState.CLOSED : state;
        }

        /** Asked for as soon as the headers are there, and not before. */
        @Override
        public Adapter getAdapter() {
            whole = true;
            if (connection != null) {
                doorstep.hasAsked(connection);
            }
            return super.getAdapter();
        }
    }
}
