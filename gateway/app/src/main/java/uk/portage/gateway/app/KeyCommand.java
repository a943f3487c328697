package uk.portage.gateway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be done with the key by which payloads are encrypted. */
@Command(name = "key", description = "Look after the key by which records are encrypted.")
final class KeyCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw CommandFailedException.usage("what about the key? './portage key rotate' draws a new one");
    }

    /** Has a new key wrap all data keys. */
    @Command(
            name = "rotate",
            description =
                    "Draw a new key; everything is wrapped by it in the background, and the old one is forgotten.",
            footer = {"", "Back the key file up afterwards: without it nothing in the store can be read."})
    static final class Rotate implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Rotate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.out().print(GatewayClient.expectSuccess(client.post("/operator/key/rotate")));
            return ExitStatus.OK.status();
        }
    }
}
