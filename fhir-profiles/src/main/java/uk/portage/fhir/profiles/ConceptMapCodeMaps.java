package uk.portage.fhir.profiles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.adapter.spi.CodeMaps;

/**
 * Code maps read from FHIR ConceptMap files, one per source code system; the file's name is the map's name. A code is
 * looked up as sent; failing that, without regard to letter case, unless two codes of the map differ in case only.
 */
public final class ConceptMapCodeMaps implements CodeMaps {

    private static final String FOLDER = "maps/";
    private static final String INDEX = FOLDER + "maps.index";
    private static final String SUFFIX = ".json";

    private final Map<String, Map<String, Target>> exact;
    private final Map<String, Map<String, Target>> anyCase;

    private ConceptMapCodeMaps(Map<String, Map<String, Target>> exact) {
        this.exact = exact;
        this.anyCase = new HashMap<>();
        exact.forEach((name, targets) -> anyCase.put(name, withoutCase(targets)));
    }

    /** The maps that come with Portage, read once. */
    public static ConceptMapCodeMaps standard() {
        return Standard.MAPS;
    }

    /** These maps and what a site adds to them: the site wins where both know a code. */
    public ConceptMapCodeMaps with(Collection<SiteCodeMap> site) {
        Map<String, Map<String, Target>> merged = new HashMap<>(exact);
        for (SiteCodeMap map : site) {
            if (!map.problems().isEmpty()) {
                throw new IllegalArgumentException("the map " + map.name() + " has problems");
            }
            Map<String, Target> targets = new HashMap<>(merged.getOrDefault(map.name(), Map.of()));
            targets.putAll(map.targets());
            merged.put(map.name(), targets);
        }
        return new ConceptMapCodeMaps(merged);
    }

    @Override
    public Optional<Target> find(String map, String code) {
        Map<String, Target> targets = exact.get(map);
        if (targets == null) {
            return Optional.empty();
        }
        String stripped = code.strip();
        Target target = targets.get(stripped);
        return target == null
                ? Optional.ofNullable(anyCase.getOrDefault(map, Map.of()).get(upper(stripped)))
                : Optional.of(target);
    }

    /** The names of all maps, sorted. */
    public Set<String> names() {
        return new TreeSet<>(exact.keySet());
    }

    /** All targets of one map by source code; empty if there is no such map. */
    public Map<String, Target> entries(String map) {
        return Map.copyOf(exact.getOrDefault(map, Map.of()));
    }

    private static Map<String, Target> withoutCase(Map<String, Target> targets) {
        Map<String, Target> upper = new HashMap<>();
        Set<String> ambiguous = new TreeSet<>();
        targets.forEach((code, target) -> {
            Target other = upper.put(upper(code), target);
            if (other != null && !other.equals(target)) {
                ambiguous.add(upper(code));
            }
        });
        upper.keySet().removeAll(ambiguous);
        return upper;
    }

    private static String upper(String code) {
        return code.toUpperCase(Locale.ROOT);
    }

    /** A jar cannot list its folders, so an index names the files; a test holds it to the folder. */
    private static List<String> index() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(resource(INDEX), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(INDEX, e);
        }
    }

    private static InputStream resource(String path) {
        InputStream stream = ConceptMapCodeMaps.class.getResourceAsStream(path);
        if (stream == null) {
            throw new InvalidCodeMapException(path, "", "not found");
        }
        return stream;
    }

    private static final class Standard {
        static final ConceptMapCodeMaps MAPS = load();

        private static ConceptMapCodeMaps load() {
            Map<String, Map<String, Target>> maps = new HashMap<>();
            for (String name : index()) {
                String path = FOLDER + name + SUFFIX;
                try (InputStream json = resource(path)) {
                    maps.put(name, read(name, path, json));
                } catch (IOException e) {
                    throw new UncheckedIOException(path, e);
                }
            }
            return new ConceptMapCodeMaps(maps);
        }

        private static Map<String, Target> read(String name, String path, InputStream json) throws IOException {
            ConceptMapReader.Outcome read = ConceptMapReader.read(name, json, ConceptMapReader.ANY);
            if (!read.problems().isEmpty()) {
                CodeMapProblem first = read.problems().get(0);
                throw new InvalidCodeMapException(path, first.line() + ":" + first.column(), first.what());
            }
            return read.targets();
        }
    }
}
