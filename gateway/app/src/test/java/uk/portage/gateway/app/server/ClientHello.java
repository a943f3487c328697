package uk.portage.gateway.app.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * The first message of TLS (RFC 5246 section 7.4.1.2), made by hand: what a client may say that the platform's own would
 * not say any more.
 */
final class ClientHello {

    private static final int PATIENCE = Math.toIntExact(Duration.ofSeconds(10).toMillis());
    private static final byte HANDSHAKE = 22;

    private ClientHello() {}

    /**
     * What a server chooses.
     *
     * @return the cipher suite, or -1 if the server refuses or closes the connection
     */
    static int offer(int port, int version, int... cipherSuites) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(record(version, cipherSuites));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] head = in.readNBytes(5);
            if (head.length < 5 || head[0] != HANDSHAKE) {
                return -1;
            }
            // Type, length, version and random come before the session's id.
            byte[] hello = in.readNBytes(((head[3] & 0xff) << 8) + (head[4] & 0xff));
            int afterSession = 4 + 2 + 32 + 1 + hello[4 + 2 + 32];
            return ((hello[afterSession] & 0xff) << 8) + (hello[afterSession + 1] & 0xff);
        } catch (SocketException reset) {
            return -1;
        }
    }

    private static byte[] record(int version, int... cipherSuites) {
        ByteBuffer suites = ByteBuffer.allocate(2 * cipherSuites.length);
        Arrays.stream(cipherSuites).forEach(suite -> suites.putShort((short) suite));
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        hello.writeBytes(two(version));
        hello.writeBytes(new byte[32]);
        hello.write(0);
        hello.writeBytes(two(suites.capacity()));
        hello.writeBytes(suites.array());
        hello.writeBytes(new byte[] {1, 0});
        byte[] extensions = extensions();
        hello.writeBytes(two(extensions.length));
        hello.writeBytes(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(HANDSHAKE);
        record.writeBytes(two(Math.min(version, 0x0301)));
        record.writeBytes(two(hello.size() + 4));
        record.write(1);
        record.write(0);
        record.writeBytes(two(hello.size()));
        record.writeBytes(hello.toByteArray());
        return record.toByteArray();
    }

    /** Groups secp256r1 and x25519, uncompressed points, signatures by ECDSA and RSA, secure renegotiation. */
    private static byte[] extensions() {
        return new byte[] {
            0,
            10,
            0,
            6,
            0,
            4,
            0,
            23,
            0,
            29, //
            0,
            11,
            0,
            2,
            1,
            0, //
            0,
            13,
            0,
            12,
            0,
            10,
            4,
            3,
            5,
            3,
            4,
            1,
            5,
            1,
            2,
            1, //
            (byte) 0xff,
            1,
            0,
            1,
            0
        };
    }

    private static byte[] two(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }
}
