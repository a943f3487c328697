package uk.portage.gateway.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.transfer.ErasureReason;

/** Destroys the key of a record, so that nobody can read it here any more. */
@Command(
        name = "erase",
        description = "Erase a record: its key is destroyed, and nobody can read it here any more.",
        footer = {
            "",
            "It cannot be undone. What was given out is not called back, and what is known of the transfer stays on record.",
            "Backups of the store hold the key as long as they are kept."
        })
final class EraseCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "the id of a submission, or of one of its transfers")
    private String id = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "REASON",
            description =
                    "retention, sent-in-error, person (who asked for it), order (of a court or authority) or other")
    private String reason = "";

    @Option(names = "--even-if-undelivered", description = "also if a destination has not collected it, and will not")
    private boolean evenIfUndelivered;

    @Mixin
    private final GatewayClient client = new GatewayClient();

    EraseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!ID.matcher(id).matches()) {
            throw CommandFailedException.usage("an id is a UUID, such as the auditor's page shows");
        }
        if (ErasureReason.ofCode(reason).isEmpty()) {
            throw CommandFailedException.usage("--reason is one of "
                    + Arrays.stream(ErasureReason.values())
                            .map(ErasureReason::code)
                            .collect(Collectors.joining(", ")));
        }
        terminal.out()
                .print(GatewayClient.expectSuccess(client.post("/operator/records/" + id.toLowerCase(Locale.ROOT)
                        + "/erase?reason=" + reason + "&even-if-undelivered=" + evenIfUndelivered)));
        return ExitStatus.OK.status();
    }
}
