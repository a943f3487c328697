package uk.portage.gateway.mailbox;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.transfer.OrderingKey;

/**
 * How a caller names a person it asks for: by NHS number, which goes no further than to its keyed hash; and in the links
 * of an answer by that hash, since links end up in the logs of whatever lies between.
 */
final class Persons {

    /** The parameter of the links. */
    static final String PARAMETER = "_person";

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private Persons() {}

    /**
     * @param identifier {@code system|number}
     * @throws RefusedException if it is not an NHS number with its system
     */
    static OrderingKey identified(String identifier, MailboxSettings settings) {
        return settings.orderingKey(number(identifier));
    }

    /**
     * @param identifier {@code system|number}
     * @throws RefusedException if it is not an NHS number with its system
     */
    static NhsNumber number(String identifier) {
        String prefix = NhsNumber.SYSTEM + "|";
        return Optional.of(identifier.strip())
                .filter(text -> text.startsWith(prefix))
                .flatMap(text -> NhsNumber.parse(text.substring(prefix.length())))
                .orElseThrow(() -> new RefusedException(Refusal.badRequest(
                        IssueType.VALUE,
                        "a person is named by " + NhsNumber.SYSTEM
                                + "|NUMBER, and the number's check digit is right")));
    }

    /** @throws RefusedException if it is not what a link has given */
    static OrderingKey linked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new RefusedException(Refusal.badRequest(
                    IssueType.VALUE, PARAMETER + " is not one that a link of this mailbox has given"));
        }
        return new OrderingKey(key);
    }

    static String text(Collection<OrderingKey> persons) {
        return persons.stream().map(OrderingKey::value).sorted().collect(Collectors.joining(","));
    }
}
