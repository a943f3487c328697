package uk.portage.gateway.pipeline.record;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;

/**
 * What the ledger keeps of a translated record: figures, never content.
 *
 * @param size bytes of the bundle
 * @param losses counts by kind
 * @param rightPerson true if the record names its person by a verified NHS number
 * @param valid true if the bundle keeps the profiles it claims
 */
public record Facts(
        long size,
        Map<LossKind, Integer> losses,
        boolean rightPerson,
        boolean valid,
        Duration translating,
        Duration validating) {

    public Facts {
        losses = Map.copyOf(losses);
    }

    /** The same of another rendering. */
    public Facts of(long otherSize, boolean otherValid) {
        return new Facts(otherSize, losses, rightPerson, otherValid, translating, validating);
    }

    public static Map<LossKind, Integer> counted(List<Loss> losses) {
        return losses.stream().collect(Collectors.toMap(Loss::kind, loss -> 1, Integer::sum));
    }
}
