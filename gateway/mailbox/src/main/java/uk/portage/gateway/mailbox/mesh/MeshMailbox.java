package uk.portage.gateway.mailbox.mesh;

import java.util.Set;
import java.util.regex.Pattern;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The mailbox of an organisation.
 *
 * @param id capital letters and digits
 * @param organisation whose it is; an organisation has one mailbox
 * @param name for people
 * @param password the secret that its credentials are made with
 * @param sends the workflow identifiers of the records it may send; none for one that only receives
 * @param collects true if its organisation is a destination
 */
public record MeshMailbox(
        String id, OdsCode organisation, String name, String password, Set<String> sends, boolean collects) {

    private static final Pattern FORM = Pattern.compile("[A-Z0-9]{4,16}");

    public MeshMailbox {
        if (!isId(id)) {
            throw new IllegalArgumentException("a mailbox id has 4 to 16 capital letters and digits, not: " + id);
        }
        sends = Set.copyOf(sends);
    }

    /** True if a text has the form of a mailbox id. */
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MeshMailbox[" + id + ", " + organisation + "]";
    }
}
