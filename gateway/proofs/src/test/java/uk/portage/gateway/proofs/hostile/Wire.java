package uk.portage.gateway.proofs.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** Bytes as they are, to a port, and whatever comes back. */
final class Wire {

    static final int PATIENCE_MILLIS = 10_000;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    /** How long a second answer is waited for, where there must be one only. */
    private static final int SECOND_ANSWER_MILLIS = 100;

    private Wire() {}

    /** What came back until it was enough, nothing more came, or the connection ended. */
    record Bytes(String text, boolean ended) {}

    interface Talk {

        void with(Socket socket) throws IOException, InterruptedException;
    }

    /** Writes and reads at the same time, so that an early answer is heard while much is still to be said. */
    static Bytes say(int port, Talk talk, Predicate<String> enough) throws IOException {
        return say(port, talk, enough, PATIENCE_MILLIS);
    }

    /** @param patience milliseconds for which an answer, or the end, is waited for */
    static Bytes say(int port, Talk talk, Predicate<String> enough, int patience) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            Thread writer = new Thread(() -> {
                try {
                    talk.with(socket);
                } catch (IOException closed) {
                    // The answer says why.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            writer.setDaemon(true);
            writer.start();
            try {
                return hear(socket, enough, patience);
            } finally {
                writer.interrupt();
            }
        }
    }

    private static Bytes hear(Socket socket, Predicate<String> enough, int patience) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] chunk = new byte[16 * 1024];
        long until = System.nanoTime() + patience * 1_000_000L;
        while (System.nanoTime() < until) {
            String text = heard.toString(StandardCharsets.UTF_8);
            boolean satisfied = enough.test(text);
            socket.setSoTimeout(satisfied ? SECOND_ANSWER_MILLIS : patience);
            try {
                int read = socket.getInputStream().read(chunk);
                if (read < 0) {
                    return new Bytes(text, true);
                }
                heard.write(chunk, 0, read);
            } catch (SocketTimeoutException nothingMore) {
                return new Bytes(text, false);
            } catch (IOException reset) {
                return new Bytes(text, true);
            }
        }
        return new Bytes(heard.toString(StandardCharsets.UTF_8), false);
    }

    /** The status of each answer, or how it ended without one. */
    static Heard http(int port, Talk talk) throws IOException {
        return statuses(say(port, talk, Wire::isWhole));
    }

    /** @param end true if the caller says that nothing more will come */
    static Heard http(int port, byte[] request, boolean end) throws IOException {
        return statuses(say(
                port,
                socket -> {
                    socket.getOutputStream().write(request);
                    if (end) {
                        socket.shutdownOutput();
                    }
                },
                Wire::isWhole));
    }

    static Heard statuses(Bytes answer) {
        StringBuilder words = new StringBuilder();
        Matcher status = STATUS.matcher(answer.text());
        while (status.find()) {
            if (!status.group(1).equals("100")) {
                words.append(words.isEmpty() ? "" : " ").append(status.group(1));
            }
        }
        if (words.isEmpty()) {
            words.append(answer.ended() ? "closed" : "silence");
        }
        return new Heard(words.toString(), answer.text());
    }

    private static boolean isWhole(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text.substring(0, end + 2));
        return length.find() && text.length() >= end + 4 + Integer.parseInt(length.group(1));
    }
}
