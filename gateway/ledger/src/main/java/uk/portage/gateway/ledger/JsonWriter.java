package uk.portage.gateway.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes one JSON object as RFC 8785 wants it; the caller names the members in their order. */
final class JsonWriter {

    /** The largest integer that every reader of JSON keeps exactly (RFC 7493, 2.2). */
    private static final long LARGEST = (1L << 53) - 1;

    private final StringBuilder out = new StringBuilder(512).append('{');

    void text(String name, Optional<String> value) {
        if (value.isPresent()) {
            name(name);
            quote(value.get());
        }
    }

    void number(String name, Optional<Long> value) {
        if (value.isPresent()) {
            name(name);
            integer(value.get());
        }
    }

    void truth(String name, Optional<Boolean> value) {
        if (value.isPresent()) {
            name(name);
            out.append(value.get().booleanValue());
        }
    }

    /** Counts by name, in the order of the names; nothing at all if there are none. */
    void counts(String name, Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            return;
        }
        name(name);
        out.append('{');
        new TreeMap<>(counts).forEach((kind, count) -> {
            name(kind);
            integer(count);
        });
        out.append('}');
    }

    String end() {
        return out.append('}').toString();
    }

    private void name(String name) {
        if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
        }
        out.append('"').append(name).append("\":");
    }

    private void integer(long value) {
        if (value > LARGEST || value < -LARGEST) {
            throw new IllegalArgumentException("an integer beyond 2^53 - 1 has no canonical form");
        }
        out.append(value);
    }

    /** RFC 8785 3.2.2.2: the seven short escapes, other controls as lower-case hexadecimal, all else as itself. */
    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else if (isLoneSurrogate(value, i)) {
                        throw new IllegalArgumentException("a lone surrogate has no canonical form");
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
