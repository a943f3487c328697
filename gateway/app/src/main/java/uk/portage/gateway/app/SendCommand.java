package uk.portage.gateway.app;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.pipeline.receive.MllpClient;
import uk.portage.gateway.pipeline.tls.ClientTls;

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

    @Option(names = "--tls", description = "speak TLS to host:port (an https address does so by itself)")
    private boolean tls;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "PEM certificates that the server's must lead to (default: those of the Java machine)")
    private Optional<Path> trust = Optional.empty();

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description = "PKCS #12 file with the key and the certificate to bring")
    private Optional<Path> keyStore = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "file whose first line opens the key store")
    private Optional<Path> passwordFile = Optional.empty();

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
        if (keyStore.isPresent() != passwordFile.isPresent()) {
            throw CommandFailedException.usage("--key-store and --password-file belong together");
        }
        if (!tls && !to.startsWith("https://") && (trust.isPresent() || keyStore.isPresent())) {
            throw CommandFailedException.usage("--trust and --key-store are for --tls or an https address");
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

    /** Whom to trust and who it is; empty for plain text. */
    private Optional<SSLContext> encryption() {
        if (!tls && !to.startsWith("https://")) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClientTls.context(trust, keyStore, password()));
        } catch (IOException e) {
            throw CommandFailedException.usage(String.valueOf(e.getMessage()));
        }
    }

    private String password() throws IOException {
        if (passwordFile.isEmpty()) {
            return "";
        }
        try (Stream<String> lines = Files.lines(passwordFile.get())) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new IOException("cannot read " + passwordFile.get(), e);
        }
    }

    private MllpClient connect(String host, int port, Optional<SSLContext> encryption) throws IOException {
        return encryption.isPresent()
                ? MllpClient.connect(host, port, timeout(), encryption.get())
                : MllpClient.connect(host, port, timeout());
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
        Optional<SSLContext> encryption = encryption();
        try (MllpClient client = connect(address.group(1), Integer.parseInt(address.group(2)), encryption)) {
            for (int round = 0; round < count; round++) {
                for (byte[] message : messages) {
                    sendMllp(client, message);
                }
            }
        } catch (ConnectException e) {
            throw nobodyListens();
        } catch (UnknownHostException e) {
            throw CommandFailedException.environment("no host is named " + Terminal.printable(address.group(1)));
        } catch (SSLException e) {
            throw CommandFailedException.failed("message " + (sent + 1) + ": no TLS with " + to
                    + ": one of the two does " + "not trust the other's certificate, or it speaks something else");
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
        FhirPush server = FhirPush.to(to, token, timeout(), encryption());
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
