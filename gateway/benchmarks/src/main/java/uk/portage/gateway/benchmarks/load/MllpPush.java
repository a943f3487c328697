package uk.portage.gateway.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sender's connection, written apart from the gateway's own client so that both ends cannot share a mistake. */
public final class MllpPush implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public MllpPush(int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one message and waits for its acknowledgement, which is returned as text. */
    public String push(byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(0x0B);
        frame.write(message);
        frame.write(0x1C);
        frame.write('\r');
        socket.getOutputStream().write(frame.toByteArray());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int b = in.read();
        while (b != 0x0B) {
            if (b < 0) {
                throw new EOFException("closed before an acknowledgement");
            }
            b = in.read();
        }
        for (b = in.read(); b != 0x1C; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed within an acknowledgement");
            }
            answer.write(b);
        }
        if (in.read() != '\r') {
            throw new IOException("an acknowledgement without its end");
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** The acknowledgement code (MSA-1) of an answer. */
    public static String code(String answer) {
        int msa = answer.indexOf("\rMSA|");
        return msa < 0 ? "??" : answer.substring(msa + 5, Math.min(answer.length(), msa + 7));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
