package uk.portage.adapter.fhir.r4.reader;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Every name that an element of FHIR R4 can have, from {@code element-names.txt}; a test holds it to the model. */
final class ElementNames {

    static final String FILE = "element-names.txt";

    private static final Set<String> NAMES = read();

    private ElementNames() {}

    static boolean contains(String name) {
        return NAMES.contains(name);
    }

    static Set<String> all() {
        return NAMES;
    }

    private static Set<String> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ElementNames.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8))) {
            return lines.lines().collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
