package uk.portage.gateway.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.server.AuthorisationTable.Caller;
import uk.portage.gateway.app.server.AuthorisationTable.Whose;
import uk.portage.gateway.pipeline.receive.MllpClient;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** Every cell of the table of who may do what by AMQP and by MLLP, against the whole gateway on real ports. */
class WireAuthorisationTest {

    private static final String FILE = "authorisation-wires.txt";
    private static final int BEFORE_CALLERS = 3;
    private static final Pattern CONDITION = Pattern.compile("condition = ([a-z:-]+)");
    private static final Pattern CODE = Pattern.compile("\\b([A-Z]+(?:_[A-Z]+)+)(?=: )");
    private static final Pattern LINK = Pattern.compile("qpid-jms:\\S+");

    private static final Map<String, int[]> HELD_OF_CELLS = new TreeMap<>();

    @TempDir
    private static Path folder;

    private static AuthorisationWorld world;

    private final Map<String, String> seen = new HashMap<>();
    private final Map<Caller, Connection> connections = new EnumMap<>(Caller.class);
    private int number;

    private record Row(String operation, String address, Whose whose, Map<Caller, String> cells) {

        String protocol() {
            return operation.substring(0, operation.indexOf('.'));
        }
    }

    /** What was heard, and the text of it, in which another's must look like nobody's. */
    private record Heard(String word, String text) {}

    @BeforeAll
    static void start() throws IOException {
        world = new AuthorisationWorld(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        HELD_OF_CELLS.forEach((protocol, count) -> System.out.println(
                "authorisation by " + protocol + ": " + count[0] + " of " + count[1] + " cells hold"));
    }

    @TestFactory
    Stream<DynamicTest> every_cell_is_heard_as_the_table_says_and_anothers_as_one_that_there_is_not()
            throws IOException {
        List<Row> rows = rows();
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows) {
            row.cells()
                    .forEach((caller, expected) -> tests.add(DynamicTest.dynamicTest(
                            (caller.words() + " by " + row.operation() + " " + row.address() + " "
                                            + row.whose().words() + " hears " + expected)
                                    .replaceAll(" +", " "),
                            () -> cell(row, caller, expected))));
        }
        for (Row row : rows) {
            Optional<Row> unknown = rows.stream()
                    .filter(other -> row.whose() == Whose.ANOTHERS
                            && key(row, Whose.UNKNOWN).equals(key(other, other.whose())))
                    .findFirst();
            unknown.ifPresent(other -> row.cells()
                    .keySet()
                    .forEach(caller -> tests.add(DynamicTest.dynamicTest(
                            caller.words() + " cannot tell whether " + row.address() + " by " + row.operation()
                                    + " is another's or nobody's",
                            () -> assertThat(seen.get(key(row, Whose.ANOTHERS) + caller))
                                    .isNotNull()
                                    .isEqualTo(seen.get(key(row, Whose.UNKNOWN) + caller))))));
        }
        tests.add(DynamicTest.dynamicTest("everybody leaves", this::leave));
        return tests.stream();
    }

    private static String key(Row row, Whose whose) {
        return row.operation() + ' ' + row.address() + ' ' + whose;
    }

    private void cell(Row row, Caller caller, String expected) throws Exception {
        int[] count = HELD_OF_CELLS.computeIfAbsent(row.protocol(), protocol -> new int[2]);
        count[1]++;
        String address = world.filled(row.address(), row.whose(), caller);
        Heard heard = row.protocol().equals("amqp") ? amqp(row, caller, address) : mllp(row, caller, address);
        assertThat(heard.word()).as(heard.text()).isEqualTo(expected);
        seen.put(
                key(row, row.whose()) + caller,
                LINK.matcher(heard.text().replace(address, "OBJECT")).replaceAll("LINK"));
        count[0]++;
    }

    private Heard amqp(Row row, Caller caller, String address) {
        try {
            Connection connection =
                    row.operation().equals("amqp.LOG_IN") ? logInAs(address, row, caller) : connection(caller);
            try (Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
                amqp(row.operation(), session, address, caller);
                return new Heard("done", "");
            }
        } catch (JMSException refused) {
            return heard(refused);
        }
    }

    /** With its own secret and another's name. */
    private static Connection logInAs(String address, Row row, Caller caller) throws JMSException {
        assertThat(address).isEqualTo("as-another");
        String name = world.filled("{organisation}", row.whose(), caller);
        String secret = world.login(caller).map(Map.Entry::getValue).orElse("");
        try (Connection connection = factory(name, secret).createConnection()) {
            connection.start();
            return connection;
        }
    }

    private void amqp(String operation, Session session, String address, Caller caller) throws JMSException {
        switch (operation) {
            case "amqp.CONSUME" ->
                session.createConsumer(session.createQueue(address)).close();
            case "amqp.SUBSCRIBE" ->
                session.createConsumer(session.createTopic(address)).close();
            case "amqp.BROWSE" -> {
                try (var browser = session.createBrowser(session.createQueue(address))) {
                    browser.getEnumeration().hasMoreElements();
                }
            }
            case "amqp.SEND" -> {
                // A link is opened here; what an answer must say is another operation.
                session.createProducer(session.createQueue(address)).close();
            }
            case "amqp.ANSWER" -> answer(session, address, caller);
            case "amqp.MAKE_TEMPORARY" -> {
                Destination temporary =
                        address.equals("queue") ? session.createTemporaryQueue() : session.createTemporaryTopic();
                session.createProducer(temporary).close();
            }
            default -> throw new AssertionError(operation);
        }
    }

    private static void answer(Session session, String transfer, Caller caller) throws JMSException {
        String reply = world.filled("reply.{organisation}", Whose.OWN, caller);
        try (MessageProducer producer = session.createProducer(session.createQueue(reply))) {
            Message message = session.createTextMessage("{\"status\": \"completed\"}");
            message.setJMSCorrelationID(transfer);
            producer.send(message);
        }
    }

    private Connection connection(Caller caller) throws JMSException {
        Connection known = connections.get(caller);
        if (known != null) {
            return known;
        }
        Optional<Map.Entry<String, String>> login = world.login(caller);
        Connection connection = factory(
                        login.map(Map.Entry::getKey).orElse(""),
                        login.map(Map.Entry::getValue).orElse(""))
                .createConnection();
        try {
            connection.start();
        } catch (JMSException refused) {
            connection.close();
            throw refused;
        }
        connections.put(caller, connection);
        return connection;
    }

    private static JmsConnectionFactory factory(String name, String secret) {
        String address = "amqp://127.0.0.1:" + world.amqpPort();
        return name.isEmpty() ? new JmsConnectionFactory(address) : new JmsConnectionFactory(name, secret, address);
    }

    private void leave() throws JMSException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }

    private static Heard heard(JMSException refused) {
        String text = String.valueOf(refused.getMessage());
        String kind = refused.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        Matcher condition = CONDITION.matcher(text);
        Matcher code = CODE.matcher(text);
        if (text.contains("SASL") || text.contains("sasl") || text.contains("mechanism")) {
            return new Heard("no-login", text);
        }
        return new Heard(condition.find() ? (code.find() ? code.group(1) : condition.group(1)) : kind, text);
    }

    private Heard mllp(Row row, Caller caller, String address) throws IOException {
        String own = world.filled("{sender}", Whose.OWN, caller);
        String receiver = world.filled("{receiver}", Whose.OWN, caller);
        return switch (row.operation()) {
            case "mllp.MESSAGE" -> acknowledged(caller, message("A01", address, receiver, "V" + number));
            case "mllp.RECEIVER" -> acknowledged(caller, message("A01", own, address, "W" + number));
            case "mllp.CANCEL" -> cancelled(row, caller, own, receiver, address);
            default -> throw new AssertionError(row.operation());
        };
    }

    /** Admits somebody as the visit's own trust, then takes it back as the caller: does the council see that? */
    private Heard cancelled(Row row, Caller caller, String own, String receiver, String visit) throws IOException {
        Caller victim = row.whose() == Whose.ANOTHERS ? (caller.isB() ? Caller.SOURCE_A : Caller.SOURCE_B) : caller;
        Caller council = victim.isB() ? Caller.DESTINATION_B : Caller.DESTINATION_A;
        String sender = world.filled("{sender}", Whose.OWN, victim);
        String admitted = row.whose() == Whose.UNKNOWN ? visit + "-AFTER-ALL" : visit + number;
        String admission = "WIRE-" + (number + 1);
        assertThat(acknowledged(victim, message("A01", sender, world.filled("{receiver}", Whose.OWN, victim), admitted))
                        .word())
                .isEqualTo("AA");
        String transfer = transfer(victim, sender, admission);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> world.task(transfer, council).contains("\"requested\""));
        String taken = row.whose() == Whose.UNKNOWN ? visit : admitted;
        String cancel = "WIRE-" + (number + 1);
        assertThat(acknowledged(caller, message("A11", own, receiver, taken)).word())
                .isEqualTo("AA");
        String cancelling = transfer(caller, own, cancel);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> world.task(cancelling, caller.isB() ? Caller.DESTINATION_B : Caller.DESTINATION_A)
                        .contains("\"requested\""));
        String task = world.task(transfer, council);
        return new Heard(task.contains("\"cancelled\"") ? "cancelled" : "untouched", "");
    }

    private static String transfer(Caller sender, String facility, String identifier) {
        SubmissionId submission = SubmissionId.of(DedupeKey.ofDocument(
                world.organisation(sender), sender.isB() ? "only-b" : "only-a", "PAS", facility, identifier));
        Caller council = sender.isB() ? Caller.DESTINATION_B : Caller.DESTINATION_A;
        return TransferId.of(submission, new OdsCode(world.organisation(council).value()))
                .toString();
    }

    private String message(String event, String sender, String receiver, String visit) {
        number++;
        return "MSH|^~\\&|PAS|" + sender + "||" + receiver + "|20261123101500||ADT^" + event + "|WIRE-" + number
                + "|P|2.4|||AL|NE|GBR\rEVN|" + event + "|20261123101500||||20261123101400\r"
                + "PID|1||9990000042^^^NHS~L1^^^X||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55||||||||||||||||" + visit + "\r";
    }

    private static Heard acknowledged(Caller caller, String message) throws IOException {
        String answer = say(world.channelOf(caller), message);
        Matcher acknowledgement = Pattern.compile("\rMSA\\|(A[AER])\\|[^\r]*").matcher(answer);
        assertThat(acknowledgement.find()).as(answer).isTrue();
        String code = acknowledgement.group(1);
        Matcher failure = Pattern.compile("\\b([A-Z]+_[A-Z_]+)\\b").matcher(answer.substring(acknowledgement.start()));
        String seen = answer.substring(acknowledgement.start())
                .replaceAll("WIRE-\\d+", "ID")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "RECEIPT");
        return new Heard(code.equals("AA") || !failure.find() ? code : code + ":" + failure.group(1), seen);
    }

    private static String say(int port, String message) throws IOException {
        try (MllpClient client = MllpClient.connect("127.0.0.1", port, Duration.ofSeconds(20))) {
            return new String(client.send(message.getBytes(UTF_8)), UTF_8);
        }
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = WireAuthorisationTest.class.getResourceAsStream(FILE)) {
            List<List<String>> lines = new String(
                            Optional.ofNullable(in).orElseThrow().readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .toList();
            List<String> head = lines.get(0);
            List<Row> rows = new ArrayList<>();
            for (List<String> line : lines.subList(1, lines.size())) {
                Map<Caller, String> cells = new EnumMap<>(Caller.class);
                for (int column = BEFORE_CALLERS; column < head.size(); column++) {
                    if (!line.get(column).equals("-")) {
                        cells.put(
                                Caller.valueOf(head.get(column)
                                        .toUpperCase(Locale.ROOT)
                                        .replace('-', '_')),
                                line.get(column));
                    }
                }
                rows.add(new Row(line.get(0), line.get(1), Whose.of(line.get(2)), cells));
            }
            return rows;
        }
    }
}
