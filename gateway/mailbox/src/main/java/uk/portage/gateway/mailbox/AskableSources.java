package uk.portage.gateway.mailbox;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Whom a destination may ask for records.
 *
 * @param organisations those that can be asked
 * @param names of organisations, for people
 */
public record AskableSources(Set<OdsCode> organisations, Map<OdsCode, String> names) {

    public AskableSources {
        organisations = Set.copyOf(organisations);
        names = Map.copyOf(names);
    }

    boolean contains(OdsCode organisation) {
        return organisations.contains(organisation);
    }

    /** Those but one, for people. */
    String listWithout(OdsCode one) {
        String codes = new TreeSet<>(organisations)
                .stream().filter(code -> !code.equals(one)).map(OdsCode::value).collect(Collectors.joining(", "));
        return codes.isEmpty() ? "there is none" : codes;
    }
}
