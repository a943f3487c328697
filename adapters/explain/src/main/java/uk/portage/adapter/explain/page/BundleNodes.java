package uk.portage.adapter.explain.page;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import uk.portage.adapter.explain.ExplainedElement;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.explain.Outcome;
import uk.portage.adapter.explain.Target;
import uk.portage.adapter.explain.Wording;

/** The bundle as nodes, each place that an element went to with an id and the way back. */
final class BundleNodes {

    private static final int LONGEST_VALUE = 300;

    private final Explained explained;
    /** By pointer. */
    private final Map<String, List<ExplainedElement>> sources = new LinkedHashMap<>();

    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> typeTotals = new HashMap<>();
    private final Map<String, Integer> typeOrdinals = new HashMap<>();

    BundleNodes(Explained explained) {
        this.explained = explained;
        explained
                .elements()
                .forEach(element -> element.targets()
                        .forEach(target -> sources.computeIfAbsent(target.pointer(), p -> new ArrayList<>())
                                .add(element)));
        for (String pointer : sources.keySet()) {
            ids.put(pointer, "v" + ids.size());
        }
        for (JsonNode entry : explained.bundle().path("entry")) {
            typeTotals.merge(type(entry), 1, Integer::sum);
        }
    }

    /** For example {@code v12}. */
    String id(Target target) {
        return ids.getOrDefault(target.pointer(), "");
    }

    BundleNode root() {
        return node("", "", explained.bundle(), "");
    }

    private BundleNode node(String key, String pointer, JsonNode json, String comma) {
        List<ExplainedElement> from = sources.getOrDefault(pointer, List.of());
        List<BundleNode> children = json.isArray() ? elements(json, pointer) : members(json, pointer);
        return new BundleNode(
                key,
                json.isContainerNode() ? "" : scalar(json),
                json.isObject() ? "{" : json.isArray() ? "[" : "",
                json.isObject() ? "}" : json.isArray() ? "]" : "",
                comma,
                label(pointer, json),
                ids.getOrDefault(pointer, ""),
                from.stream().map(element -> "s" + element.number()).collect(Collectors.joining(" ")),
                from.isEmpty() ? "" : "s" + from.get(0).number(),
                from.stream()
                        .map(ExplainedElement::outcome)
                        .max(Comparator.comparing((Outcome outcome) -> outcome == Outcome.CARRIED_WITH_LOSS))
                        .map(Outcomes::style)
                        .orElse(""),
                !explained.original().contains(pointer),
                children);
    }

    private List<BundleNode> members(JsonNode object, String pointer) {
        List<BundleNode> children = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            children.add(node(
                    '"' + field.getKey() + "\": ",
                    pointer + '/' + field.getKey(),
                    field.getValue(),
                    fields.hasNext() ? "," : ""));
        }
        return children;
    }

    private List<BundleNode> elements(JsonNode array, String pointer) {
        List<BundleNode> children = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            children.add(node("", pointer + '/' + i, array.get(i), i + 1 < array.size() ? "," : ""));
        }
        return children;
    }

    private String label(String pointer, JsonNode json) {
        if (!json.has("resource") || pointer.lastIndexOf('/') != "/entry".length()) {
            return "";
        }
        String type = type(json);
        int ordinal = typeOrdinals.merge(type, 1, Integer::sum);
        String name = typeTotals.getOrDefault(type, 1) > 1 ? type + '[' + ordinal + ']' : type;
        return explained.original().contains(pointer) ? name + ", the message itself as sent" : name;
    }

    private static String type(JsonNode entry) {
        return entry.path("resource").path("resourceType").asText("Resource");
    }

    private static String scalar(JsonNode json) {
        if (!json.isTextual()) {
            return json.asText();
        }
        String cut = Wording.cut(json.textValue(), LONGEST_VALUE);
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(cut)) + '"';
    }
}
