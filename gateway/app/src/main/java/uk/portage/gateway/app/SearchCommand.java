package uk.portage.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where is what a sender says that it has sent? */
@Command(
        name = "search",
        description = "Find submissions by what is indexed at intake, and show how far each has come.",
        footer = {
            "",
            "Identifiers are hashed by the gateway and kept nowhere. Submissions from before there was an index are found",
            "by sender and time only."
        })
final class SearchCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--control-id", paramLabel = "ID", description = "the sender's own id of a message, such as MSH-10")
    private Optional<String> controlId = Optional.empty();

    @Option(
            names = "--document-id",
            paramLabel = "NUMBER",
            description = "the number of a document, visit, order, result or appointment")
    private Optional<String> documentId = Optional.empty();

    // What is typed after an option stands in the list of processes and in the shell's history.
    @Option(
            names = "--nhs-number",
            arity = "0",
            interactive = true,
            prompt = "NHS number: ",
            description = "asks for the person's NHS number")
    private @Nullable String nhsNumber;

    @Option(
            names = "--local-id",
            arity = "0",
            interactive = true,
            prompt = "Local id: ",
            description = "asks for the person's id at the sender; needs --sender")
    private @Nullable String localId;

    @Option(names = "--authority", paramLabel = "NAME", description = "who assigned the local id, as records say it")
    private Optional<String> authority = Optional.empty();

    @Mixin
    private final SubmissionFilter filter = new SubmissionFilter();

    @Option(names = "--limit", paramLabel = "N", description = "how many at most (default 50)")
    private Optional<Integer> limit = Optional.empty();

    @Mixin
    private final GatewayClient client = new GatewayClient();

    SearchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>(filter.parameters());
        controlId.ifPresent(value -> parameters.add(Map.entry("controlId", value)));
        documentId.ifPresent(value -> parameters.add(Map.entry("documentId", value)));
        Optional.ofNullable(nhsNumber).ifPresent(value -> parameters.add(Map.entry("nhsNumber", value)));
        Optional.ofNullable(localId).ifPresent(value -> parameters.add(Map.entry("localId", value)));
        authority.ifPresent(value -> parameters.add(Map.entry("authority", value)));
        limit.ifPresent(value -> parameters.add(Map.entry("limit", String.valueOf(value))));
        JsonNode answer = client.postForJson("/operator/api/search", parameters);
        JsonNode found = answer.path("submissions");
        for (JsonNode one : found) {
            terminal.out()
                    .printf(
                            "%s  %s  %-6s %-12s %-10s %s%n",
                            one.path("id").asText(),
                            one.path("receivedAt").asText(),
                            one.path("sender").asText(),
                            one.path("messageType").asText(),
                            one.path("standing").asText(),
                            one.has("code")
                                    ? one.path("code").asText() + " ("
                                            + one.path("meaning").asText() + ")"
                                    : "");
        }
        terminal.out().println(found.isEmpty() ? "nothing was found" : answer.has("behind") ? "there may be more" : "");
        return ExitStatus.OK.status();
    }
}
