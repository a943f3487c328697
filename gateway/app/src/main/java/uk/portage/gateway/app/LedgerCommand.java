package uk.portage.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.verifier.ExportWriter;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SignedNote;

/** What can be done with the ledger as a whole. */
@Command(name = "ledger", description = "Export the ledger, change its key, have witnesses sign it.")
final class LedgerCommand implements Callable<Integer> {

    static CommandLine of(Terminal terminal) {
        return new CommandLine(new LedgerCommand())
                .addSubcommand(new ExportAll(terminal))
                .addSubcommand(new Keys(terminal))
                .addSubcommand(new RotateKey(terminal))
                .addSubcommand(new Request(terminal))
                .addSubcommand(new Cosign(terminal));
    }

    @Override
    public Integer call() {
        throw CommandFailedException.usage("what about the ledger? './portage ledger --help' says what can be done");
    }

    /** Writes all of it into a folder. */
    @Command(
            name = "export",
            description = "Write entries, tree, checkpoints and keys into a folder, for './portage verify'.")
    static final class ExportAll implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(paramLabel = "DIR", description = "the folder to write into")
        private Path folder = Path.of("");

        @Mixin
        private final GatewayClient client = new GatewayClient();

        ExportAll(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            try {
                Checkpoint head = new ExportWriter(client::file, folder).write();
                terminal.out().println(head.size() + " entries, root " + head.root());
                return ExitStatus.OK.status();
            } catch (IOException e) {
                throw CommandFailedException.environment("cannot export into " + folder + ": " + e.getMessage());
            }
        }
    }

    /** Shows the public keys. */
    @Command(
            name = "keys",
            description = "Show the keys that have signed the ledger, each after the entry from which on it did.")
    static final class Keys implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Keys(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.out().print(GatewayClient.expectSuccess(client.get("/ledger/keys")));
            return ExitStatus.OK.status();
        }
    }

    /** Has another key sign. */
    @Command(
            name = "rotate-key",
            description = "Draw a new key: an entry names it, and a checkpoint is signed by the old one and the new.",
            footer = {"", "Back ledger.key up afterwards, and give the new key to those who verify."})
    static final class RotateKey implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final GatewayClient client = new GatewayClient();

        RotateKey(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.out().print(GatewayClient.expectSuccess(client.post("/operator/ledger/rotate-key")));
            return ExitStatus.OK.status();
        }
    }

    /** What to give to a witness. */
    @Command(
            name = "request",
            description =
                    "Print what a witness is asked with: the newest checkpoint, and that it follows from its last.")
    static final class Request implements Callable<Integer> {

        private final Terminal terminal;

        @Option(
                names = "--since",
                paramLabel = "N",
                description = "how many entries the last checkpoint is over that the witness signed (default 0)")
        private long since;

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Request(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.out().print(GatewayClient.expectSuccess(client.get("/ledger/witness-request/" + since)));
            return ExitStatus.OK.status();
        }
    }

    /** Takes what a witness answered. */
    @Command(
            name = "cosign",
            description = "Keep the cosignature of a witness whose key the gateway's configuration names.")
    static final class Cosign implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(index = "0", paramLabel = "REQUEST", description = "what the witness was asked with")
        private Path request = Path.of("");

        @Parameters(index = "1", paramLabel = "ANSWER", description = "what it answered: its line")
        private Path answer = Path.of("");

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Cosign(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            try {
                String asked = Files.readString(request);
                Checkpoint checkpoint = SignedNote.parse(asked.substring(asked.indexOf("\n\n") + 2))
                        .flatMap(note -> Checkpoint.parse(note.text()))
                        .orElseThrow(() -> CommandFailedException.usage(request + " is no request to a witness"));
                terminal.out()
                        .print(GatewayClient.expectSuccess(client.post(
                                "/operator/ledger/cosignatures",
                                List.of(
                                        Map.entry("size", Long.toString(checkpoint.size())),
                                        Map.entry(
                                                "line", Files.readString(answer).strip())))));
                return ExitStatus.OK.status();
            } catch (IOException e) {
                throw CommandFailedException.usage("cannot read " + request + " or " + answer);
            }
        }
    }
}
