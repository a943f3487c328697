package uk.portage.gateway.mailbox.mesh;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be asked: the operations of the MESH API, version 2.0.0, and nothing else. */
enum Operation {
    // Those with more fixed words come first: the first that matches is meant.
    PING("_ping", "GET"),
    LOOK_UP_ENDPOINT("endpointlookup/{ods_code}/{workflow_id}", "GET"),
    SEARCH_WORKFLOW("workflowsearch/{workflow_id}", "GET"),
    COUNT("{mailbox_id}/count", "GET"),
    LIST("{mailbox_id}/inbox", "GET"),
    SEND("{mailbox_id}/outbox", "POST"),
    TRACK("{mailbox_id}/outbox/tracking", "GET"),
    TRACK_LOCAL("{mailbox_id}/outbox/tracking/{local_id}", "GET"),
    ACKNOWLEDGE("{mailbox_id}/inbox/{message_id}/status/acknowledged", "PUT"),
    DOWNLOAD("{mailbox_id}/inbox/{message_id}", "GET"),
    HEAD("{mailbox_id}/inbox/{message_id}", "HEAD"),
    DOWNLOAD_CHUNK("{mailbox_id}/inbox/{message_id}/{chunk_number}", "GET"),
    SEND_CHUNK("{mailbox_id}/outbox/{message_id}/{chunk_number}", "POST"),
    HANDSHAKE("{mailbox_id}", "POST"),
    /** As clients ask it, though the specification has only POST. */
    HANDSHAKE_BY_GET("{mailbox_id}", "GET");

    private static final String BASE = "/messageexchange/";

    private final String template;
    private final String method;

    Operation(String template, String method) {
        this.template = BASE + template;
        this.method = method;
    }

    /** The address as the OpenAPI document writes it. */
    String template() {
        return template;
    }

    String method() {
        return method;
    }

    /** True if it needs a credential. */
    boolean isOfMailbox() {
        return template.startsWith(BASE + "{");
    }

    /** Says which operation a request asks for, with the values of its address. */
    record Asked(Operation operation, Map<String, String> values) {

        /** An identifier of the address; MESH does not distinguish small letters from capitals. */
        String identifier(String name) {
            return value(name).toUpperCase(Locale.ROOT);
        }

        String value(String name) {
            return Optional.ofNullable(values.get(name)).orElseThrow();
        }
    }

    /** @param path after {@code /messageexchange/} */
    static Optional<Asked> of(String method, String path) {
        List<String> words = Arrays.asList(path.split("/", -1));
        return Arrays.stream(values())
                .filter(operation -> operation.method.equals(method))
                .flatMap(operation -> operation.match(words).stream().map(values -> new Asked(operation, values)))
                .findFirst();
    }

    /** The methods that an address allows, empty if there is no such address. */
    static String allowed(String path) {
        List<String> words = Arrays.asList(path.split("/", -1));
        return Arrays.stream(values())
                .filter(operation -> operation.match(words).isPresent())
                .map(Operation::method)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Optional<Map<String, String>> match(List<String> asked) {
        List<String> words = Arrays.asList(template.substring(BASE.length()).split("/", -1));
        if (asked.size() != words.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("{")) {
                if (asked.get(i).isEmpty()) {
                    return Optional.empty();
                }
                values.put(word.substring(1, word.length() - 1), asked.get(i));
            } else if (!word.equals(asked.get(i))) {
                return Optional.empty();
            }
        }
        // The lookups' own words name no mailbox.
        return isOfMailbox() && RESERVED.contains(asked.get(0)) ? Optional.empty() : Optional.of(values);
    }

    private static final List<String> RESERVED = List.of("_ping", "endpointlookup", "workflowsearch");
}
