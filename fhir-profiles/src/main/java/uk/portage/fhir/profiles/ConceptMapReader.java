package uk.portage.fhir.profiles;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.portage.adapter.spi.CodeMaps.Target;

/**
 * Reads the part of a FHIR R4 ConceptMap that a code map uses: groups of elements with one target each. Anything else
 * is refused, because a map that is misread sends wrong codes about people.
 */
final class ConceptMapReader {

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
            reader.map(name, Json.object(json));
        } catch (JacksonException e) {
            throw new InvalidCodeMapException(
                    file, "line " + e.getLocation().getLineNr(), "not JSON, or a name twice in one object");
        } catch (IOException e) {
            throw new InvalidCodeMapException(file, "cannot be read", e);
        }
        return reader.targets;
    }

    private void map(String name, Map<String, Object> map) {
        only(map, "", MAP);
        check(text(map, "", "resourceType").equals("ConceptMap"), "", "resourceType is not ConceptMap");
        check(text(map, "", "id").equals(name), "", "the id is not the name of the file");
        int g = 0;
        for (Object group : list(map, "", "group")) {
            String place = "group[" + g++ + "]";
            group(object(group, place), place);
        }
    }

    private void group(Map<?, ?> group, String place) {
        only(group, place, GROUP);
        text(group, place, "source");
        String system = text(group, place, "target");
        int e = 0;
        for (Object element : list(group, place, "element")) {
            String elementPlace = place + ".element[" + e++ + "]";
            element(object(element, elementPlace), elementPlace, system);
        }
    }

    private void element(Map<?, ?> element, String place, String system) {
        only(element, place, ELEMENT);
        String code = text(element, place, "code");
        List<?> only = list(element, place, "target");
        check(only.size() == 1, place, "not exactly one target");
        String targetPlace = place + ".target[0]";
        Target target = target(object(only.get(0), targetPlace), targetPlace, system);
        check(targets.put(code, target) == null, place, "this code was mapped before");
    }

    private Target target(Map<?, ?> target, String place, String system) {
        only(target, place, TARGET);
        String display = target.containsKey("display") ? text(target, place, "display") : "";
        boolean coarser = switch (text(target, place, "equivalence")) {
            case "equal", "equivalent" -> false;
            case "wider", "inexact" -> true;
            default ->
                throw new InvalidCodeMapException(
                        file, place, "the equivalence is not equal, equivalent, wider or inexact");
        };
        return new Target(system, text(target, place, "code"), display, coarser);
    }

    private Map<?, ?> object(Object value, String place) {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw new InvalidCodeMapException(file, place, "not an object");
    }

    private void only(Map<?, ?> object, String place, Set<String> names) {
        for (Object name : object.keySet()) {
            check(name instanceof String known && names.contains(known), place, "unknown element " + name);
        }
    }

    private String text(Map<?, ?> object, String place, String name) {
        if (object.get(name) instanceof String value && !value.isBlank()) {
            check(value.strip().equals(value), place, "white space around " + name);
            return value;
        }
        throw new InvalidCodeMapException(file, place, "no " + name);
    }

    private List<?> list(Map<?, ?> object, String place, String name) {
        if (object.get(name) instanceof List<?> value && !value.isEmpty()) {
            return value;
        }
        throw new InvalidCodeMapException(file, place, "no " + name);
    }

    private void check(boolean holds, String place, String problem) {
        if (!holds) {
            throw new InvalidCodeMapException(file, place, problem);
        }
    }
}
