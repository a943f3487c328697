package uk.portage.adapter.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where two JSON trees differ, as pointers (RFC 6901) into the first. What stands before and after a change in an array
 * is not taken for changed: elements are first matched from both ends, extensions then by their URL.
 */
final class TreeComparison {

    private final Consumer<String> changed;
    private final Consumer<String> grown;
    private final BiConsumer<String, String> reference;

    /**
     * @param changed hears the place of each value that is another one and of each tree that is gone
     * @param grown hears the place of what has something more inside
     * @param reference hears each pair of different texts, which may be references
     */
    TreeComparison(Consumer<String> changed, Consumer<String> grown, BiConsumer<String, String> reference) {
        this.changed = changed;
        this.grown = grown;
        this.reference = reference;
    }

    void compare(JsonNode first, JsonNode second, String pointer) {
        if (first.equals(second)) {
            return;
        }
        if (first.isObject() && second.isObject()) {
            objects(first, second, pointer);
        } else if (first.isArray() && second.isArray()) {
            arrays(first, second, pointer);
        } else {
            changed.accept(pointer);
            if (first.isTextual() && second.isTextual()) {
                reference.accept(first.textValue(), second.textValue());
            }
        }
    }

    private void objects(JsonNode first, JsonNode second, String pointer) {
        for (Map.Entry<String, JsonNode> field : first.properties()) {
            String place = pointer + '/' + field.getKey();
            JsonNode other = second.get(field.getKey());
            if (other == null) {
                changed.accept(place);
            } else {
                compare(field.getValue(), other, place);
            }
        }
        for (Iterator<String> names = second.fieldNames(); names.hasNext(); ) {
            if (!first.has(names.next())) {
                grown.accept(pointer);
            }
        }
    }

    private void arrays(JsonNode first, JsonNode second, String pointer) {
        int start = 0;
        int shorter = Math.min(first.size(), second.size());
        while (start < shorter && first.get(start).equals(second.get(start))) {
            start++;
        }
        int tail = 0;
        while (tail < shorter - start
                && first.get(first.size() - 1 - tail).equals(second.get(second.size() - 1 - tail))) {
            tail++;
        }
        Map<String, Deque<JsonNode>> others = new HashMap<>();
        int left = 0;
        for (int i = start; i < second.size() - tail; i++) {
            others.computeIfAbsent(key(second.get(i)), k -> new ArrayDeque<>()).add(second.get(i));
            left++;
        }
        for (int i = start; i < first.size() - tail; i++) {
            JsonNode other =
                    others.getOrDefault(key(first.get(i)), new ArrayDeque<>()).poll();
            if (other == null) {
                changed.accept(pointer + '/' + i);
            } else {
                left--;
                compare(first.get(i), other, pointer + '/' + i);
            }
        }
        if (left > 0) {
            grown.accept(pointer);
        }
    }

    /** Extensions are told apart by their URL; all else stands in order. */
    private static String key(JsonNode element) {
        JsonNode url = element.get("url");
        return url != null && url.isTextual() ? url.textValue() : "";
    }
}
