package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks into the query only: asking the container for a parameter may make it read the body. */
final class QueryString {

    private QueryString() {}

    /** The first value of a parameter. */
    static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(parameters(request).get(name));
    }

    /** The parameters in their order, each with its first value. */
    static Map<String, String> parameters(HttpServletRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        all(request).forEach(parameter -> parameters.putIfAbsent(parameter.getKey(), parameter.getValue()));
        return parameters;
    }

    /** The parameters in their order, as often as they are there. */
    static List<Map.Entry<String, String>> all(HttpServletRequest request) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        String query = request.getQueryString();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            parameters.add(Map.entry(
                    decoded(equals < 0 ? part : part.substring(0, equals)),
                    equals < 0 ? "" : decoded(part.substring(equals + 1))));
        }
        return parameters;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return "";
        }
    }
}
