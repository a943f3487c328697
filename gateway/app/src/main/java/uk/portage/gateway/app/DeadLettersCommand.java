package uk.portage.gateway.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What could no consumer take? */
@Command(
        name = "dead-letters",
        description = "List the messages that nobody could take, with the reason and what can be done.",
        footer = {"", "A message is a claim check: the record itself is in the store, whatever becomes of the message."
        })
final class DeadLettersCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final GatewayClient client = new GatewayClient();

    private DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    static CommandLine of(Terminal terminal) {
        return new CommandLine(new DeadLettersCommand(terminal))
                .addSubcommand(new SendAgain(terminal))
                .addSubcommand(new Remove(terminal));
    }

    @Override
    public Integer call() {
        var letters = client.getJson("/operator/api/stuck").path("deadLetters").path("letters");
        letters.forEach(letter -> terminal.out()
                .printf(
                        "%s  sent %s  %s  %s  %s: %s. %s%n",
                        letter.path("id").asText(),
                        letter.path("sentAt").asText(),
                        letter.path("queue").asText(),
                        letter.path("transfer").asText(letter.path("submission").asText("-")),
                        letter.path("obligation").asText(),
                        letter.path("why").asText(),
                        letter.path("remedy").asText()));
        if (letters.isEmpty()) {
            terminal.out().println("there are no dead letters");
        }
        return ExitStatus.OK.status();
    }

    /** What is done about one letter. */
    private abstract static class About implements Callable<Integer> {

        private final Terminal terminal;
        private final String order;
        private final String done;

        @Parameters(paramLabel = "LETTER", description = "the number of a dead letter")
        private String id = "";

        @Mixin
        private final GatewayClient client = new GatewayClient();

        About(Terminal terminal, String order, String done) {
            this.terminal = terminal;
            this.order = order;
            this.done = done;
        }

        @Override
        public Integer call() {
            if (!id.matches("[0-9]{1,18}")) {
                throw CommandFailedException.usage("a dead letter has a number; './portage dead-letters' lists them");
            }
            client.postForJson("/operator/api/dead-letters/" + id + "/" + order, List.of());
            terminal.out().println(done);
            return ExitStatus.OK.status();
        }
    }

    /** Sends what it asks for once more. */
    @Command(name = "send-again", description = "Send another message in place of a dead letter, with an entry.")
    static final class SendAgain extends About {
        SendAgain(Terminal terminal) {
            super(terminal, "send-again", "the message is sent again");
        }
    }

    /** Removes one for which nothing is left to be done. */
    @Command(name = "remove", description = "Remove a dead letter for which nothing is left to be done.")
    static final class Remove extends About {
        Remove(Terminal terminal) {
            super(terminal, "remove", "the dead letter is removed");
        }
    }
}
