package uk.portage.gateway.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which submissions are meant. */
final class SubmissionFilter {

    @Option(names = "--key", paramLabel = "KEY", description = "a key or a person's pseudonym, as the gateway shows it")
    private Optional<String> key = Optional.empty();

    @Option(names = "--sender", paramLabel = "CODE", description = "the ODS code of the sender")
    private Optional<String> sender = Optional.empty();

    @Option(names = "--from", paramLabel = "TIME", description = "received then or later: 2026-03-31, or with a time")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "received on that day or before, or before that time")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--standing",
            paramLabel = "WORD",
            description = "waiting, parked, failed, not-routed, under-way, delivered, excluded or erased")
    private Optional<String> standing = Optional.empty();

    @Option(names = "--code", paramLabel = "CODE", description = "why it did not go well, such as NO_ROUTE")
    private Optional<String> code = Optional.empty();

    List<Map.Entry<String, String>> parameters() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        key.ifPresent(value -> parameters.add(Map.entry("key", value)));
        sender.ifPresent(value -> parameters.add(Map.entry("sender", value)));
        from.ifPresent(value -> parameters.add(Map.entry("from", value)));
        to.ifPresent(value -> parameters.add(Map.entry("to", value)));
        standing.ifPresent(value -> parameters.add(Map.entry("standing", value)));
        code.ifPresent(value -> parameters.add(Map.entry("code", value)));
        return parameters;
    }
}
