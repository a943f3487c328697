package uk.portage.gateway.pipeline.record;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.gateway.ledger.LostElement;

/**
 * What the ledger keeps of a translated record: figures, never content.
 *
 * @param size bytes of the bundle
 * @param losses counts by kind
 * @param lost the same by the source's elements
 * @param rightPerson true if the record names its person by a verified NHS number
 * @param valid true if the bundle keeps the profiles it claims
 */
public record Facts(
        long size,
        Map<LossKind, Integer> losses,
        Map<LostElement, Integer> lost,
        boolean rightPerson,
        boolean valid,
        Duration translating,
        Duration validating) {

    /** More in one record are counted together: an entry stays small whatever is sent. */
    private static final int MOST_ELEMENTS = 40;

    public Facts {
        losses = Map.copyOf(losses);
        lost = Map.copyOf(lost);
    }

    /** The same of another rendering. */
    public Facts of(long otherSize, boolean otherValid) {
        return new Facts(otherSize, losses, lost, rightPerson, otherValid, translating, validating);
    }

    public static Map<LossKind, Integer> counted(List<Loss> losses) {
        return losses.stream().collect(Collectors.toMap(Loss::kind, loss -> 1, Integer::sum));
    }

    public static Map<LostElement, Integer> byElement(List<Loss> losses) {
        Map<LostElement, Integer> counts = new TreeMap<>();
        for (Loss loss : losses) {
            LostElement element = LostElement.of(loss);
            boolean named = counts.containsKey(element) || counts.size() < MOST_ELEMENTS;
            counts.merge(named ? element : new LostElement(loss.kind(), LostElement.OTHER), 1, Integer::sum);
        }
        return counts;
    }
}
