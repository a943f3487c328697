package uk.portage.gateway.proofs.refusals;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;

/** What can be seen of a process, and of the messages it offers, without reading a record. */
final class ProcessTraces {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private ProcessTraces() {}

    /** By where it was seen: arguments and environment of the process and its children, and what its machine tells. */
    static Map<String, String> of(long pid) throws IOException, InterruptedException {
        Map<String, String> seen = new TreeMap<>();
        List<ProcessHandle> family = new ArrayList<>();
        ProcessHandle.of(pid).ifPresent(process -> {
            family.add(process);
            process.descendants().forEach(family::add);
        });
        for (ProcessHandle one : family) {
            for (String file : List.of("cmdline", "environ")) {
                Path path = Path.of("/proc", Long.toString(one.pid()), file);
                if (Files.isReadable(path)) {
                    seen.put(path.toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
                }
            }
        }
        for (String question :
                List.of("Thread.print", "VM.flags", "VM.command_line", "VM.system_properties", "VM.info")) {
            seen.put(question, ask(pid, question));
        }
        return seen;
    }

    private static String ask(long pid, String question) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        question)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(question + " was not answered: " + answer);
        }
        return answer;
    }

    /** Everything but the body of each message that waits for a destination. */
    static List<String> offered(int amqpPort, String destination, String token) throws JMSException {
        List<String> seen = new ArrayList<>();
        try (Connection connection =
                new JmsConnectionFactory(destination, token, "amqp://127.0.0.1:" + amqpPort).createConnection()) {
            connection.start();
            // Nothing is acknowledged, so all of it is handed back. A browser would not wait for a large message.
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer waiting = session.createConsumer(session.createQueue("mailbox." + destination));
            for (Message message = waiting.receive(PATIENCE.toMillis());
                    message != null;
                    message = waiting.receive(PATIENCE.toMillis())) {
                StringBuilder text = new StringBuilder();
                text.append(message.getJMSMessageID()).append('\n');
                text.append(message.getJMSCorrelationID()).append('\n');
                text.append(message.getJMSType()).append('\n');
                text.append(message.getJMSReplyTo()).append('\n');
                for (Object name : Collections.list((java.util.Enumeration<?>) message.getPropertyNames())) {
                    text.append(name)
                            .append('=')
                            .append(message.getObjectProperty(name.toString()))
                            .append('\n');
                }
                seen.add(text.toString());
            }
        }
        return seen;
    }

    /** In how many of these places one of the texts stands. */
    static long matches(Stream<String> places, String... texts) {
        return places.filter(place -> Stream.of(texts).anyMatch(place::contains))
                .count();
    }
}
