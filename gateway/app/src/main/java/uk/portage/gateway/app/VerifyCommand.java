package uk.portage.gateway.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.verifier.Verifier;

/** Finds out whether an exported ledger is what was signed; the same as {@code java -jar verifier.jar verify}. */
@Command(
        name = "verify",
        description = "Find out whether an exported ledger is what was signed; needs no server.",
        footer = {"", "Exit status: 0 it is, 1 it is not, 2 wrong usage or a file that cannot be read."})
final class VerifyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "EXPORT", description = "the folder that './portage ledger export' wrote")
    private String export = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "the verifier key that is trusted, or a file whose first line it is")
    private List<String> keys = List.of();

    @Option(
            names = "--since",
            paramLabel = "FILE",
            description = "a checkpoint from before that you hold, which the ledger must follow from")
    private List<String> since = List.of();

    @Option(names = "--witness", paramLabel = "KEY", description = "a witness that must have signed")
    private List<String> witnesses = List.of();

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(List.of("verify", export));
        add(arguments, "--key", keys);
        add(arguments, "--since", since);
        add(arguments, "--witness", witnesses);
        return Verifier.run(terminal.out(), terminal.err(), arguments.toArray(String[]::new));
    }

    private static void add(List<String> arguments, String option, List<String> values) {
        for (String value : values) {
            arguments.add(option);
            arguments.add(value);
        }
    }
}
