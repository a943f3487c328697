package uk.portage.gateway.app;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.pipeline.receive.MllpClient;

/** Pushes files as a source system would, and shows what it is told. */
@Command(
        name = "send",
        description = "Push HL7 v2 messages over MLLP, or FHIR message bundles over HTTP, and show each answer.",
        footer = {
            "",
            "A file may hold several messages; line ends become CR, batch envelopes (FHS, BHS, BTS, FTS) are left out.",
            "To an http(s) address each file is posted to $process-message of the FHIR server there.",
            "Exit status 0 if every answer was AA (or HTTP 2xx with response ok), 1 if not, 3 if nobody listens."
        })
final class SendCommand implements Callable<Integer> {

    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]/]+)\\]?:(\\d{1,5})");

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files or folders of messages")
    private List<Path> paths = List.of();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:2575",
            description = "host:port for MLLP, or a FHIR server's http(s) base URL (default ${DEFAULT-VALUE})")
    private String to = "";

    @Option(names = "--token", paramLabel = "TOKEN", description = "bearer token for an http(s) address")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "push everything so many times over (default ${DEFAULT-VALUE})")
    private int count = 1;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long to wait for an answer (default ${DEFAULT-VALUE})")
    private int seconds = 30;

    private int sent;
    private int accepted;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (count < 1 || seconds < 1) {
            throw CommandFailedException.usage("--count and --timeout are at least 1");
        }
        if (to.startsWith("http://") || to.startsWith("https://")) {
            sendFhir(InputFiles.fhir(paths));
        } else {
            sendMllp(InputFiles.of(paths));
        }
        terminal.out().println(sent + " sent, " + accepted + " accepted, " + (sent - accepted) + " not");
        return sent > 0 && accepted == sent ? ExitStatus.OK.status() : ExitStatus.FAILED.status();
    }

    private void tellSkipped(InputFiles input) {
        for (Path skipped : input.skipped()) {
            terminal.err().println("skipped " + skipped + " (its name is not one of a message)");
        }
    }

    private Duration timeout() {
        return Duration.ofSeconds(seconds);
    }

    private void sendMllp(InputFiles input) {
        tellSkipped(input);
        List<byte[]> messages = new ArrayList<>();
        for (Path file : input.files()) {
            MessageFile.messages(file).stream().map(MessageFile::asSent).forEach(messages::add);
        }
        Matcher address = ADDRESS.matcher(to);
        if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
            throw CommandFailedException.usage("--to must be host:port or an http(s) URL, not '" + to + "'");
        }
        try (MllpClient client = MllpClient.connect(address.group(1), Integer.parseInt(address.group(2)), timeout())) {
            for (int round = 0; round < count; round++) {
                for (byte[] message : messages) {
                    sendMllp(client, message);
                }
            }
        } catch (ConnectException e) {
            throw nobodyListens();
        } catch (UnknownHostException e) {
            throw CommandFailedException.environment("no host is named " + Terminal.printable(address.group(1)));
        } catch (SocketTimeoutException e) {
            throw sent == accepted && sent == 0 && !connected
                    ? CommandFailedException.environment("no connection to " + to + " within " + seconds + " s")
                    : CommandFailedException.failed("message " + (sent + 1) + ": no answer within " + seconds
                            + " s; it may or may not have been kept: send it again");
        } catch (EOFException e) {
            throw CommandFailedException.failed("message " + (sent + 1) + ": the gateway closed the connection without "
                    + "an answer; it may or may not have been kept: send it again");
        } catch (IOException e) {
            throw CommandFailedException.failed("message " + (sent + 1) + ": the connection to " + to + " broke");
        }
    }

    private boolean connected;

    private void sendMllp(MllpClient client, byte[] message) throws IOException {
        connected = true;
        Acknowledgement answer = Acknowledgement.read(client.send(message));
        sent++;
        if (answer.code().equals("AA")) {
            accepted++;
        }
        terminal.out()
                .println(String.format("%5d  %-20s  %s", sent, Acknowledgement.controlId(message), answer.line()));
    }

    private CommandFailedException nobodyListens() {
        return CommandFailedException.environment(
                "nobody listens at " + to + ": start the gateway with './portage up', or give its address with --to");
    }

    private void sendFhir(InputFiles input) {
        tellSkipped(input);
        FhirPush server = FhirPush.to(to, token, timeout());
        for (int round = 0; round < count; round++) {
            for (Path file : input.files()) {
                FhirPush.Answer answer = server.push(InputFiles.read(file));
                sent++;
                if (answer.accepted()) {
                    accepted++;
                }
                terminal.out().println(String.format("%5d  %-20s  %s", sent, file.getFileName(), answer.line()));
            }
        }
    }
}
