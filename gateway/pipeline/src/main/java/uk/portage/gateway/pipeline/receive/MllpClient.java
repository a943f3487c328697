package uk.portage.gateway.pipeline.receive;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A small MLLP client that waits: one connection, for one thread. A frame is {@code <VT> document <FS> <CR>} (HL7
 * Minimal Lower Layer Protocol, release 1).
 */
public final class MllpClient implements AutoCloseable {

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private MllpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /**
     * @param timeout for connecting and for each wait for an answer
     * @throws IOException if nobody listens there
     */
    public static MllpClient connect(String host, int port, Duration timeout) throws IOException {
        return connect(new Socket(), host, port, timeout);
    }

    /** The same over TLS; the server's certificate must bear the host's name. */
    public static MllpClient connect(String host, int port, Duration timeout, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return connect(socket, host, port, timeout);
    }

    private static MllpClient connect(Socket socket, String host, int port, Duration timeout) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            return new MllpClient(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends one document and waits for its answer.
     *
     * @return the answer without its framing
     * @throws java.net.SocketTimeoutException if no answer came in time
     * @throws EOFException if the server closed the connection without an answer
     */
    public byte[] send(byte[] document) throws IOException {
        write(document);
        return read();
    }

    /** Sends one document without waiting; the answers come in the order of the documents. */
    public void write(byte[] document) throws IOException {
        byte[] frame = new byte[document.length + 3];
        frame[0] = Mllp.START_BLOCK;
        System.arraycopy(document, 0, frame, 1, document.length);
        frame[document.length + 1] = Mllp.END_BLOCK;
        frame[document.length + 2] = Mllp.CARRIAGE_RETURN;
        writeUnframed(frame);
    }

    /** Sends bytes as they are: for tests of what a listener makes of them. */
    public void writeUnframed(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits for the next answer; see {@link #send} for what it throws. */
    public byte[] read() throws IOException {
        int next = in.read();
        while (next != Mllp.START_BLOCK) {
            if (next < 0) {
                throw new EOFException("the server closed the connection without an answer");
            }
            next = in.read();
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream(256);
        int previous = -1;
        while (true) {
            next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection in the middle of an answer");
            }
            if (previous == Mllp.END_BLOCK && next == Mllp.CARRIAGE_RETURN) {
                return answer.toByteArray();
            }
            if (previous >= 0) {
                answer.write(previous);
            }
            if (answer.size() > MAX_ANSWER_BYTES) {
                throw new IOException("the answer has more than " + MAX_ANSWER_BYTES + " bytes");
            }
            previous = next;
        }
    }

    /** Says that nothing more will be sent; answers can still be read. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
