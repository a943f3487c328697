package uk.portage.adapter.hl7v2.names;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names for people to read, from {@code segments.txt} and {@code types.txt}. Each file is blocks of a line
 * {@code CODE name} and indented lines {@code NUMBER TYPE name}; a type without components is {@code -}.
 */
public final class PlainNames {

    private static final Blocks SEGMENTS = Blocks.read("segments.txt");
    private static final Blocks TYPES = Blocks.read("types.txt");

    private PlainNames() {}

    /** For example {@code patient}; empty if it is not known. */
    public static String segment(String id) {
        return SEGMENTS.names().getOrDefault(id, "");
    }

    /**
     * For example {@code patient name: family name}; the part that is known, empty if nothing is.
     *
     * @param component from 1, or 0 if the field is not divided
     * @param subcomponent from 1, or 0 if the component is not divided
     * @param type of a field that does not have one type always, as OBX-2 says for OBX-5; else empty
     */
    public static String element(String segment, int field, int component, int subcomponent, String type) {
        Optional<Part> named = SEGMENTS.part(segment, field);
        if (named.isEmpty()) {
            return "";
        }
        StringBuilder name = new StringBuilder(named.get().name());
        Optional<Part> inside = part(type.isEmpty() ? named.get().type() : type, component);
        inside.ifPresent(part -> name.append(": ").append(part.name()));
        inside.flatMap(part -> part(part.type(), subcomponent))
                .ifPresent(part -> name.append(", ").append(part.name()));
        return name.toString();
    }

    private static Optional<Part> part(String type, int number) {
        return number == 0 ? Optional.empty() : TYPES.part(type, number);
    }

    private record Part(String type, String name) {}

    private record Blocks(Map<String, String> names, Map<String, Map<Integer, Part>> parts) {

        Optional<Part> part(String code, int number) {
            return Optional.ofNullable(parts.getOrDefault(code, Map.of()).get(number));
        }

        static Blocks read(String file) {
            Blocks blocks = new Blocks(new HashMap<>(), new HashMap<>());
            try (InputStream resource = PlainNames.class.getResourceAsStream(file)) {
                if (resource == null) {
                    throw new IllegalStateException(file + " is not beside its class");
                }
                String code = "";
                for (String line : new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
                        .lines()
                        .toList()) {
                    String[] words = line.strip().split(" ", line.startsWith(" ") ? 3 : 2);
                    if (line.startsWith(" ")) {
                        blocks.parts()
                                .computeIfAbsent(code, c -> new HashMap<>())
                                .put(Integer.valueOf(words[0]), new Part(words[1], words[2]));
                    } else if (!line.isBlank()) {
                        code = words[0];
                        blocks.names().put(code, words[1]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return blocks;
        }
    }
}
