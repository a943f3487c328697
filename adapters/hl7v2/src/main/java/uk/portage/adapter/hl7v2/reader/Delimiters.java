package uk.portage.adapter.hl7v2.reader;

/**
 * The message delimiters of HL7 v2.4 section 2.6.1.1 and 2.6.1.2, as MSH-1 and MSH-2 declare them. A delimiter that
 * MSH-2 leaves out is {@link #NONE}.
 */
public record Delimiters(char field, char component, char repetition, char escape, char subcomponent) {

    /** Stands for a delimiter that the message does not have; line ends are never part of a value's first character. */
    static final char NONE = '\uFFFF';

    /** The delimiters HL7 v2 recommends. */
    public static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&');

    boolean lawful() {
        char[] all = {field, component, repetition, escape, subcomponent};
        for (int i = 0; i < all.length; i++) {
            if (all[i] == NONE) {
                continue;
            }
            if (all[i] <= ' ' || all[i] > '~' || Character.isLetterOrDigit(all[i]) || all[i] == '"') {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (all[i] == all[j]) {
                    return false;
                }
            }
        }
        return true;
    }
}
