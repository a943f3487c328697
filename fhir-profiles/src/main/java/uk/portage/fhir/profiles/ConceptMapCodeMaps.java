package uk.portage.fhir.profiles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

    /**
     * These maps and those of a site: each file adds to the map it is named after, and wins where both know a code.
     *
     * @param folder a folder of ConceptMap files
     */
    public ConceptMapCodeMaps with(Path folder) {
        Map<String, Map<String, Target>> merged = new HashMap<>(exact);
        for (Path file : jsonFiles(folder)) {
            String fileName = file.getFileName().toString();
            String name = fileName.substring(0, fileName.length() - SUFFIX.length());
            try (InputStream json = Files.newInputStream(file)) {
                Map<String, Target> targets = new HashMap<>(merged.getOrDefault(name, Map.of()));
                targets.putAll(ConceptMapReader.read(name, fileName, json));
                merged.put(name, targets);
            } catch (IOException e) {
                throw new InvalidCodeMapException(fileName, "cannot be read", e);
            }
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

    private static List<Path> jsonFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidCodeMapException(String.valueOf(folder.getFileName()), "cannot be listed", e);
        }
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
                    maps.put(name, ConceptMapReader.read(name, path, json));
                } catch (IOException e) {
                    throw new UncheckedIOException(path, e);
                }
            }
            return new ConceptMapCodeMaps(maps);
        }
    }
}
