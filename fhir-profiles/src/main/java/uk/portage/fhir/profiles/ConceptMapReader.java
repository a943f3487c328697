package uk.portage.fhir.profiles;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import uk.portage.adapter.spi.CodeMaps.Target;

/**
 * Reads the part of a FHIR R4 ConceptMap that a code map uses: groups of elements with one target each. Anything else
 * is refused, because a map that is misread sends wrong codes about people.
 */
final class ConceptMapReader {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final Set<String> MAP = Set.of(
            "resourceType",
            "id",
            "url",
            "version",
            "name",
            "title",
            "status",
            "publisher",
            "description",
            "copyright",
            "group");
    private static final Set<String> GROUP = Set.of("source", "target", "element");
    private static final Set<String> ELEMENT = Set.of("code", "display", "target");
    private static final Set<String> TARGET = Set.of("code", "display", "equivalence", "comment");

    private final String file;
    private final Map<String, Target> targets = new LinkedHashMap<>();

    private ConceptMapReader(String file) {
        this.file = file;
    }

    /**
     * @param name the map's name, which its id must repeat
     * @param file the file's name, for messages
     * @return targets by source code
     */
    static Map<String, Target> read(String name, String file, InputStream json) {
        ConceptMapReader reader = new ConceptMapReader(file);
        try {
            reader.map(name, JSON.readTree(json));
        } catch (JacksonException e) {
            throw new InvalidCodeMapException(
                    file, "line " + e.getLocation().getLineNr(), "not JSON, or a name twice in one object");
        } catch (IOException e) {
            throw new InvalidCodeMapException(file, "cannot be read", e);
        }
        return reader.targets;
    }

    private void map(String name, JsonNode map) {
        only(map, "", MAP);
        check(text(map, "", "resourceType").equals("ConceptMap"), "", "resourceType is not ConceptMap");
        check(text(map, "", "id").equals(name), "", "the id is not the name of the file");
        int g = 0;
        for (JsonNode group : array(map, "", "group")) {
            group(group, "group[" + g++ + "]");
        }
    }

    private void group(JsonNode group, String place) {
        only(group, place, GROUP);
        text(group, place, "source");
        String system = text(group, place, "target");
        int e = 0;
        for (JsonNode element : array(group, place, "element")) {
            element(element, place + ".element[" + e++ + "]", system);
        }
    }

    private void element(JsonNode element, String place, String system) {
        only(element, place, ELEMENT);
        String code = text(element, place, "code");
        JsonNode only = array(element, place, "target");
        check(only.size() == 1, place, "not exactly one target");
        Target target = target(only.get(0), place + ".target[0]", system);
        check(targets.put(code, target) == null, place, "this code was mapped before");
    }

    private Target target(JsonNode target, String place, String system) {
        only(target, place, TARGET);
        String display = target.has("display") ? text(target, place, "display") : "";
        boolean coarser = switch (text(target, place, "equivalence")) {
            case "equal", "equivalent" -> false;
            case "wider", "inexact" -> true;
            default ->
                throw new InvalidCodeMapException(
                        file, place, "the equivalence is not equal, equivalent, wider or inexact");
        };
        return new Target(system, text(target, place, "code"), display, coarser);
    }

    private void only(JsonNode object, String place, Set<String> names) {
        check(object.isObject(), place, "not an object");
        for (Iterator<String> it = object.fieldNames(); it.hasNext(); ) {
            String name = it.next();
            check(names.contains(name), place, "unknown element " + name);
        }
    }

    private String text(JsonNode object, String place, String name) {
        JsonNode value = object.path(name);
        check(value.isTextual() && !value.asText().isBlank(), place, "no " + name);
        check(value.asText().strip().equals(value.asText()), place, "white space around " + name);
        return value.asText();
    }

    private JsonNode array(JsonNode object, String place, String name) {
        JsonNode value = object.path(name);
        check(value.isArray() && !value.isEmpty(), place, "no " + name);
        return value;
    }

    private void check(boolean holds, String place, String problem) {
        if (!holds) {
            throw new InvalidCodeMapException(file, place, problem);
        }
    }
}
