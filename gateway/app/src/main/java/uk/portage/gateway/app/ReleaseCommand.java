package uk.portage.gateway.app;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a parked person's records go on, in their first order. */
@Command(
        name = "release",
        description = "Let the waiting records of a parked person go on, in their first order.",
        footer = {"", "KEY is a pseudonym as './portage parked' prints it."})
final class ReleaseCommand implements Callable<Integer> {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private final Terminal terminal;

    @Parameters(paramLabel = "KEY", description = "32 hexadecimal digits")
    private String key = "";

    @Mixin
    private final GatewayClient client = new GatewayClient();

    ReleaseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!KEY.matcher(key).matches()) {
            throw CommandFailedException.usage("a key has 32 hexadecimal digits; './portage parked' lists them");
        }
        terminal.out().print(GatewayClient.expectSuccess(client.post("/operator/parked/" + key + "/release")));
        return ExitStatus.OK.status();
    }
}
