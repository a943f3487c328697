package uk.portage.gateway.mailbox;

import java.util.Arrays;
import java.util.Optional;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * The condition of an update (RFC 9110, section 13.1.1): which versions of the Task the caller means.
 *
 * @param header the value of {@code If-Match}, empty if there is none
 */
record IfMatch(Optional<String> header) {

    /**
     * True if the caller means the item as it stands. The step from requested to received is the gateway's own note that
     * this caller collected the bundle, so the version just before it is still the one the caller knows.
     */
    boolean admits(MailboxItem item) {
        if (header.isEmpty() || header.get().strip().equals("*")) {
            return true;
        }
        return Arrays.stream(header.get().split(",", -1))
                .map(IfMatch::version)
                .anyMatch(version -> version.equals(Integer.toString(item.version()))
                        || (item.status() == TaskStatus.RECEIVED
                                && version.equals(Integer.toString(item.version() - 1))));
    }

    private static String version(String entityTag) {
        String tag = entityTag.strip();
        if (tag.startsWith("W/")) {
            tag = tag.substring(2);
        }
        return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
    }
}
