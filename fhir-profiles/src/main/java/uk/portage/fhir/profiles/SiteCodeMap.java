package uk.portage.fhir.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import uk.portage.adapter.spi.CodeMaps.Target;
import uk.portage.fhir.profiles.LocatedJson.Place;

/**
 * What a site adds to one of the code maps, checked: each target stands in a system that the map leads to, and in that
 * system's list of codes where there is one to look at.
 *
 * @param name the name of the map it adds to
 * @param targets by source code
 * @param problems if there are any, the targets are not to be used
 */
public record SiteCodeMap(String name, Map<String, Target> targets, List<CodeMapProblem> problems) {

    private static final String UK_CORE = "https://fhir.hl7.org.uk/CodeSystem/UKCore-";
    /** UK Core refers to lists that its owner keeps elsewhere. */
    private static final String UK_CORE_OPEN = UK_CORE + "PracticeSettingCode";
    /** The codes of UK Core's systems that no standard map leads to; a test holds both to UK Core. */
    private static final Map<String, Set<String>> UK_CORE_OTHERS = Map.of(
            UK_CORE + "AdditionalPersonRelationshipRole", Set.of("Agent", "Personal"),
            UK_CORE + "PersonMaritalStatusEngland", Set.of("S"));

    public SiteCodeMap {
        targets = Map.copyOf(targets);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a ConceptMap file.
     *
     * @param name the file's name without its ending: one of the names of the standard maps
     */
    public static SiteCodeMap read(String name, byte[] json) {
        Map<String, Target> standard = ConceptMapCodeMaps.standard().entries(name);
        try {
            ConceptMapReader.Outcome read =
                    ConceptMapReader.read(name, new ByteArrayInputStream(json), new AgainstStandard(standard));
            Map<String, Target> named = new HashMap<>();
            read.targets().forEach((code, target) -> named.put(code, withDisplay(target, standard)));
            return new SiteCodeMap(name, named, read.problems());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    /** What the same target is called elsewhere in the map, if the site does not say. */
    private static Target withDisplay(Target target, Map<String, Target> standard) {
        if (!target.display().isEmpty()) {
            return target;
        }
        return standard.values().stream()
                .filter(t -> t.system().equals(target.system()) && t.code().equals(target.code()))
                .findFirst()
                .map(t -> new Target(target.system(), target.code(), t.display(), target.coarser()))
                .orElse(target);
    }

    /** Holds targets to what the standard map of the same name leads to. */
    record AgainstStandard(Map<String, Target> standard) implements ConceptMapReader.TargetCheck {

        @Override
        public Optional<CodeMapProblem> system(String system, Place place) {
            Set<String> known = standard.values().stream().map(Target::system).collect(Collectors.toSet());
            if (known.contains(system) || leadsToSystems()) {
                return Optional.empty();
            }
            return Optional.of(new CodeMapProblem(
                    place.line(), place.column(), "this map does not lead to the target system", system, known));
        }

        @Override
        public Optional<CodeMapProblem> code(String system, String code, Place place) {
            if (leadsToSystems()) {
                return code.equals(system) && code.matches("[a-z][a-z0-9+.-]*:\\S+")
                        ? Optional.empty()
                        : Optional.of(new CodeMapProblem(place, "the target of this map is a system: its URI, twice"));
            }
            Set<String> used = standard.values().stream()
                    .filter(target -> target.system().equals(system))
                    .map(Target::code)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (used.contains(code)) {
                return Optional.empty();
            }
            return listed(system, used)
                    .filter(codes -> !codes.contains(code))
                    .map(codes -> new CodeMapProblem(
                            place.line(), place.column(), "the target system has no code", code, codes));
        }

        static Optional<Set<String>> listed(String system, Set<String> used) {
            if (!system.startsWith(UK_CORE)) {
                return Published.codes(system);
            }
            Set<String> all = new TreeSet<>(used);
            all.addAll(UK_CORE_OTHERS.getOrDefault(system, Set.of()));
            return system.startsWith(UK_CORE_OPEN) ? Optional.empty() : Optional.of(all);
        }

        /** True for maps of names of systems: there a target's code is the system's URI. */
        private boolean leadsToSystems() {
            return standard.values().stream().allMatch(target -> target.code().equals(target.system()));
        }
    }

    /** The code systems that FHIR R4 publishes whole. Read only when a site uses a code that no standard map uses. */
    private static final class Published {

        private static final DefaultProfileValidationSupport R4 =
                new DefaultProfileValidationSupport(FhirContext.forR4Cached());

        static Optional<Set<String>> codes(String system) {
            if (R4.fetchCodeSystem(system) instanceof CodeSystem known
                    && known.getContent() == CodeSystemContentMode.COMPLETE) {
                Set<String> codes = new TreeSet<>();
                add(known.getConcept(), codes);
                return Optional.of(codes);
            }
            return Optional.empty();
        }

        private static void add(List<ConceptDefinitionComponent> concepts, Set<String> codes) {
            for (ConceptDefinitionComponent concept : concepts) {
                codes.add(concept.getCode());
                add(concept.getConcept(), codes);
            }
        }
    }
}
