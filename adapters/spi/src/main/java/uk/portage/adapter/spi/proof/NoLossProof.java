package uk.portage.adapter.spi.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.CodeMaps;
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
        DeclaredLosses losses = DeclaredLosses.of(translated.losses());
        ElementRecall recall = ElementRecall.NONE;
        Map<SafetyTopic, ElementRecall> safety = new EnumMap<>(SafetyTopic.class);
        List<SourcePath> silent = new ArrayList<>();
        List<SourcePath> harmful = new ArrayList<>();
        for (Leaf leaf : leaves) {
            Optional<LossKind> declared = losses.of(leaf.path());
            boolean found = declared.map(DeclaredLosses::mayBeCarried).orElse(true) && carried.holds(leaf, maps);
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
}
