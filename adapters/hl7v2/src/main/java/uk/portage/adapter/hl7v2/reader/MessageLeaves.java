package uk.portage.adapter.hl7v2.reader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.adapter.spi.proof.LeafInventory;
import uk.portage.adapter.spi.proof.SafetyTopic;

/**
 * The leaves of a message, found by splitting text, not by the reader's offsets. Not a leaf is what only frames the
 * message, see {@link Framing}. The explicit null is a leaf whose value is its own short path, because that is how its
 * removal is carried.
 */
public final class MessageLeaves implements LeafInventory {

    @Override
    public List<Leaf> leaves(SourceDocument document) {
        Optional<PlainText> plain = PlainText.of(document.bytes());
        List<Leaf> leaves = new ArrayList<>();
        Map<String, Integer> ordinals = new HashMap<>();
        for (String line : plain.map(PlainText::segments).orElse(List.of())) {
            String id = line.substring(0, 3).toUpperCase(Locale.ROOT);
            String segment = id + '[' + ordinals.merge(id, 1, Integer::sum) + ']';
            addFields(plain.orElseThrow(), id, segment, line, leaves);
        }
        return leaves;
    }

    private static void addFields(PlainText plain, String id, String segment, String line, List<Leaf> leaves) {
        List<String> fields = plain.fields(line);
        int shift = id.equals("MSH") ? 1 : 0;
        for (int f = 1; f < fields.size(); f++) {
            int field = f + shift;
            if (Framing.is(id, field)) {
                continue;
            }
            List<String> repetitions = plain.repetitions(fields.get(f));
            for (int r = 0; r < repetitions.size(); r++) {
                addComponents(
                        plain, id, segment + '-' + field + '[' + (r + 1) + ']', field, repetitions.get(r), leaves);
            }
        }
    }

    private static void addComponents(
            PlainText plain, String id, String path, int field, String repetition, List<Leaf> leaves) {
        List<String> components = plain.components(repetition);
        for (int c = 0; c < components.size(); c++) {
            List<String> subcomponents = plain.subcomponents(components.get(c));
            for (int s = 0; s < subcomponents.size(); s++) {
                String raw = subcomponents.get(s);
                // White space and control characters say nothing.
                if (raw.chars().allMatch(ch -> ch <= ' ')) {
                    continue;
                }
                String component = components.size() > 1 || subcomponents.size() > 1 ? "." + (c + 1) : "";
                String subcomponent = subcomponents.size() > 1 ? "." + (s + 1) : "";
                String shortPath = id
                        + '-'
                        + field
                        + (components.size() > 1 || s > 0 ? "." + (c + 1) : "")
                        + (s > 0 ? "." + (s + 1) : "");
                String value = raw.equals("\"\"") ? shortPath : plain.value(raw);
                leaves.add(described(
                        Leaf.of(path + component + subcomponent, value), id, field, c + 1, s + 1, repetition));
            }
        }
    }

    private static Leaf described(Leaf leaf, String id, int field, int component, int subcomponent, String repetition) {
        Leaf coded =
                mayBeCodingSystem(component) || mayBeCodingSystem(subcomponent) ? leaf.coded("coding-system") : leaf;
        return safety(id, field, component, repetition).map(coded::critical).orElse(coded);
    }

    /** CE-3 and CE-6, also where a CE is a component. */
    private static boolean mayBeCodingSystem(int part) {
        return part == 3 || part == 6;
    }

    private static Optional<SafetyTopic> safety(String id, int field, int component, String repetition) {
        return switch (id) {
            case "PID" ->
                field == 3
                                && component == 1
                                && repetition.toUpperCase(Locale.ROOT).contains("NHS")
                        ? Optional.of(SafetyTopic.NHS_NUMBER)
                        : field == 29 || field == 30 ? Optional.of(SafetyTopic.DEATH) : Optional.empty();
            case "AL1", "IAM" -> field >= 2 && field <= 5 ? Optional.of(SafetyTopic.ALLERGY) : Optional.empty();
            case "ZU8" -> field == 4 ? Optional.of(SafetyTopic.ALERT) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
