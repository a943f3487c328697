package uk.portage.gateway.proofs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.LedgerFile;
import uk.portage.gateway.proofs.RunningGateway;

/** Business acknowledgements by AMQP over TLS: two councils side by side, with two clients that nobody here wrote. */
class AmqpReplyTest {

    private static final String COMPLETED = "{\"status\": \"completed\"}";
    private static final long PATIENCE_MILLISECONDS = 20_000;
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    private static Path folder;

    private static Path data;
    private static int port;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        data = folder.resolve("data");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (DataDirectory directory = DataDirectory.open(data, true)) {
            keys();
            Files.writeString(
                    directory.configuration(),
                    Files.readString(directory.configuration())
                                    .replace("    ROUTE: 9D1\n", "    ROUTE: 9D1\n    SOUTH: 9D2\n")
                            + """

                            amqp:
                              port: %d
                              destinations: [9D1, 9D2]
                              tls: {key-store: server.p12, password-file: server.password}
                            """.formatted(port));
        }
        gateway = RunningGateway.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void each_council_answers_its_own_transfers_and_no_others_and_each_answer_counts_once() throws Exception {
        long acknowledged = count("ACKNOWLEDGED");
        long rejected = count("REJECTED");
        push("ROUTE", 0, 4);
        push("SOUTH", 10, 1);
        try (Connection north = connect("9D1");
                Connection south = connect("9D2")) {
            Session session = north.createSession(Session.CLIENT_ACKNOWLEDGE);
            List<Message> mine = receive(session, "9D1", 4);
            Message theirs = receive(south.createSession(Session.CLIENT_ACKNOWLEDGE), "9D2", 1)
                    .get(0);
            assertThat(mine)
                    .allSatisfy(message ->
                            assertThat(message.getJMSReplyTo().toString()).isEqualTo("reply.9D1"));
            assertThat(theirs.getJMSReplyTo().toString()).isEqualTo("reply.9D2");

            Message first = mine.get(0);
            reply(session, first.getJMSReplyTo(), first.getJMSCorrelationID(), COMPLETED);
            assertThat(status("9D1", first)).isEqualTo("completed");
            reply(session, first.getJMSReplyTo(), first.getJMSCorrelationID(), COMPLETED);
            assertRefused(session, first, "{\"status\": \"rejected\", \"reason\": \"30002\"}", "INVALID_TRANSITION");

            // As a client of JMS may answer: by the message's id, in bytes.
            Message second = mine.get(1);
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes("{\"status\": \"rejected\", \"reason\": \"30002\"}".getBytes(UTF_8));
            bytes.setJMSCorrelationID(second.getJMSMessageID());
            session.createProducer(second.getJMSReplyTo()).send(bytes);
            assertThat(status("9D1", second)).isEqualTo("rejected");

            // The neighbour's answers as one that never was, by whichever address.
            Message third = mine.get(2);
            String foreign = refusal(session, third.getJMSReplyTo(), theirs.getJMSCorrelationID(), COMPLETED);
            assertThat(foreign)
                    .contains("NOT_FOUND")
                    .isEqualTo(
                            refusal(session, third.getJMSReplyTo(), "00000000-0000-8000-8000-000000000000", COMPLETED));
            assertThat(refusal(session, third.getJMSReplyTo(), "", COMPLETED)).isEqualTo(foreign);
            assertThatThrownBy(() -> reply(session, theirs.getJMSReplyTo(), theirs.getJMSCorrelationID(), COMPLETED))
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> {
                        try (var anyone = session.createProducer(null)) {
                            Message message = session.createTextMessage(COMPLETED);
                            message.setJMSCorrelationID(theirs.getJMSCorrelationID());
                            anyone.send(theirs.getJMSReplyTo(), message);
                        }
                    })
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> session.createConsumer(third.getJMSReplyTo()))
                    .isInstanceOf(JMSException.class);
            assertThat(status("9D2", theirs)).isEqualTo("requested");

            for (String malformed : List.of("", "completed", "{}", "[]", "{\"status\": \"done\"}", "{\"status\": 1}")) {
                assertRefused(session, third, malformed, "INVALID_VALUE");
            }
            assertRefused(session, third, "{\"status\": \"" + "x".repeat(30_000) + "\"}", "OVERSIZED");
            try (Session transacted = north.createSession(Session.SESSION_TRANSACTED)) {
                assertThatThrownBy(() -> {
                            reply(transacted, third.getJMSReplyTo(), third.getJMSCorrelationID(), COMPLETED);
                            transacted.commit();
                        })
                        .isInstanceOf(JMSException.class);
            }
            assertThat(status("9D1", third)).isEqualTo("requested");

            // What has been refused stops nothing.
            reply(session, third.getJMSReplyTo(), third.getJMSCorrelationID(), COMPLETED);
            third.acknowledge();
            assertThat(count("ACKNOWLEDGED")).isEqualTo(acknowledged + 2);
            assertThat(count("REJECTED")).isEqualTo(rejected + 1);
        }
    }

    @Test
    void a_client_that_nobody_here_wrote_answers_over_tls() throws Exception {
        assumeTrue(runs("npm", "--version"), "npm is not here, so rhea cannot be fetched");
        Path client = Files.createDirectory(folder.resolve("client"));
        for (String file : List.of("package.json", "package-lock.json", "reply.js")) {
            Files.copy(Path.of("..", "pipeline", "src", "test", "amqp-client", file), client.resolve(file));
        }
        run(client, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        long acknowledged = count("ACKNOWLEDGED");
        long rejected = count("REJECTED");
        push("ROUTE", 20, 3);
        String printed = run(
                client,
                "node",
                "reply.js",
                Integer.toString(port),
                "9D1",
                gateway.token("9D1", "destination"),
                "mailbox.9D1",
                data.resolve("server.pem").toString(),
                COMPLETED,
                "{\"status\": \"rejected\", \"reason\": \"30003\"}",
                "{\"status\": \"perhaps\"}");
        assertThat(printed.lines().filter(line -> line.contains("\"outcome\""))).hasSize(3);
        assertThat(printed.lines().filter(line -> line.contains("\"accepted\"")))
                .hasSize(2);
        assertThat(printed).contains("\"rejected\",\"description\":\"INVALID_VALUE");
        assertThat(count("ACKNOWLEDGED")).isEqualTo(acknowledged + 1);
        assertThat(count("REJECTED")).isEqualTo(rejected + 1);
    }

    @Tag("slow")
    @Test
    void a_reply_whose_acceptance_was_lost_in_a_kill_is_sent_again_and_counts_once() throws Exception {
        long acknowledged = count("ACKNOWLEDGED");
        push("ROUTE", 30, 1);
        gateway.close();
        gateway = RunningGateway.start(data, List.of("-Dportage.failpoint=AFTER_ANSWER_BEFORE_REPLY"), List.of());
        String transfer;
        try (Connection connection = connect("9D1")) {
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            Message message = receive(session, "9D1", 1).get(0);
            transfer = message.getJMSCorrelationID();
            assertThatThrownBy(() -> reply(session, message.getJMSReplyTo(), transfer, COMPLETED))
                    .as("it was kept, but nobody heard so")
                    .isInstanceOf(JMSException.class);
        } catch (JMSException brokenOff) {
            throw new IllegalStateException("before the reply", brokenOff);
        }
        await().until(() -> !gateway.isAlive());
        gateway = RunningGateway.start(data);
        assertThat(count("ACKNOWLEDGED")).isEqualTo(acknowledged + 1);
        try (Connection connection = connect("9D1")) {
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            reply(session, session.createQueue("reply.9D1"), transfer, COMPLETED);
        }
        assertThat(count("ACKNOWLEDGED")).isEqualTo(acknowledged + 1);
    }

    private static long count(String kind) throws Exception {
        return LedgerFile.count(data, "\"kind\":\"" + kind + "\"");
    }

    private void push(String receiver, int first, int count) throws IOException {
        try (MllpPush connection = new MllpPush(gateway.mllpPort())) {
            for (int n = first; n < first + count; n++) {
                String message = new String(SyntheticAdmission.message("AR" + n, 30 + n, n), UTF_8);
                byte[] sent = message.replace("|PORTAGE|ROUTE|", "|PORTAGE|" + receiver + "|")
                        .getBytes(UTF_8);
                assertThat(MllpPush.code(connection.push(sent))).isEqualTo("AA");
            }
        }
    }

    private Connection connect(String destination) throws JMSException {
        Connection connection = new JmsConnectionFactory(
                        destination,
                        gateway.token(destination, "destination"),
                        "amqps://127.0.0.1:" + port + "?transport.trustStoreLocation=" + data.resolve("trust.p12")
                                + "&transport.trustStorePassword=" + PASSWORD)
                .createConnection();
        connection.start();
        return connection;
    }

    private static List<Message> receive(Session session, String destination, int count) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("mailbox." + destination));
        List<Message> messages = new ArrayList<>();
        while (messages.size() < count) {
            Message message = consumer.receive(PATIENCE_MILLISECONDS);
            assertThat(message).as("after " + messages.size()).isNotNull();
            messages.add(message);
        }
        return messages;
    }

    private static void reply(Session session, Destination address, String correlation, String body)
            throws JMSException {
        try (var producer = session.createProducer(address)) {
            Message message = session.createTextMessage(body);
            if (!correlation.isEmpty()) {
                message.setJMSCorrelationID(correlation);
            }
            producer.send(message);
        }
    }

    private static String refusal(Session session, Destination address, String correlation, String body) {
        try {
            reply(session, address, correlation, body);
            return "accepted";
        } catch (JMSException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertRefused(Session session, Message answered, String body, String code) throws JMSException {
        assertThat(refusal(session, answered.getJMSReplyTo(), answered.getJMSCorrelationID(), body))
                .contains(code);
    }

    private String status(String destination, Message message) throws Exception {
        String task = gateway.get(
                        "/fhir/Task/" + message.getJMSCorrelationID(),
                        gateway.token(destination, "destination"),
                        "application/fhir+json")
                .body();
        return Stream.of("requested", "received", "completed", "rejected")
                .filter(status -> task.contains("\"status\":\"" + status + "\""))
                .findFirst()
                .orElse(task);
    }

    private static void keys() throws IOException, InterruptedException {
        Files.writeString(data.resolve("server.password"), PASSWORD + "\n");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> store =
                List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", "server", "-noprompt", "-keystore");
        run(
                data,
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=ip:127.0.0.1",
                store,
                "server.p12");
        run(data, keytool, "-exportcert", "-rfc", "-file", "server.pem", store, "server.p12");
        run(data, keytool, "-importcert", "-file", "server.pem", store, "trust.p12");
    }

    private static void run(Path directory, Object... words) throws IOException, InterruptedException {
        run(
                directory,
                Stream.of(words)
                        .flatMap(word -> word instanceof List<?> several ? several.stream() : Stream.of(word))
                        .map(Object::toString)
                        .toArray(String[]::new));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
