package uk.portage.adapter.spi.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation.Translated;

/**
 * What became of each leaf of one document: carried, or declared as a loss, or neither. A leaf is carried if the bundle
 * holds its value, whatever the notation: letter case, white space, the notation of dates, telephone numbers and
 * decimals, and a code's mapped target do not matter. The copy of the original that travels with a bundle carries
 * nothing.
 *
 * @param recall the leaves found in the bundle
 * @param safety the same for the safety-critical leaves, by topic; topics without a leaf are absent
 * @param silentLosses leaves neither found nor declared; must be empty
 * @param safetyLosses safety-critical leaves not found, declared or not; must be empty for a valid document
 */
public record NoLossProof(
        ElementRecall recall,
        Map<SafetyTopic, ElementRecall> safety,
        List<SourcePath> silentLosses,
        List<SourcePath> safetyLosses) {

    public NoLossProof {
        safety = Collections.unmodifiableMap(new EnumMap<>(safety));
        silentLosses = List.copyOf(silentLosses);
        safetyLosses = List.copyOf(safetyLosses);
    }

    /** @param maps the code maps that the translation used */
    public static NoLossProof of(SourceDocument document, List<Leaf> leaves, Translated translated, CodeMaps maps) {
        CarriedValues carried = CarriedValues.of(translated.bundle(), document);
        Map<String, LossKind> losses = new HashMap<>();
        for (Loss loss : translated.losses()) {
            losses.merge(canonical(loss.path().text()), loss.kind(), NoLossProof::graver);
        }
        ElementRecall recall = ElementRecall.NONE;
        Map<SafetyTopic, ElementRecall> safety = new EnumMap<>(SafetyTopic.class);
        List<SourcePath> silent = new ArrayList<>();
        List<SourcePath> harmful = new ArrayList<>();
        for (Leaf leaf : leaves) {
            Optional<LossKind> declared = declared(losses, canonical(leaf.path().text()));
            boolean found = declared.map(NoLossProof::mayBeCarried).orElse(true) && carried.holds(leaf, maps);
            recall = recall.plus(found);
            if (!found && declared.isEmpty()) {
                silent.add(leaf.path());
            }
            if (leaf.safety().isPresent()) {
                safety.merge(leaf.safety().get(), ElementRecall.NONE.plus(found), ElementRecall::plus);
                if (!found) {
                    harmful.add(leaf.path());
                }
            }
        }
        return new NoLossProof(recall, safety, silent, harmful);
    }

    /** A declared loss of the element itself or of one that contains it. */
    private static Optional<LossKind> declared(Map<String, LossKind> losses, String path) {
        String ancestor = path;
        while (!ancestor.isEmpty()) {
            LossKind kind = losses.get(ancestor);
            if (kind != null) {
                return Optional.of(kind);
            }
            ancestor = ancestor.substring(0, lastSeparator(ancestor));
        }
        return Optional.empty();
    }

    private static int lastSeparator(String path) {
        for (int i = path.length() - 1; i > 0; i--) {
            char c = path.charAt(i);
            if (c == '.' || c == '-' || c == '[' || c == '/') {
                return i;
            }
        }
        return 0;
    }

    /** In HL7 v2, {@code PID-8}, {@code PID-8.1} and {@code PID-8.1.1} name the same leaf. */
    private static String canonical(String path) {
        String shorter = path;
        while (shorter.endsWith(".1")) {
            shorter = shorter.substring(0, shorter.length() - 2);
        }
        return shorter;
    }

    /** A value found although declared to have no place is there by chance. */
    private static boolean mayBeCarried(LossKind kind) {
        return switch (kind) {
            case NO_TARGET, UNPARSEABLE, TRUNCATED -> false;
            case UNKNOWN_CODE, COARSER, TEXT_ONLY -> true;
        };
    }

    private static LossKind graver(LossKind first, LossKind second) {
        return mayBeCarried(first) ? second : first;
    }
}
