package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** What a sender of HL7 v2 could do that is too long, or too slow, for a file. */
final class MllpCases {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] BEGIN = {0x0B};

    private MllpCases() {}

    static Stream<HostileCase> frames() {
        return Stream.of(
                HostileCase.of(Face.MLLP, "frame-of-fifty-megabytes", "AR closed", 1, MllpCases::fiftyMegabytes),
                HostileCase.of(Face.MLLP, "frame-broken-off-by-the-end", "AR closed", 1, MllpCases::brokenOff),
                HostileCase.of(Face.MLLP, "frame-broken-off-by-a-reset", "gone", 1, MllpCases::reset),
                HostileCase.of(Face.MLLP, "noise-of-a-megabyte", "AR closed", 1, MllpCases::noise),
                HostileCase.of(Face.MLLP, "two-hundred-frames-at-once", "AA x 200", 0, MllpCases::pipelined),
                HostileCase.of(Face.MLLP, "answers-that-nobody-reads", "gone", 0, MllpCases::deaf),
                HostileCase.of(Face.MLLP, "a-hundred-connections-at-once", "AA x 100", 0, MllpCases::many));
    }

    /** By a channel of its own, since they take their time. */
    static Stream<HostileCase> slow() {
        return Stream.of(
                HostileCase.of(Face.SLOW_MLLP, "frame-without-an-end", "AR closed", 1, MllpCases::unended),
                HostileCase.of(Face.SLOW_MLLP, "frame-that-drips", "AR closed", 1, MllpCases::drip),
                HostileCase.of(Face.SLOW_MLLP, "noise-that-drips", "closed", 0, MllpCases::noiseThatDrips),
                HostileCase.of(Face.SLOW_MLLP, "connection-that-says-nothing", "closed", 0, MllpCases::silent),
                HostileCase.of(
                        Face.SLOW_MLLP, "a-hundred-frames-without-an-end", "AR x 100", 100, MllpCases::manyUnended));
    }

    static Stream<HostileCase> messages() {
        return Stream.of(
                message("a-hundred-thousand-repetitions", m -> m.replace("^MS^^L", "^MS^^L" + "~ZZ^A".repeat(100_000))),
                message(
                        "a-hundred-thousand-empty-repetitions",
                        m -> m.replace("^MS^^L", "^MS^^L" + "~".repeat(100_000))),
                message("a-hundred-thousand-components", m -> m.replace("^MS^^L", "^MS^^L" + "^x".repeat(100_000))),
                message("a-hundred-thousand-subcomponents", m -> m.replace("^MS^^L", "&x".repeat(100_000))),
                message("a-hundred-thousand-fields", m -> m + "ZZZ" + "|x".repeat(100_000) + "\r"),
                message("ten-thousand-observations", m -> m + observations(10_000)),
                message("a-hundred-thousand-segments-of-a-sender", m -> m + "ZZ9|x\r".repeat(100_000)),
                message("a-hundred-thousand-unknown-names", m -> m + many(100_000, n -> "Q" + n % 100 + "|x\r")),
                message(
                        "five-thousand-allergies",
                        m -> m + many(5_000, n -> "AL1|" + n + "|DA|A" + n + "^Pollen^L|5\r")),
                message("text-of-three-megabytes", m -> m + note("x".repeat(3 * MEBIBYTE))),
                message("a-million-escape-characters", m -> m + note("\\".repeat(1_000_000))),
                message("a-hundred-thousand-line-breaks", m -> m + note("\\.br\\".repeat(100_000))),
                message(
                        "a-hundred-thousand-escaped-separators",
                        m -> m + note("\\F\\\\S\\\\T\\\\R\\\\E\\".repeat(20_000))),
                message("an-escape-of-a-megabyte", m -> m + note("\\X" + "41".repeat(MEBIBYTE / 2) + "\\")),
                message("an-escape-that-never-ends", m -> m + note("\\X" + "41".repeat(MEBIBYTE / 2))),
                message("a-bomb-in-base64", m -> m + "OBX|1|ED|N^Note^L||RCB^AP^PDF^Base64^" + bomb() + "||||||F\r"),
                message(
                        "a-name-of-a-megabyte",
                        m -> m.replace(HostileWorld.SURNAME, HostileWorld.SURNAME.repeat(131_072))),
                message("an-identifier-of-a-megabyte", m -> m.replace("L1^^^RCB", "L".repeat(MEBIBYTE) + "^^^RCB")));
    }

    private static HostileCase message(String name, UnaryOperator<String> change) {
        return HostileCase.of(
                Face.HL7V2,
                name,
                "AA",
                0,
                world -> Mllp.say(
                        world,
                        Mllp.frame(change.apply(HostileWorld.admission(world.newId()))
                                .getBytes(UTF_8))));
    }

    private static String observations(int count) {
        return many(
                count,
                n -> "OBX|" + n + "|NM|8867-4^Heart rate^LN|" + n + "|" + (60 + n % 60)
                        + "|/min|||||F|||20261123100700\r");
    }

    private static String many(int count, java.util.function.IntFunction<String> one) {
        return IntStream.rangeClosed(1, count).mapToObj(one).collect(Collectors.joining());
    }

    private static String note(String text) {
        return "OBX|1|TX|N^Note^L||" + HostileWorld.SURNAME + text + "||||||F\r";
    }

    private static String bomb() {
        return Base64.getEncoder().encodeToString(Gzip.bomb(200));
    }

    private static byte[] half() {
        return ("\u000B" + HostileWorld.admission("HALF").substring(0, 150)).getBytes(UTF_8);
    }

    private static Heard fiftyMegabytes(HostileWorld world) throws IOException {
        byte[] head = HostileWorld.admission(world.newId()).getBytes(UTF_8);
        return Mllp.heard(Wire.say(
                world.mllpPort(),
                socket -> {
                    OutputStream out = socket.getOutputStream();
                    out.write(BEGIN);
                    out.write(head);
                    byte[] more = new byte[MEBIBYTE];
                    java.util.Arrays.fill(more, (byte) 'x');
                    for (int n = 0; n < 50; n++) {
                        out.write(more);
                    }
                    out.write(new byte[] {0x1C, '\r'});
                },
                text -> false));
    }

    private static Heard brokenOff(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(
                world.mllpPort(),
                socket -> {
                    socket.getOutputStream().write(half());
                    socket.shutdownOutput();
                },
                text -> false));
    }

    private static Heard reset(HostileWorld world) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.mllpPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(half());
            // It must have been read before it is taken away.
            Thread.sleep(300);
        }
        return new Heard("gone", "");
    }

    private static Heard noise(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(
                world.mllpPort(), socket -> socket.getOutputStream().write(new byte[MEBIBYTE]), text -> false));
    }

    private static Heard pipelined(HostileWorld world) throws IOException {
        StringBuilder frames = new StringBuilder();
        for (int n = 0; n < 200; n++) {
            frames.append("\u000B")
                    .append(HostileWorld.admission(world.newId()))
                    .append("\u001C\r");
        }
        byte[] all = frames.toString().getBytes(UTF_8);
        Wire.Bytes heard = Wire.say(
                world.mllpPort(),
                socket -> {
                    socket.getOutputStream().write(all);
                    socket.shutdownOutput();
                },
                text -> false);
        return new Heard("AA x " + (heard.text().split("\rMSA\\|AA\\|", -1).length - 1), heard.text());
    }

    private static Heard deaf(HostileWorld world) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), world.mllpPort()));
            for (int n = 0; n < 300; n++) {
                socket.getOutputStream()
                        .write(Mllp.frame(HostileWorld.admission(world.newId()).getBytes(UTF_8)));
            }
            Thread.sleep(500);
        }
        return new Heard("gone", "");
    }

    private static Heard many(HostileWorld world) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        StringBuilder heard = new StringBuilder();
        try {
            for (int n = 0; n < 100; n++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.mllpPort());
                sockets.add(socket);
                socket.setSoTimeout(Wire.PATIENCE_MILLIS);
                socket.getOutputStream()
                        .write(Mllp.frame(HostileWorld.admission(world.newId()).getBytes(UTF_8)));
            }
            for (Socket socket : sockets) {
                socket.shutdownOutput();
                heard.append(new String(socket.getInputStream().readAllBytes(), UTF_8));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        return new Heard("AA x " + (heard.toString().split("\rMSA\\|AA\\|", -1).length - 1), heard.toString());
    }

    private static Heard unended(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(
                world.slowMllpPort(), socket -> socket.getOutputStream().write(half()), text -> false));
    }

    private static Heard drip(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(
                world.slowMllpPort(),
                socket -> {
                    for (byte b : half()) {
                        socket.getOutputStream().write(b);
                        Thread.sleep(100);
                    }
                },
                text -> false));
    }

    private static Heard noiseThatDrips(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(
                world.slowMllpPort(),
                socket -> {
                    for (int n = 0; n < 60; n++) {
                        socket.getOutputStream().write('x');
                        Thread.sleep(100);
                    }
                },
                text -> false));
    }

    private static Heard silent(HostileWorld world) throws IOException {
        return Mllp.heard(Wire.say(world.slowMllpPort(), socket -> {}, text -> false));
    }

    private static Heard manyUnended(HostileWorld world) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        StringBuilder heard = new StringBuilder();
        try {
            for (int n = 0; n < 100; n++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.slowMllpPort());
                sockets.add(socket);
                socket.setSoTimeout(Wire.PATIENCE_MILLIS);
                socket.getOutputStream().write(half());
            }
            for (Socket socket : sockets) {
                heard.append(new String(socket.getInputStream().readAllBytes(), UTF_8));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        return new Heard("AR x " + (heard.toString().split("\rMSA\\|AR\\|", -1).length - 1), heard.toString());
    }
}
