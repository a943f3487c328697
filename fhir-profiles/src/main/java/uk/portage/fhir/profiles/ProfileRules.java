package uk.portage.fhir.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import uk.portage.fhir.profiles.ElementPlan.ChildPlan;

/**
 * The rules of the profiles Portage claims, read from {@code rules.json}: our own table of what UK Core (and base R4,
 * where the model's types cannot say it) asks of each element. Preferred and extensible bindings are not in it, because
 * breaking them is not an error.
 *
 * @param profiles rules by canonical URL of the profile
 * @param bindings required bindings by element, for example {@code Condition.clinicalStatus}, in any profile
 * @param extensions by URL
 */
record ProfileRules(
        Map<String, List<Rule>> profiles, Map<String, Binding> bindings, Map<String, ExtensionRule> extensions) {

    private static final String FILE = "rules.json";
    /** A slash outside brackets. */
    private static final Pattern DOT = Pattern.compile("\\.");

    private static final Pattern SLASH = Pattern.compile("/(?![^\\[]*])");

    /** What comes before the last part of a URL or path in brackets. */
    private static final Pattern LONG_NAME = Pattern.compile("(?<=[\\[,])[^,\\]]*[/=](?=[^/,\\]]*[,\\]])");

    /**
     * How often an element must stand in its parent.
     *
     * @param parents the path to the parents, from the resource
     * @param step the element itself
     * @param max -1 for any number
     */
    record Rule(String name, List<Step> parents, Step step, int min, int max) {}

    /**
     * One step of a path.
     *
     * @param with only elements for which all of this holds
     */
    record Step(String child, List<Condition> with) {}

    /**
     * What holds of an element that has, below, a value.
     *
     * @param path the names on the way to it
     */
    record Condition(List<String> path, String value) {

        boolean holds(Base element) {
            return holds(element, 0);
        }

        private boolean holds(Base element, int at) {
            ChildPlan plan = ElementPlan.of(element).child(path.get(at));
            Object child = plan == null ? null : plan.of(element);
            if (child instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) instanceof Base item && reaches(item, at)) {
                        return true;
                    }
                }
                return false;
            }
            return child instanceof Base only && reaches(only, at);
        }

        private boolean reaches(Base element, int at) {
            return at < path.size() - 1
                    ? holds(element, at + 1)
                    : element instanceof PrimitiveType<?> primitive && value.equals(primitive.getValueAsString());
        }
    }

    /** A required binding: codes by system; a system without codes allows any. */
    record Binding(String name, Map<String, Set<String>> codes) {

        static final Binding NONE = new Binding("", Map.of());

        /** Whether there is anything to hold. */
        boolean asks() {
            return !codes.isEmpty();
        }

        /** Whether a Coding, or one of the codings of a concept, is in the set. */
        boolean holds(Base element) {
            if (element instanceof Coding coding) {
                return holds(coding);
            }
            if (element instanceof CodeableConcept concept && concept.hasCoding()) {
                for (Coding coding : concept.getCoding()) {
                    if (holds(coding)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean holds(Coding coding) {
            if (!coding.hasSystem() || !coding.hasCode()) {
                return false;
            }
            Set<String> allowed = codes.get(coding.getSystem());
            return allowed != null && (allowed.isEmpty() || allowed.contains(coding.getCode()));
        }
    }

    /**
     * What an extension may hold and where it may stand.
     *
     * @param contexts element paths, for example {@code Patient.identifier}
     * @param types FHIR types of its value; empty if it has parts instead
     * @param parts the parts it must have
     */
    record ExtensionRule(
            String name, Set<String> contexts, Set<String> types, Set<String> parts, Optional<Binding> binding) {}

    /** The rules that come with Portage, read once. */
    static ProfileRules standard() {
        return Standard.RULES;
    }

    private static ProfileRules read() {
        try (InputStream json = ProfileRules.class.getResourceAsStream(FILE)) {
            if (json == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return of(Json.object(json));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    private static ProfileRules of(Map<String, Object> root) {
        Map<String, Binding> sets = new HashMap<>();
        object(root.get("sets")).forEach((name, systems) -> sets.put(name, set(name, object(systems))));
        Map<String, Binding> bindings = new HashMap<>();
        object(root.get("bindings")).forEach((element, set) -> bindings.put(element, named(sets, set)));
        Map<String, List<Rule>> profiles = new HashMap<>();
        object(root.get("profiles"))
                .forEach((profile, rules) -> profiles.put(
                        UkCore.profile(profile),
                        list(rules).stream()
                                .map(rule -> rule(profile, object(rule)))
                                .toList()));
        Map<String, ExtensionRule> extensions = new HashMap<>();
        object(root.get("extensions"))
                .forEach((url, extension) -> extensions.put(url, extension(url, object(extension), sets)));
        return new ProfileRules(Map.copyOf(profiles), Map.copyOf(bindings), Map.copyOf(extensions));
    }

    private static Binding set(String name, Map<String, Object> systems) {
        Map<String, Set<String>> codes = new HashMap<>();
        systems.forEach((system, values) -> codes.put(system, strings(values)));
        return new Binding(name, Map.copyOf(codes));
    }

    private static Binding named(Map<String, Binding> sets, Object name) {
        Binding set = sets.get(String.valueOf(name));
        if (set == null) {
            throw new IllegalStateException(FILE + " has no set " + name);
        }
        return set;
    }

    private static Rule rule(String profile, Map<String, Object> rule) {
        String path = String.valueOf(rule.get("path"));
        List<Step> steps = new ArrayList<>();
        for (String step : SLASH.split(path, -1)) {
            steps.add(step(step));
        }
        return new Rule(
                "UKCore-" + profile + " " + LONG_NAME.matcher(path).replaceAll(""),
                List.copyOf(steps.subList(0, steps.size() - 1)),
                steps.get(steps.size() - 1),
                Integer.parseInt(String.valueOf(rule.getOrDefault("min", "0"))),
                Integer.parseInt(String.valueOf(rule.getOrDefault("max", "-1"))));
    }

    /** {@code child} or {@code child[below=value,...]}; below may have dots. */
    private static Step step(String text) {
        int bracket = text.indexOf('[');
        if (bracket < 0) {
            return new Step(text, List.of());
        }
        List<Condition> with = new ArrayList<>();
        for (String condition : text.substring(bracket + 1, text.length() - 1).split(",", -1)) {
            int equals = condition.indexOf('=');
            List<String> path = List.of(DOT.split(condition.substring(0, equals), -1));
            with.add(new Condition(path, condition.substring(equals + 1)));
        }
        return new Step(text.substring(0, bracket), List.copyOf(with));
    }

    private static ExtensionRule extension(String url, Map<String, Object> extension, Map<String, Binding> sets) {
        return new ExtensionRule(
                url.substring(url.lastIndexOf('/') + 1),
                strings(extension.get("contexts")),
                strings(extension.get("types")),
                strings(extension.get("parts")),
                Optional.ofNullable(extension.get("binding")).map(name -> named(sets, name)));
    }

    private static Set<String> strings(@Nullable Object array) {
        Set<String> strings = new HashSet<>();
        if (array != null) {
            list(array).forEach(value -> strings.add(String.valueOf(value)));
        }
        return Set.copyOf(strings);
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException(FILE + " has no list where one belongs");
    }

    private static Map<String, Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((name, child) -> object.put(String.valueOf(name), child));
            return object;
        }
        throw new IllegalStateException(FILE + " has no object where one belongs");
    }

    /** The non-empty children of an element that fit a step. */
    static void children(Base parent, Step step, List<Base> found) {
        ChildPlan child = ElementPlan.of(parent).child(step.child());
        Object value = child == null ? null : child.of(parent);
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                add(list.get(i), step, found);
            }
        } else {
            add(value, step, found);
        }
    }

    private static void add(@Nullable Object value, Step step, List<Base> found) {
        if (value instanceof Base element && fits(element, step.with())) {
            found.add(element);
        }
    }

    /** What has a value below is not empty; to ask whether it is costs more than all conditions. */
    private static boolean fits(Base element, List<Condition> with) {
        for (int i = 0; i < with.size(); i++) {
            if (!with.get(i).holds(element)) {
                return false;
            }
        }
        return !with.isEmpty() || !element.isEmpty();
    }

    private static final class Standard {
        static final ProfileRules RULES = read();
    }
}
