package uk.portage.adapter.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Paths for people from pointers into a bundle: {@code /entry/4/resource/name/0/family} is
 * {@code Patient.name[0].family}, or {@code Patient[2].name...} in the second of several patients. An extension goes by
 * the last part of its URL: {@code Encounter.extension(to-come-in-date).valueDateTime}.
 */
final class BundlePaths {

    private static final int RESOURCE = 3;
    /** Elements that say what the value beside them is. */
    private static final Set<String> NAMES = Set.of("url", "system", "resourceType", "fullUrl", "id");

    private final JsonNode bundle;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Integer> byUrl = new HashMap<>();

    BundlePaths(JsonNode bundle) {
        this.bundle = bundle;
        Map<String, Integer> totals = new HashMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            totals.merge(type(entry), 1, Integer::sum);
        }
        Map<String, Integer> ordinals = new HashMap<>();
        int index = 0;
        for (JsonNode entry : bundle.path("entry")) {
            String type = type(entry);
            byUrl.put(entry.path("fullUrl").asText(""), index);
            int ordinal = ordinals.merge(type, 1, Integer::sum);
            names.put(index++, totals.getOrDefault(type, 1) > 1 ? type + '[' + ordinal + ']' : type);
        }
    }

    private static String type(JsonNode entry) {
        return entry.path("resource").path("resourceType").asText("Resource");
    }

    Target target(String pointer) {
        JsonNode there = bundle.at(pointer);
        return new Target(pointer, path(pointer), value(there));
    }

    private String value(JsonNode there) {
        if (there.has("resourceType")) {
            return "the whole resource";
        }
        return there.isContainerNode() ? brief(there) : named(there.asText());
    }

    /** A reference goes with what it leads to. */
    private String named(String value) {
        Integer entry = byUrl.get(value);
        return entry == null ? value : resource(entry) + " (" + value + ")";
    }

    /**
     * Where a value stands inside a place, but as the name of something.
     *
     * @param value in lower case
     */
    List<String> of(String value, String pointer) {
        List<String> places = new ArrayList<>();
        JsonNode there = bundle.at(pointer);
        if (there.isContainerNode()) {
            find(there, pointer, value, places);
        }
        return places;
    }

    private static void find(JsonNode node, String pointer, String value, List<String> places) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                if (!NAMES.contains(field.getKey())) {
                    find(field.getValue(), pointer + '/' + field.getKey(), value, places);
                }
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                find(node.get(i), pointer + '/' + i, value, places);
            }
        } else if (node.asText().toLowerCase(Locale.ROOT).equals(value)) {
            places.add(pointer);
        }
    }

    /** For example {@code Observation[3]}. */
    String resource(int entry) {
        return names.getOrDefault(entry, "Resource");
    }

    private String path(String pointer) {
        String[] steps = pointer.split("/", -1);
        StringBuilder path = new StringBuilder();
        JsonNode node = bundle;
        int next = 1;
        if (steps.length > RESOURCE && steps[1].equals("entry") && steps[RESOURCE].equals("resource")) {
            int entry = Integer.parseInt(steps[2]);
            path.append(resource(entry));
            node = bundle.at("/entry/" + entry + "/resource");
            next = RESOURCE + 1;
        } else {
            path.append("Bundle");
        }
        for (; next < steps.length; next++) {
            JsonNode parent = node;
            if (parent.isArray()) {
                int index = Integer.parseInt(steps[next]);
                node = parent.path(index);
                path.append(index(parent, index, node));
            } else {
                node = parent.path(steps[next]);
                path.append('.').append(steps[next]);
            }
        }
        return path.toString();
    }

    private static String index(JsonNode array, int index, JsonNode element) {
        String url = element.path("url").asText("");
        if (url.isEmpty() || !element.isObject()) {
            return "[" + index + "]";
        }
        int same = 0;
        int position = 0;
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).path("url").asText("").equals(url)) {
                same++;
                position += i < index ? 1 : 0;
            }
        }
        String name = "(" + url.substring(url.lastIndexOf('/') + 1) + ")";
        return same > 1 ? name + "[" + position + "]" : name;
    }

    /** The values inside, without those that only name systems. */
    private String brief(JsonNode container) {
        StringBuilder brief = new StringBuilder();
        collect(container, brief);
        return brief.toString();
    }

    private void collect(JsonNode node, StringBuilder brief) {
        if (brief.length() > 200) {
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(field -> {
                if (!field.getKey().equals("url") && !field.getKey().equals("system")) {
                    collect(field.getValue(), brief);
                }
            });
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, brief));
        } else {
            brief.append(brief.isEmpty() ? "" : " ").append(named(node.asText()));
        }
    }
}
