package uk.portage.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.transfer.ReplayReason;

/** Has records that went to nobody go the road once more. */
@Command(
        name = "replay",
        description = "Have records that went to nobody go the road once more, after what kept them was mended.",
        footer = {
            "",
            "Without ids, all that fit the options. What was delivered, waits, is parked or erased is left out. Each record",
            "that goes gets an entry in the ledger with the replay's id and reason. See first what would go: --dry-run."
        })
final class ReplayCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "ids of submissions")
    private List<String> submissions = List.of();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "REASON",
            description = "route-mended, mapping-mended, profile-mended, gateway-mended or destination-joined")
    private String reason = "";

    @Option(names = "--dry-run", description = "say what would go, and why what would not; nothing goes")
    private boolean dryRun;

    @Option(names = "--rate", paramLabel = "N", description = "how many a second at most (default 10)")
    private Optional<Integer> rate = Optional.empty();

    @Mixin
    private final SubmissionFilter filter = new SubmissionFilter();

    @Mixin
    private final GatewayClient client = new GatewayClient();

    private ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    static CommandLine of(Terminal terminal) {
        return new CommandLine(new ReplayCommand(terminal))
                .addSubcommand(new Status(terminal))
                .addSubcommand(new Stop(terminal));
    }

    @Override
    public Integer call() {
        if (ReplayReason.ofCode(reason).isEmpty()) {
            throw CommandFailedException.usage("--reason is one of "
                    + Arrays.stream(ReplayReason.values())
                            .map(ReplayReason::code)
                            .collect(Collectors.joining(", ")));
        }
        List<Map.Entry<String, String>> parameters = new ArrayList<>(filter.parameters());
        parameters.add(Map.entry("reason", reason));
        parameters.add(Map.entry("dryRun", String.valueOf(dryRun)));
        rate.ifPresent(value -> parameters.add(Map.entry("ratePerSecond", String.valueOf(value))));
        if (!submissions.isEmpty()) {
            parameters.add(Map.entry("submissions", String.join(" ", submissions)));
        }
        JsonNode answer = client.postForJson("/operator/api/replays", parameters);
        terminal.out()
                .println(
                        (dryRun ? "would go: " : "goes: ") + answer.path("goes").asLong());
        answer.path("goesBy")
                .forEach(one -> count(
                        one,
                        one.path("standing").asText() + " " + one.path("code").asText()));
        if (answer.path("pastCutoff").asLong() > 0) {
            terminal.out()
                    .println("past its cutoff, and not portable whatever becomes of it: "
                            + answer.path("pastCutoff").asLong());
        }
        if (!answer.path("leftOut").isEmpty()) {
            terminal.out().println("is left out:");
            answer.path("leftOut").forEach(one -> count(one, one.path("meaning").asText()));
        }
        if (answer.path("more").asBoolean()) {
            terminal.out().println("more was chosen than one replay takes: the newest go");
        }
        if (answer.has("id")) {
            terminal.out().println("replay " + answer.path("id").asText());
        }
        return ExitStatus.OK.status();
    }

    private void count(JsonNode one, String what) {
        terminal.out().printf("  %6d  %s%n", one.path("count").asLong(), what);
    }

    private static void show(Terminal terminal, JsonNode replay) {
        terminal.out()
                .printf(
                        "%s  %s  %-8s %d of %d gone, %d left out, %d to go  %s: %s%n",
                        replay.path("id").asText(),
                        replay.path("orderedAt").asText(),
                        replay.path("state").asText(),
                        replay.path("replayed").asLong(),
                        replay.path("total").asLong(),
                        replay.path("leftOutInTurn").asLong(),
                        replay.path("left").asLong(),
                        replay.path("reason").asText(),
                        replay.path("selection").asText());
    }

    /** How far are replays? */
    @Command(name = "status", description = "Show the newest replays, and how far each is.")
    static final class Status implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Status(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JsonNode replays = client.getJson("/operator/api/replays").path("replays");
            replays.forEach(replay -> show(terminal, replay));
            if (replays.isEmpty()) {
                terminal.out().println("nothing has been replayed");
            }
            return ExitStatus.OK.status();
        }
    }

    /** Stops a replay. */
    @Command(name = "stop", description = "Stop a replay: what has not had its turn stays as it is.")
    static final class Stop implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(paramLabel = "REPLAY", description = "the id of a replay")
        private String id = "";

        @Mixin
        private final GatewayClient client = new GatewayClient();

        Stop(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (!id.matches("[0-9a-f-]{36}")) {
                throw CommandFailedException.usage("an id is a UUID, such as 'replay status' shows");
            }
            show(terminal, client.postForJson("/operator/api/replays/" + id + "/stop", List.of()));
            return ExitStatus.OK.status();
        }
    }
}
