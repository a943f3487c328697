package uk.portage.gateway.ledger;

import java.util.regex.Pattern;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;

/**
 * A kind of loss at an element of the source format, whichever repetition of it. Where the names of elements are the
 * sender's choice they could say anything, so only those that cannot are kept: of HL7 v2 the segment's three letters and
 * digits.
 *
 * @param element for example {@code PID-10.1}, or {@link #OTHER}
 */
public record LostElement(LossKind kind, String element) implements Comparable<LostElement> {

    /** Every element that is not kept by name. */
    public static final String OTHER = "other";

    private static final Pattern POSITION = Pattern.compile("\\[[0-9]+]");
    private static final Pattern HL7 = Pattern.compile("[A-Z][A-Z0-9]{2}(-[0-9]{1,3}(\\.[0-9]{1,2}){0,2})?");

    /** @throws IllegalArgumentException if the element's name could be a sender's words */
    public LostElement {
        if (!element.equals(OTHER) && !HL7.matcher(element).matches()) {
            throw new IllegalArgumentException("not an element that may be named");
        }
    }

    public static LostElement of(Loss loss) {
        String element = POSITION.matcher(loss.path().text()).replaceAll("");
        return new LostElement(loss.kind(), HL7.matcher(element).matches() ? element : OTHER);
    }

    /** For example {@code UNKNOWN_CODE.PID-10.1}. */
    public String text() {
        return kind.name() + '.' + element;
    }

    /** What {@link #text} writes. */
    public static LostElement parse(String text) {
        int dot = text.indexOf('.');
        return new LostElement(LossKind.valueOf(text.substring(0, dot)), text.substring(dot + 1));
    }

    @Override
    public int compareTo(LostElement other) {
        return text().compareTo(other.text());
    }
}
