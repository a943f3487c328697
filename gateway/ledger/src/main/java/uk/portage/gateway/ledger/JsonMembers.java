package uk.portage.gateway.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads back what {@link JsonWriter} writes: strings, integers, booleans and one level of counts; nothing else. */
final class JsonMembers {

    private final String text;
    private int at;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Boolean> truths = new HashMap<>();
    private final Map<String, Map<String, Long>> counts = new HashMap<>();

    private JsonMembers(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if the text is anything else */
    static JsonMembers parse(String text) {
        JsonMembers members = new JsonMembers(text);
        members.object();
        if (members.at != text.length()) {
            throw members.unexpected();
        }
        return members;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    Optional<Long> number(String name) {
        return Optional.ofNullable(numbers.get(name));
    }

    Optional<Boolean> truth(String name) {
        return Optional.ofNullable(truths.get(name));
    }

    Map<String, Long> counts(String name) {
        return counts.getOrDefault(name, Map.of());
    }

    private void object() {
        expect('{');
        while (peek() != '}') {
            String name = member(!texts.isEmpty() || !numbers.isEmpty() || !truths.isEmpty() || !counts.isEmpty());
            switch (peek()) {
                case '"' -> texts.put(name, string());
                case 't' -> truths.put(name, word("true", true));
                case 'f' -> truths.put(name, word("false", false));
                case '{' -> counts.put(name, integers());
                default -> numbers.put(name, integer());
            }
        }
        at++;
    }

    private Map<String, Long> integers() {
        Map<String, Long> members = new HashMap<>();
        expect('{');
        while (peek() != '}') {
            String name = member(!members.isEmpty());
            members.put(name, integer());
        }
        at++;
        return members;
    }

    private String member(boolean following) {
        if (following) {
            expect(',');
        }
        String name = string();
        expect(':');
        return name;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\' -> c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw unexpected();
                }
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw unexpected();
        };
    }

    private long integer() {
        int start = at;
        while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at)))) {
            at++;
        }
        return Long.parseLong(text, start, at, 10);
    }

    private boolean word(String word, boolean value) {
        if (!text.startsWith(word, at)) {
            throw unexpected();
        }
        at += word.length();
        return value;
    }

    private char peek() {
        if (at >= text.length()) {
            throw unexpected();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected();
        }
        at++;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("unexpected at character " + at);
    }
}
