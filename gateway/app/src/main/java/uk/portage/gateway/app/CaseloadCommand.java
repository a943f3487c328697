package uk.portage.gateway.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Registers the people a destination cares for. */
@Command(
        name = "caseload",
        description = "Replace a destination's caseload by the people in a CSV file; records about them reach it.",
        footer = {"", "The file's columns are described in gateway/mailbox/README.md. Needs the destination's --token."
        })
final class CaseloadCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE.csv", description = "the people, one line each")
    private Path file = Path.of("");

    @Mixin
    private final GatewayClient client = new GatewayClient();

    CaseloadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        byte[] people = InputFiles.read(file);
        terminal.out()
                .println(GatewayClient.expectSuccess(client.put("/caseload", "text/csv", people))
                        .strip());
        return ExitStatus.OK.status();
    }
}
