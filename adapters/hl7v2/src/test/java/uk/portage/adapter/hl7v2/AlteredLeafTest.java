package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import uk.portage.adapter.hl7v2.reader.Framing;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;

/**
 * The no-loss proof by another way than looking for values: if a leaf is altered and nothing of the bundle changes, the
 * leaf had no effect, and so must be a listed loss. Ids, which follow from the document's hash, and the copy of the
 * original do not count.
 */
class AlteredLeafTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    @TestFactory
    Stream<DynamicTest> a_leaf_that_changes_nothing_is_a_listed_loss() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(f -> f.toString().endsWith(".hl7"))
                    .filter(f -> !f.getFileName().toString().startsWith("refused"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(Files.readAllBytes(f))));
        }
    }

    private static void check(byte[] bytes) throws IOException {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n");
        Told original = told(lines);
        Map<String, Integer> ordinals = new HashMap<>();
        List<String> silent = new ArrayList<>();
        for (int l = 0; l < lines.length; l++) {
            String line = lines[l];
            if (line.length() < 4 || line.charAt(3) != '|') {
                // Continues the line before.
                continue;
            }
            String id = line.substring(0, 3).toUpperCase(Locale.ROOT);
            String segment = id + "[" + ordinals.merge(id, 1, Integer::sum) + "]";
            String[] fields = line.split("\\|", -1);
            int first = id.equals("MSH") ? 2 : 1;
            for (int f = first; f < fields.length; f++) {
                int field = id.equals("MSH") ? f + 1 : f;
                if (!Framing.is(id, field)) {
                    alterField(lines, l, fields, f, segment + "-" + field, original, silent);
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    private static void alterField(
            String[] lines, int l, String[] fields, int f, String path, Told original, List<String> silent)
            throws IOException {
        String[] repetitions = fields[f].split("~", -1);
        for (int r = 0; r < repetitions.length; r++) {
            String[] components = repetitions[r].split("\\^", -1);
            for (int c = 0; c < components.length; c++) {
                String[] subcomponents = components[c].split("&", -1);
                for (int s = 0; s < subcomponents.length; s++) {
                    String leaf = subcomponents[s];
                    if (leaf.isBlank()) {
                        continue;
                    }
                    String[] alteredSubcomponents = subcomponents.clone();
                    alteredSubcomponents[s] = altered(leaf);
                    String[] alteredComponents = components.clone();
                    alteredComponents[c] = String.join("&", alteredSubcomponents);
                    String[] alteredRepetitions = repetitions.clone();
                    alteredRepetitions[r] = String.join("^", alteredComponents);
                    String[] alteredFields = fields.clone();
                    alteredFields[f] = String.join("~", alteredRepetitions);
                    String[] alteredLines = lines.clone();
                    alteredLines[l] = String.join("|", alteredFields);
                    String leafPath = canonical(path + "[" + (r + 1) + "]." + (c + 1) + "." + (s + 1));
                    if (told(alteredLines).bundle().equals(original.bundle())
                            && !original.losses().contains(leafPath)) {
                        silent.add(leafPath);
                    }
                }
            }
        }
    }

    /** Another value of the same form, so that a code stays a code and a date a date. */
    private static String altered(String leaf) {
        if (leaf.equals("\"\"")) {
            return "X";
        }
        StringBuilder altered = new StringBuilder(leaf);
        int last = leaf.length() - 1;
        char c = leaf.charAt(last);
        if (c == '\\') {
            return leaf + "Q";
        }
        altered.setCharAt(last, c >= '0' && c <= '8' ? (char) (c + 1) : c == '9' ? '1' : c == 'Q' ? 'R' : 'Q');
        return altered.toString();
    }

    private static String canonical(String path) {
        String shorter = path;
        while (shorter.endsWith(".1")) {
            shorter = shorter.substring(0, shorter.length() - 2);
        }
        return shorter;
    }

    private record Told(String bundle, Set<String> losses) {}

    private static Told told(String[] lines) throws IOException {
        byte[] bytes = String.join("\r", lines).getBytes(StandardCharsets.ISO_8859_1);
        Translation translation = Fixture.translate(SourceDocument.of(bytes));
        if (translation instanceof Translation.Refused refused) {
            return new Told("refused " + refused, Set.of());
        }
        Translation.Translated translated = (Translation.Translated) translation;
        String json = new JsonParser()
                .composeString(withoutOriginal(translated.bundle()))
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID");
        Set<String> losses = translated.losses().stream()
                .map(loss -> canonical(loss.path().text()))
                .collect(Collectors.toSet());
        return new Told(json, losses);
    }

    /** The copy of the message is the last Binary, and the last DocumentReference describes it. */
    private static Bundle withoutOriginal(Bundle bundle) {
        Bundle rest = bundle.copy();
        for (String type : List.of("Binary", "DocumentReference")) {
            Bundle.BundleEntryComponent last = rest.getEntry().stream()
                    .filter(e -> e.getResource().fhirType().equals(type))
                    .reduce((first, second) -> second)
                    .orElseThrow();
            rest.getEntry().removeIf(e -> e == last);
        }
        return rest;
    }
}
