package uk.portage.gateway.app;

import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Is the gateway ready, what waits where, and how portable was today? */
@Command(
        name = "status",
        description = "Ask the running gateway: ready, what waits where, portability today.",
        footer = {"", "Exit status 0 if it is ready, 1 if not, 3 if there is none."})
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_READY = 503;

    private final Terminal terminal;

    @Mixin
    private final GatewayClient client = new GatewayClient();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        HttpResponse<String> response = client.get("/operator/status");
        if (response.statusCode() == NOT_READY) {
            terminal.out().print(response.body());
            return ExitStatus.FAILED.status();
        }
        terminal.out().print(GatewayClient.expectSuccess(response));
        return ExitStatus.OK.status();
    }
}
