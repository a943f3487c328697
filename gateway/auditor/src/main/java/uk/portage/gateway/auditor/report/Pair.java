package uk.portage.gateway.auditor.report;

import java.util.Comparator;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Who sends to whom.
 *
 * @param sender empty if the sender could not be told
 * @param recipient empty if it was not routed
 * @param others true for all pairs that are not listed by themselves; then both are empty
 */
public record Pair(Optional<OdsCode> sender, Optional<OdsCode> recipient, boolean others) {

    static final Pair OTHERS = new Pair(Optional.empty(), Optional.empty(), true);

    static final Comparator<Pair> ORDER = Comparator.comparing(Pair::others)
            .thenComparing(pair -> text(pair.sender()))
            .thenComparing(pair -> text(pair.recipient()));

    static Pair of(Optional<OdsCode> sender, Optional<OdsCode> recipient) {
        return new Pair(sender, recipient, false);
    }

    private static String text(Optional<OdsCode> organisation) {
        return organisation.map(OdsCode::value).orElse("");
    }
}
