package uk.portage.gateway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whose records wait for an operator? */
@Command(
        name = "parked",
        description = "List the persons (by pseudonym) whose records wait for an operator, with the reason.")
final class ParkedCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final GatewayClient client = new GatewayClient();

    ParkedCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(GatewayClient.expectSuccess(client.get("/operator/parked")));
        return ExitStatus.OK.status();
    }
}
