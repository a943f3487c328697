package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** What a council, or nobody, could say by AMQP 1.0. */
final class AmqpCases {

    private static final String SASL = "AMQP\u0003\u0001\u0000\u0000";
    private static final String PLAIN = "AMQP\u0000\u0001\u0000\u0000";
    private static final Pattern CODE = Pattern.compile("\\b[A-Z]+(_[A-Z]+)*(?=: )");
    private static final String NOBODYS = "00000000-0000-8000-8000-000000000000";

    private AmqpCases() {}

    /** Before anybody has said who it is. */
    static Stream<HostileCase> logins() {
        return Stream.of(
                HostileCase.of(Face.AMQP_LOGIN, "http-request", "closed", 0, AmqpCases::http),
                raw("mllp-frame", ("\u000BMSH|^~\\&|" + HostileWorld.SURNAME + "\u001C\r").getBytes(UTF_8)),
                raw("tls-client-hello", new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3}),
                raw("another-version", "AMQP\u0000\u0009\u0009\u0009".getBytes(UTF_8)),
                raw("another-protocol-id", "AMQP\u0007\u0001\u0000\u0000".getBytes(UTF_8)),
                raw("openwire", "\u0000\u0000\u0000\u00F0\u0001ActiveMQ\u0000".getBytes(UTF_8)),
                raw("stomp", "CONNECT\nlogin:9D1\n\n\u0000".getBytes(UTF_8)),
                raw("mqtt", new byte[] {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0}),
                raw("artemis-core", "ARTEMIS\u0000\u0000\u0000\u0010".getBytes(UTF_8)),
                raw("zeroes-of-a-megabyte", new byte[1024 * 1024]),
                raw("frame-of-two-gigabytes", join(SASL, frame(0x7FFF_FFFF, 1, new byte[0]))),
                raw("frame-of-a-negative-size", join(SASL, frame(-1, 1, new byte[0]))),
                raw("frame-of-no-size", join(SASL, frame(0, 1, new byte[0]))),
                raw("frame-of-four-bytes", join(SASL, frame(4, 1, new byte[0]))),
                raw("frame-whose-body-begins-beyond-its-end", join(SASL, new byte[] {0, 0, 0, 8, (byte) 0xFF, 1, 0, 0
                })),
                raw("open-by-nobody", join(PLAIN, open("nobody"))),
                raw("open-in-the-place-of-a-login", join(SASL, open("nobody"))),
                raw("login-as-anybody", join(SASL, init("ANONYMOUS", new byte[0]))),
                raw("login-by-a-certificate-that-there-is-not", join(SASL, init("EXTERNAL", new byte[0]))),
                raw("login-by-an-unknown-mechanism", join(SASL, init("X-" + HostileWorld.SURNAME, new byte[0]))),
                raw("login-with-nothing", join(SASL, init("PLAIN", new byte[0]))),
                raw("login-without-nulls", join(SASL, init("PLAIN", "9D1".getBytes(UTF_8)))),
                raw(
                        "login-with-a-wrong-secret",
                        join(SASL, init("PLAIN", ("\u00009D1\u0000" + HostileWorld.SURNAME).getBytes(UTF_8)))),
                raw("login-as-the-filler", join(SASL, init("PLAIN", "\u0000portage-filler\u0000x".getBytes(UTF_8)))),
                raw("login-of-a-hundred-kilobytes", join(SASL, init("PLAIN", new byte[100_000]))),
                raw("logins-without-end", join(SASL, manyLogins())),
                raw("open-after-a-wrong-login", opening()),
                raw("a-beginning-in-two-halves", SASL.substring(0, 5).getBytes(UTF_8)),
                raw("lists-within-lists", join(SASL, frame(1, deep()))),
                raw("list-of-four-billion", join(SASL, frame(1, new byte[] {
                    0, 0x53, 0x41, (byte) 0xD0, 0, 0, 0, 9, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x40
                }))),
                raw("symbol-of-four-billion", join(SASL, frame(1, new byte[] {
                    0,
                    0x53,
                    0x41,
                    (byte) 0xC0,
                    9,
                    1,
                    (byte) 0xB3,
                    (byte) 0xFF,
                    (byte) 0xFF,
                    (byte) 0xFF,
                    (byte) 0xFF,
                    0x41
                }))));
    }

    /** By a council that may answer, and answers what nobody asked. */
    static Stream<HostileCase> messages() {
        return Stream.of(
                sent("object", "UNREADABLE", session -> session.createObjectMessage(new java.util.Date(0))),
                sent("map", "UNREADABLE", session -> {
                    var map = session.createMapMessage();
                    map.setString("status", HostileWorld.SURNAME);
                    return map;
                }),
                sent("stream", "UNREADABLE", session -> {
                    var stream = session.createStreamMessage();
                    stream.writeString("x");
                    return stream;
                }),
                sent("nothing", "UNREADABLE | INVALID_VALUE", Session::createMessage),
                sent(
                        "properties-of-the-broker",
                        "NOT_FOUND",
                        session -> with(
                                session,
                                "_AMQ_VALIDATED_USER",
                                "_AMQ_GROUP_ID",
                                "_AMQ_DUPL_ID",
                                "_AMQ_LVQ_NAME",
                                "_AMQ_SCHED_DELIVERY",
                                "_AMQ_ROUTE_TO",
                                "_AMQ_ORIG_ADDRESS")),
                sent(
                        "properties-of-camel",
                        "NOT_FOUND",
                        session -> with(
                                session,
                                "CamelHttpUri",
                                "camelbeanmethodname",
                                "CamelBeanMethodName",
                                "CamelExecCommandExecutable",
                                "CamelJmsDestinationName")),
                sent("group-of-a-client", "NOT_FOUND", session -> with(session, "JMSXGroupID")),
                sent("property-of-a-megabyte", "OVERSIZED", session -> {
                    Message message = completed(session);
                    message.setStringProperty("x", "y".repeat(1024 * 1024));
                    return message;
                }),
                sent("ten-thousand-properties", "OVERSIZED", session -> {
                    Message message = completed(session);
                    for (int n = 0; n < 10_000; n++) {
                        message.setIntProperty("p" + n, n);
                    }
                    return message;
                }),
                sent(
                        "body-of-twenty-megabytes",
                        "OVERSIZED",
                        session -> session.createTextMessage("x".repeat(20 * 1024 * 1024))),
                sent(
                        "lists-within-lists-of-json",
                        "INVALID_VALUE | UNREADABLE",
                        session -> session.createTextMessage("[".repeat(15_000))),
                sent(
                        "number-with-a-vast-exponent",
                        "INVALID_VALUE | UNREADABLE",
                        session -> session.createTextMessage("{\"status\":1e999999999}")),
                sent(
                        "key-twice",
                        "INVALID_VALUE | UNREADABLE | NOT_FOUND",
                        session -> session.createTextMessage("{\"status\":\"completed\",\"status\":\"rejected\"}")),
                sent("correlation-of-a-name", "NOT_FOUND", session -> {
                    Message message = session.createTextMessage("{\"status\":\"completed\"}");
                    message.setJMSCorrelationID(HostileWorld.SURNAME + HostileWorld.NHS_NUMBER);
                    return message;
                }),
                sent("reason-of-a-name", "INVALID_VALUE | NOT_FOUND", session -> {
                    Message message = session.createTextMessage(
                            "{\"status\":\"rejected\",\"reason\":\"" + HostileWorld.SURNAME + "\"}");
                    message.setJMSCorrelationID(NOBODYS);
                    return message;
                }),
                selected("selector-that-is-none", "refused", "'" + HostileWorld.SURNAME),
                selected("selector-of-a-hundred-kilobytes", "refused | taken", "x=1" + " OR x=1".repeat(15_000)),
                selected("selector-of-depth", "refused | taken", "(".repeat(5_000) + "x=1" + ")".repeat(5_000)),
                selected("selector-of-a-pattern", "refused | taken", "x LIKE '" + "%a".repeat(2_000) + "'"),
                HostileCase.of(Face.AMQP, "a-hundred-sessions", "100", 0, AmqpCases::sessions));
    }

    /** Three hundred at once, and what a council hears beside them. */
    static Stream<HostileCase> crowds() {
        return Stream.of(
                HostileCase.of(
                        Face.AMQP_CROWD,
                        "three-hundred-who-never-log-in",
                        "a council logs in, 300 closed",
                        0,
                        world -> crowd(world, SASL.getBytes(ISO_8859_1))),
                HostileCase.of(
                        Face.AMQP_CROWD,
                        "three-hundred-who-log-in-wrongly",
                        "a council logs in, 300 closed",
                        0,
                        world -> crowd(world, opening())),
                HostileCase.of(
                        Face.AMQP_CROWD,
                        "three-hundred-who-say-nothing",
                        "a council logs in, 300 closed",
                        0,
                        world -> crowd(world, new byte[0])));
    }

    private interface Making {

        Message by(Session session) throws JMSException;
    }

    /** The broker would leave this one open for a minute, so the caller goes by itself. */
    private static Heard http(HostileWorld world) throws IOException {
        Wire.Bytes heard = Wire.say(
                world.amqpPort(),
                socket -> {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
                    socket.shutdownOutput();
                },
                text -> false);
        return new Heard(heard.ended() ? "closed" : "silence", heard.text());
    }

    private static HostileCase raw(String name, byte[] bytes) {
        return HostileCase.of(Face.AMQP_LOGIN, name, "closed", 0, world -> {
            Wire.Bytes heard = Wire.say(
                    world.amqpPort(), socket -> socket.getOutputStream().write(bytes), text -> false);
            return new Heard(heard.ended() ? "closed" : "silence", heard.text());
        });
    }

    private static HostileCase sent(String name, String answers, Making making) {
        return HostileCase.of(Face.AMQP, "message-" + name, answers, 0, world -> {
            try (Connection connection = connect(world)) {
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue("reply.9D1"));
                producer.send(making.by(session));
                return new Heard("accepted", "");
            } catch (JMSException refused) {
                return refusal(refused);
            }
        });
    }

    private static HostileCase selected(String name, String answers, String selector) {
        return HostileCase.of(Face.AMQP, name, answers, 0, world -> {
            try (Connection connection = connect(world)) {
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                session.createConsumer(session.createQueue("mailbox.9D1"), selector)
                        .close();
                return new Heard("taken", "");
            } catch (JMSException refused) {
                return new Heard("refused", "");
            }
        });
    }

    private static Heard sessions(HostileWorld world) throws JMSException {
        try (Connection connection = connect(world)) {
            List<Session> sessions = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                session.createProducer(session.createQueue("reply.9D1"));
                sessions.add(session);
            }
            return new Heard(Integer.toString(sessions.size()), "");
        }
    }

    /** What a council hears while many say the same and then nothing; and what becomes of those. */
    private static Heard crowd(HostileWorld world, byte[] beginning) throws IOException, JMSException {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int n = 0; n < 300; n++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.amqpPort());
                crowd.add(socket);
                socket.setSoTimeout(Wire.PATIENCE_MILLIS);
                socket.getOutputStream().write(beginning);
            }
            long begun = System.nanoTime();
            connect(world).close();
            assertThat((System.nanoTime() - begun) / 1_000_000)
                    .as("milliseconds until the council was in")
                    .isLessThan(Promise.LONGEST_ANSWER_MILLIS);
            int closed = 0;
            for (Socket socket : crowd) {
                closed += isClosed(socket) ? 1 : 0;
            }
            return new Heard("a council logs in, " + closed + " closed", "");
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Connection connect(HostileWorld world) throws JMSException {
        Connection connection = new JmsConnectionFactory(
                        "9D1",
                        world.token("9D1", "destination"),
                        "amqp://127.0.0.1:" + world.amqpPort() + "?jms.requestTimeout=5000&jms.sendTimeout=5000")
                .createConnection();
        connection.start();
        return connection;
    }

    private static Message completed(Session session) throws JMSException {
        Message message = session.createTextMessage("{\"status\":\"completed\"}");
        message.setJMSCorrelationID(NOBODYS);
        return message;
    }

    private static Message with(Session session, String... properties) throws JMSException {
        Message message = completed(session);
        for (String property : properties) {
            message.setStringProperty(property, "9D2");
        }
        return message;
    }

    private static Heard refusal(JMSException refused) {
        String text = String.valueOf(refused.getMessage());
        Matcher code = CODE.matcher(text);
        return new Heard(code.find() ? code.group() : text, text);
    }

    private static byte[] join(String header, byte[] more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header.getBytes(ISO_8859_1));
        bytes.writeBytes(more);
        return bytes.toByteArray();
    }

    private static byte[] frame(int type, byte[] body) {
        return frame(8 + body.length, type, body);
    }

    private static byte[] frame(int size, int type, byte[] body) {
        return ByteBuffer.allocate(8 + body.length)
                .putInt(size)
                .put((byte) 2)
                .put((byte) type)
                .putShort((short) 0)
                .put(body)
                .array();
    }

    private static byte[] open(String container) {
        byte[] name = container.getBytes(UTF_8);
        return frame(
                0,
                ByteBuffer.allocate(8 + name.length)
                        .put(new byte[] {0, 0x53, 0x10, (byte) 0xC0, (byte) (3 + name.length), 1, (byte) 0xA1})
                        .put((byte) name.length)
                        .put(name)
                        .array());
    }

    private static byte[] init(String mechanism, byte[] response) {
        byte[] name = mechanism.getBytes(UTF_8);
        int size = 4 + 2 + name.length + 5 + response.length;
        return frame(
                1,
                ByteBuffer.allocate(3 + 5 + size)
                        .put(new byte[] {0, 0x53, 0x41, (byte) 0xD0})
                        .putInt(size)
                        .putInt(2)
                        .put((byte) 0xA3)
                        .put((byte) name.length)
                        .put(name)
                        .put((byte) 0xB0)
                        .putInt(response.length)
                        .put(response)
                        .array());
    }

    private static byte[] opening() {
        return join(
                new String(join(SASL, init("PLAIN", "\u00009D1\u0000x".getBytes(UTF_8))), ISO_8859_1) + PLAIN,
                open("nobody"));
    }

    private static byte[] manyLogins() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int n = 0; n < 1_000; n++) {
            all.writeBytes(init("PLAIN", "\u00009D1\u0000x".getBytes(UTF_8)));
        }
        return all.toByteArray();
    }

    /** A hundred lists, each of which has one more inside. */
    private static byte[] deep() {
        byte[] inner = {0x45};
        for (int n = 0; n < 5_000; n++) {
            inner = ByteBuffer.allocate(9 + inner.length)
                    .put((byte) 0xD0)
                    .putInt(4 + inner.length)
                    .putInt(1)
                    .put(inner)
                    .array();
        }
        byte[] list = ByteBuffer.allocate(3 + inner.length)
                .put(new byte[] {0, 0x53, 0x41})
                .put(inner)
                .array();
        return list;
    }
}
