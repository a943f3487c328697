package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** Requests that are lawful as requests, whatever they carry. */
final class Http {

    private Http() {}

    /** @param line method and address */
    static Heard send(HostileWorld world, String line, Map<String, String> headers, byte[] body) throws IOException {
        return send(world, line, headers, body, body.length);
    }

    /** @param length what is said about the length of the body; negative if nothing is */
    static Heard send(HostileWorld world, String line, Map<String, String> headers, byte[] body, long length)
            throws IOException {
        byte[] head = head(world, line, headers, length).getBytes(UTF_8);
        return Wire.http(world.httpPort(), socket -> {
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
        });
    }

    /** Head and body, as they are sent. */
    static byte[] request(HostileWorld world, String line, Map<String, String> headers, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head(world, line, headers, body.length).getBytes(UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    static String head(HostileWorld world, String line, Map<String, String> headers, long length) {
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\n");
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Host", "127.0.0.1:" + world.httpPort());
        all.put("Connection", "close");
        if (length >= 0) {
            all.put("Content-Length", Long.toString(length));
        }
        all.putAll(headers);
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }
}
