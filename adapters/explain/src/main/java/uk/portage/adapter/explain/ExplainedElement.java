package uk.portage.adapter.explain;

import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.layout.PlacedElement;

/**
 * One populated element of the source and what became of it.
 *
 * @param number from 0, in the order of the document
 * @param loss in which way it is not carried as itself, if it is not
 * @param refusal why the document would be refused if this element had another value, if it would
 * @param targets where it stands in the bundle, the likeliest first
 */
public record ExplainedElement(
        int number,
        PlacedElement element,
        Outcome outcome,
        Optional<LossKind> loss,
        Optional<FailureCode> refusal,
        List<Target> targets) {

    public ExplainedElement {
        targets = List.copyOf(targets);
    }

    /** The outcome in a sentence for people, without a full stop. */
    public String words() {
        if (loss.isPresent()) {
            return loss.get() + ": " + loss.get().meaning();
        }
        return refusal.map(code -> "decides what the document is; another value would be refused: " + code.meaning())
                .orElse(outcome.words());
    }
}
