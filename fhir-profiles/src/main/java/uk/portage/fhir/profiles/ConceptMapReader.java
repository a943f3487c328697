package uk.portage.fhir.profiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.CodeMaps.Target;
import uk.portage.fhir.profiles.LocatedJson.JsonList;
import uk.portage.fhir.profiles.LocatedJson.JsonObject;
import uk.portage.fhir.profiles.LocatedJson.JsonText;
import uk.portage.fhir.profiles.LocatedJson.Place;

/**
 * Reads the part of a FHIR R4 ConceptMap that a code map uses: groups of elements with one target each. Anything else
 * is a problem, because a map that is misread sends wrong codes about people. All problems of a file are found at once.
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
    private static final Map<String, Boolean> COARSER =
            Map.of("equal", false, "equivalent", false, "wider", true, "inexact", true);

    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<CodeMapProblem> problems = new ArrayList<>();
    private final TargetCheck check;

    private ConceptMapReader(TargetCheck check) {
        this.check = check;
    }

    /** What else must hold of a target. */
    interface TargetCheck {

        /** @return what is wrong with a target system, if anything */
        Optional<CodeMapProblem> system(String system, Place place);

        /** @return what is wrong with a target code, if anything */
        Optional<CodeMapProblem> code(String system, String code, Place place);
    }

    /** Takes every target. */
    static final TargetCheck ANY = new TargetCheck() {
        @Override
        public Optional<CodeMapProblem> system(String system, Place place) {
            return Optional.empty();
        }

        @Override
        public Optional<CodeMapProblem> code(String system, String code, Place place) {
            return Optional.empty();
        }
    };

    /** @param targets by source code; to be used only if there are no problems */
    record Outcome(Map<String, Target> targets, List<CodeMapProblem> problems) {}

    /** @param name the map's name, which its id must repeat */
    static Outcome read(String name, InputStream json, TargetCheck check) throws IOException {
        ConceptMapReader reader = new ConceptMapReader(check);
        try {
            reader.map(name, LocatedJson.read(json));
        } catch (JsonProcessingException e) {
            // The parser's own words quote what it met.
            Place place = e.getLocation() == null ? Place.START : Place.of(e.getLocation());
            reader.problem(place, "not JSON, or a name twice in one object");
        }
        return new Outcome(reader.targets, reader.problems);
    }

    private void map(String name, JsonObject map) {
        only(map, MAP);
        text(map, "resourceType")
                .filter(type -> !type.text().equals("ConceptMap"))
                .ifPresent(type -> problem(type.place(), "resourceType is not ConceptMap"));
        text(map, "id")
                .filter(id -> !id.text().equals(name))
                .ifPresent(id -> problem(id.place(), "the id is not the name of the file"));
        objects(map, "group").forEach(this::group);
    }

    private void group(JsonObject group) {
        only(group, GROUP);
        text(group, "source");
        Optional<JsonText> system = text(group, "target");
        Optional<CodeMapProblem> wrong = system.flatMap(s -> check.system(s.text(), s.place()));
        wrong.ifPresent(problems::add);
        objects(group, "element")
                .forEach(element -> element(element, system.map(JsonText::text).orElse(""), wrong.isEmpty()));
    }

    private void element(JsonObject element, String system, boolean systemKnown) {
        only(element, ELEMENT);
        Optional<JsonText> code = text(element, "code");
        List<JsonObject> only = objects(element, "target");
        if (only.isEmpty()) {
            return;
        }
        if (only.size() > 1) {
            problem(only.get(1).place(), "not exactly one target");
        }
        Optional<Target> target = target(only.get(0), system, systemKnown);
        code.ifPresent(source -> {
            Integer before = lines.putIfAbsent(source.text(), source.place().line());
            if (before != null) {
                problem(source.place(), "code '" + source.text() + "' was mapped before, on line " + before);
            }
            target.ifPresent(t -> targets.putIfAbsent(source.text(), t));
        });
    }

    private Optional<Target> target(JsonObject target, String system, boolean systemKnown) {
        only(target, TARGET);
        String display = target.members().containsKey("display")
                ? text(target, "display").map(JsonText::text).orElse("")
                : "";
        Optional<JsonText> equivalence = text(target, "equivalence");
        Optional<Boolean> coarser = equivalence.flatMap(e -> Optional.ofNullable(COARSER.get(e.text())));
        if (equivalence.isPresent() && coarser.isEmpty()) {
            problem(equivalence.get().place(), "the equivalence is not equal, equivalent, wider or inexact");
        }
        Optional<JsonText> code = text(target, "code");
        if (systemKnown) {
            code.flatMap(c -> check.code(system, c.text(), c.place())).ifPresent(problems::add);
        }
        return code.flatMap(c -> coarser.map(less -> new Target(system, c.text(), display, less)));
    }

    private void only(JsonObject object, Set<String> names) {
        object.members().forEach((name, value) -> {
            if (!names.contains(name)) {
                Place place = value.place();
                problems.add(new CodeMapProblem(place.line(), place.column(), "unknown element", name, names));
            }
        });
    }

    private Optional<JsonText> text(JsonObject object, String name) {
        LocatedJson value = object.members().get(name);
        if (!(value instanceof JsonText text) || text.text().isBlank()) {
            problem(value == null ? object.place() : value.place(), "no " + name);
            return Optional.empty();
        }
        if (!text.text().strip().equals(text.text())) {
            problem(text.place(), "white space around " + name);
        }
        return Optional.of(text);
    }

    /** The objects of a list that must not be empty. */
    private List<JsonObject> objects(JsonObject object, String name) {
        LocatedJson value = object.members().get(name);
        if (!(value instanceof JsonList list) || list.items().isEmpty()) {
            problem(value == null ? object.place() : value.place(), "no " + name);
            return List.of();
        }
        List<JsonObject> objects = new ArrayList<>();
        for (LocatedJson item : list.items()) {
            if (item instanceof JsonObject one) {
                objects.add(one);
            } else {
                problem(item.place(), "not an object");
            }
        }
        return objects;
    }

    private void problem(Place place, String what) {
        problems.add(new CodeMapProblem(place, what));
    }
}
