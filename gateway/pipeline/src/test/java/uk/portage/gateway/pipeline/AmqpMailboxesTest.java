package uk.portage.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.portage.gateway.pipeline.TestRoad.COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.OTHER_COUNCIL;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.amqp.AmqpConfiguration;
import uk.portage.gateway.pipeline.amqp.AmqpMailboxes;
import uk.portage.gateway.pipeline.amqp.Replies;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** Mailboxes over AMQP, collected from with Qpid JMS over real sockets. */
class AmqpMailboxesTest {

    private static final long PATIENCE_MILLISECONDS = 20_000;

    private static final Replies NOBODY_ANSWERS =
            (destination, correlation, body) -> CompletableFuture.completedFuture(Optional.of(FailureCode.NOT_FOUND));

    @TempDir
    private Path folder;

    @Test
    void a_transfer_that_is_settled_is_collected_and_two_destinations_never_see_each_others() throws Exception {
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = start(road)) {
            road.accepted(document("m1|p1|COUNCIL|1"));
            road.accepted(document("m2|p2|OTHER|2"));
            MailboxItem mine = road.mailbox(COUNCIL, 1).get(0);
            road.mailbox(OTHER_COUNCIL, 1);
            try (Connection connection = connect(amqp, COUNCIL)) {
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                Message message = receive(session, COUNCIL);

                assertThat(message.getStringProperty("transfer"))
                        .isEqualTo(mine.transfer().toString());
                assertThat(message.getJMSCorrelationID())
                        .isEqualTo(mine.transfer().toString());
                assertThat(message.getJMSMessageID()).isEqualTo("ID:" + mine.transfer());
                assertThat(message.getJMSReplyTo().toString()).isEqualTo(AmqpMailboxes.replyAddress(COUNCIL));
                assertThat(message.getStringProperty("sender")).isEqualTo("RZZ");
                assertThat(message.getStringProperty("receipt"))
                        .isEqualTo(receipt(mine.transfer()).toString());
                assertThat(text(message)).isEqualTo(road.bundle(mine));
                assertThat(road.mailbox(COUNCIL).get(0).status()).isEqualTo(TaskStatus.REQUESTED);

                message.acknowledge();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> road.mailbox(COUNCIL).get(0).status() == TaskStatus.RECEIVED);
                assertThat(road.store.ledger().entriesAfter(0, 100)).anySatisfy(entry -> {
                    assertThat(entry.content().kind()).isEqualTo(EntryKind.COLLECTED);
                    assertThat(entry.content().transfer()).contains(mine.transfer());
                });
                assertThat(road.mailbox(OTHER_COUNCIL).get(0).status()).isEqualTo(TaskStatus.REQUESTED);
                assertThatThrownBy(() -> receive(session, OTHER_COUNCIL))
                        .isInstanceOf(InvalidDestinationException.class);
                assertThatThrownBy(() -> browse(session, OTHER_COUNCIL)).isInstanceOf(JMSException.class);
                assertThatThrownBy(() -> session.createProducer(session.createQueue(AmqpMailboxes.address(COUNCIL)))
                                .send(session.createTextMessage("x")))
                        .isInstanceOf(JMSException.class);
            }
        }
    }

    @Test
    void nobody_gets_in_by_another_name_or_secret() throws IOException {
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = start(road)) {
            for (List<String> credentials : List.of(
                    List.of("9D1", "secret-9D2"),
                    List.of("9D9", "secret-9D9"),
                    List.of("portage-filler", "secret-portage-filler"),
                    List.of("9D1", ""))) {
                assertThatThrownBy(() -> new JmsConnectionFactory(
                                        credentials.get(0), credentials.get(1), "amqp://127.0.0.1:" + amqp.port())
                                .createConnection()
                                .start())
                        .as(credentials.get(0))
                        .isInstanceOf(JMSException.class);
            }
        }
    }

    @Test
    void who_is_no_longer_let_in_is_put_out_though_it_consumes_already() throws Exception {
        AtomicBoolean suspended = new AtomicBoolean();
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = AmqpMailboxes.start(
                        new AmqpConfiguration("127.0.0.1", 0, Optional.empty(), Set.of(COUNCIL)),
                        road.store,
                        (destination, secret, certificate) -> !suspended.get(),
                        NOBODY_ANSWERS,
                        AmqpMailboxesTest::receipt);
                Connection connection = connect(amqp, COUNCIL)) {
            AtomicReference<Exception> ended = new AtomicReference<>();
            connection.setExceptionListener(ended::set);
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(AmqpMailboxes.address(COUNCIL)));
            road.accepted(document("m1|p1|COUNCIL|1"));
            assertThat(consumer.receive(20_000)).isNotNull();

            suspended.set(true);

            await().atMost(Duration.ofSeconds(20)).until(() -> ended.get() != null);
            road.accepted(document("m2|p2|COUNCIL|2"));
            assertThatThrownBy(() -> connect(amqp, COUNCIL)).isInstanceOf(JMSException.class);
            assertThat(road.mailbox(COUNCIL, 2)).extracting(MailboxItem::status).containsOnly(TaskStatus.REQUESTED);
        }
    }

    @Test
    void what_was_given_out_and_not_settled_is_given_out_again_by_whatever_comes_next() throws Exception {
        try (TestRoad road = new TestRoad(folder)) {
            road.accepted(document("m1|p1|COUNCIL|1"));
            MailboxItem waiting = road.mailbox(COUNCIL, 1).get(0);
            try (AmqpMailboxes amqp = start(road)) {
                try (Connection connection = connect(amqp, COUNCIL)) {
                    receive(connection.createSession(Session.CLIENT_ACKNOWLEDGE), COUNCIL);
                }
                try (Connection connection = connect(amqp, COUNCIL)) {
                    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                    assertThat(browse(session, COUNCIL))
                            .containsExactly(waiting.transfer().toString());
                    assertThat(receive(session, COUNCIL).getStringProperty("transfer"))
                            .isEqualTo(waiting.transfer().toString());
                }
            }
            // The broker kept nothing; the store did.
            try (AmqpMailboxes again = start(road);
                    Connection connection = connect(again, COUNCIL)) {
                Message message = receive(connection.createSession(Session.CLIENT_ACKNOWLEDGE), COUNCIL);
                assertThat(message.getStringProperty("transfer"))
                        .isEqualTo(waiting.transfer().toString());
                message.acknowledge();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> road.mailbox(COUNCIL).get(0).status() == TaskStatus.RECEIVED);
            }
            try (AmqpMailboxes once = start(road);
                    Connection connection = connect(once, COUNCIL)) {
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                try (MessageConsumer consumer =
                        session.createConsumer(session.createQueue(AmqpMailboxes.address(COUNCIL)))) {
                    assertThat(consumer.receive(2_500)).as("collected once").isNull();
                }
            }
        }
    }

    @Test
    void what_no_longer_waits_is_taken_back_before_anybody_consumes_it() throws Exception {
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = start(road);
                Connection connection = connect(amqp, COUNCIL)) {
            road.accepted(document("m1|p1|COUNCIL|1"));
            MailboxItem waiting = road.mailbox(COUNCIL, 1).get(0);
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !browse(session, COUNCIL).isEmpty());

            road.store
                    .write(transaction -> {
                        transaction.moveTo(waiting.transfer(), TaskStatus.CANCELLED, Optional.empty());
                        return true;
                    })
                    .join();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> browse(session, COUNCIL).isEmpty());
            try (MessageConsumer consumer =
                    session.createConsumer(session.createQueue(AmqpMailboxes.address(COUNCIL)))) {
                assertThat(consumer.receive(1_500)).isNull();
            }
            assertThat(road.mailbox(COUNCIL).get(0).status()).isEqualTo(TaskStatus.CANCELLED);
        }
    }

    @Test
    void a_thousand_waiting_transfers_are_each_given_out_once_in_the_order_of_their_offer() throws Exception {
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = start(road)) {
            for (int i = 0; i < 1_000; i++) {
                road.push(document("n" + i + "|p" + i % 7 + "|COUNCIL|" + i));
            }
            List<String> offered = road.mailbox(COUNCIL, 1_000).stream()
                    .map(item -> item.transfer().toString())
                    .toList();
            List<String> given = new ArrayList<>();
            try (Connection connection = connect(amqp, COUNCIL)) {
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                try (MessageConsumer consumer =
                        session.createConsumer(session.createQueue(AmqpMailboxes.address(COUNCIL)))) {
                    while (given.size() < offered.size()) {
                        Message message = consumer.receive(PATIENCE_MILLISECONDS);
                        assertThat(message).as("after " + given.size()).isNotNull();
                        given.add(message.getStringProperty("transfer"));
                    }
                    assertThat(consumer.receive(500)).isNull();
                }
            }
            assertThat(given).isEqualTo(offered);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> road.store.mailboxCount(COUNCIL, Set.of(TaskStatus.RECEIVED)) == 1_000);
        }
    }

    @Test
    void a_client_that_nobody_here_wrote_collects_over_tls() throws Exception {
        assumeTrue(runs("npm", "--version"), "npm is not here, so rhea cannot be fetched");
        Path password = Files.writeString(folder.resolve("password"), "only-for-this-test\n");
        Path keys = folder.resolve("server.p12");
        Path certificate = folder.resolve("server.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        run(
                folder,
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass:file",
                password.toString());
        run(
                folder,
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                keys.toString(),
                "-storepass:file",
                password.toString(),
                "-file",
                certificate.toString());
        Path client = Files.createDirectory(folder.resolve("client"));
        for (String file : List.of("package.json", "package-lock.json", "collect.js")) {
            Files.copy(Path.of("src", "test", "amqp-client", file), client.resolve(file));
        }
        run(client, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = AmqpMailboxes.start(
                        new AmqpConfiguration(
                                "127.0.0.1",
                                0,
                                Optional.of(new TlsConfiguration(keys, password, Optional.empty())),
                                Set.of(COUNCIL)),
                        road.store,
                        (destination, secret, presented) -> secret.equals("secret-" + destination.value()),
                        NOBODY_ANSWERS,
                        AmqpMailboxesTest::receipt)) {
            road.accepted(document("m1|p1|COUNCIL|1"));
            road.accepted(document("m2|p2|COUNCIL|2"));
            List<MailboxItem> waiting = road.mailbox(COUNCIL, 2);

            String printed = run(
                    client,
                    "node",
                    "collect.js",
                    Integer.toString(amqp.port()),
                    "9D1",
                    "secret-9D1",
                    AmqpMailboxes.address(COUNCIL),
                    "2",
                    certificate.toString());

            assertThat(printed).contains("\"resource\":\"Bundle\"", "\"contentType\":\"application/fhir+json\"");
            assertThat(waiting)
                    .allSatisfy(item -> assertThat(printed)
                            .contains(
                                    "\"transfer\":\"" + item.transfer() + "\"",
                                    "\"correlation\":\"" + item.transfer()));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> road.store.mailboxCount(COUNCIL, Set.of(TaskStatus.RECEIVED)) == 2);
        }
    }

    @Test
    void a_reply_is_accepted_once_it_has_been_taken_and_not_before() throws Exception {
        List<CompletableFuture<Optional<FailureCode>>> taking = new CopyOnWriteArrayList<>();
        Replies slow = (destination, correlation, body) -> {
            CompletableFuture<Optional<FailureCode>> one = new CompletableFuture<>();
            taking.add(one);
            return one;
        };
        try (TestRoad road = new TestRoad(folder);
                AmqpMailboxes amqp = start(road, slow);
                Connection connection = connect(amqp, COUNCIL)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> reply(connection, "{}"));
            await().until(() -> taking.size() == 1);
            Thread.sleep(500);
            assertThat(sent).isNotDone();
            taking.get(0).complete(Optional.empty());
            sent.get(10, TimeUnit.SECONDS);

            // A store that does not answer holds up one reply, not each.
            assertThatThrownBy(() -> reply(connection, "{}")).hasMessageContaining("STORE_UNAVAILABLE");
            long begun = System.nanoTime();
            assertThatThrownBy(() -> reply(connection, "{}")).hasMessageContaining("STORE_UNAVAILABLE");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(taking).hasSize(2);
            taking.get(1).complete(Optional.empty());
            CompletableFuture<Void> again = CompletableFuture.runAsync(() -> reply(connection, "{}"));
            await().until(() -> taking.size() == 3);
            taking.get(2).complete(Optional.of(FailureCode.NOT_FOUND));
            assertThatThrownBy(() -> again.get(10, TimeUnit.SECONDS)).hasMessageContaining("NOT_FOUND");
        }
    }

    private static void reply(Connection connection, String body) {
        try (Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue(AmqpMailboxes.replyAddress(COUNCIL)))
                    .send(session.createTextMessage(body));
        } catch (JMSException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
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
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static AmqpMailboxes start(TestRoad road) throws IOException {
        return start(road, NOBODY_ANSWERS);
    }

    private static AmqpMailboxes start(TestRoad road, Replies replies) throws IOException {
        return AmqpMailboxes.start(
                new AmqpConfiguration("127.0.0.1", 0, Optional.empty(), Set.of(COUNCIL, OTHER_COUNCIL)),
                road.store,
                (destination, secret, presented) -> secret.equals("secret-" + destination.value()),
                replies,
                AmqpMailboxesTest::receipt);
    }

    private static URI receipt(TransferId transfer) {
        return URI.create("https://portage.example/fhir/Task/" + transfer + "/$receipt");
    }

    private static Connection connect(AmqpMailboxes amqp, OdsCode destination) throws JMSException {
        Connection connection = new JmsConnectionFactory(
                        destination.value(), "secret-" + destination.value(), "amqp://127.0.0.1:" + amqp.port())
                .createConnection();
        connection.start();
        return connection;
    }

    private static Message receive(Session session, OdsCode destination) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue(AmqpMailboxes.address(destination)));
        Message message = consumer.receive(PATIENCE_MILLISECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    private static List<String> browse(Session session, OdsCode destination) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(session.createQueue(AmqpMailboxes.address(destination)))) {
            List<String> transfers = new ArrayList<>();
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                transfers.add(((Message) messages.nextElement()).getStringProperty("transfer"));
            }
            return transfers;
        }
    }

    private static String text(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] body = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(body);
        return new String(body, StandardCharsets.UTF_8);
    }

    private static SourceDocument document(String text) {
        return SourceDocument.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
