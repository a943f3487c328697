package uk.portage.adapter.hl7v2.reader;

import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourcePath;

/**
 * A stretch of a message between delimiters: one repetition of a field, a component or a subcomponent. A composite data
 * type reads the same at each level: {@link #part} is a component of a repetition and a subcomponent of a component.
 * Every method that returns text marks the leaves it was taken from as read.
 */
public final class Element {

    private final Segment segment;
    private final int field;
    private final int repetition;
    private final int component;
    private final int subcomponent;
    private final int start;
    private final int end;

    Element(Segment segment, int field, int repetition, int component, int subcomponent, int start, int end) {
        this.segment = segment;
        this.field = field;
        this.repetition = repetition;
        this.component = component;
        this.subcomponent = subcomponent;
        this.start = start;
        this.end = end;
    }

    /** True if it holds a value: not only white space and delimiters, and not the explicit null. */
    public boolean isPresent() {
        Message message = segment.message();
        Delimiters delimiters = message.delimiters();
        boolean quotesOnly = true;
        int quotes = 0;
        boolean anything = false;
        for (int i = start; i < end; i++) {
            char c = message.text().charAt(i);
            if (c == delimiters.component() || c == delimiters.subcomponent()) {
                if (anything && !(quotesOnly && quotes == 2)) {
                    return true;
                }
                quotesOnly = true;
                quotes = 0;
                anything = false;
            } else if (c > ' ') {
                anything = true;
                quotesOnly &= c == '"';
                quotes++;
            }
        }
        return anything && !(quotesOnly && quotes == 2);
    }

    /** True if it is the explicit null {@code ""}: the sender asks that the value be removed. */
    public boolean isNull() {
        String text = segment.message().text();
        return end - start == 2 && text.charAt(start) == '"' && text.charAt(start + 1) == '"';
    }

    /** The nth component of a repetition, or the nth subcomponent of a component; from 1. May be absent. */
    public Element part(int n) {
        if (subcomponent > 0) {
            return n == 1 ? this : absent();
        }
        char delimiter = component > 0
                ? segment.message().delimiters().subcomponent()
                : segment.message().delimiters().component();
        String text = segment.message().text();
        int from = start;
        for (int i = 1; i < n; i++) {
            while (from < end && text.charAt(from) != delimiter) {
                from++;
            }
            if (from >= end) {
                return absent();
            }
            from++;
        }
        int to = from;
        while (to < end && text.charAt(to) != delimiter) {
            to++;
        }
        return component > 0
                ? new Element(segment, field, repetition, component, n, from, to)
                : new Element(segment, field, repetition, n, 0, from, to);
    }

    /** How many parts were sent, populated or not. */
    int partCount() {
        if (subcomponent > 0) {
            return 1;
        }
        Message message = segment.message();
        char delimiter = component > 0
                ? message.delimiters().subcomponent()
                : message.delimiters().component();
        int count = 1;
        for (int i = start; i < end; i++) {
            if (message.text().charAt(i) == delimiter) {
                count++;
            }
        }
        return count;
    }

    private Element absent() {
        return new Element(segment, field, repetition, component, subcomponent, end, end);
    }

    /** The value of the first leaf, without surrounding white space; empty if absent or null. */
    public String text() {
        if (start == end) {
            return "";
        }
        if (subcomponent == 0) {
            return part(1).text();
        }
        return isNull() ? "" : segment.message().read(start, end).strip();
    }

    /** The value of the first leaf of the nth part. */
    public String text(int n) {
        return part(n).text();
    }

    /** The value of the first leaf, white space and line breaks kept: formatted text. */
    public String formatted() {
        if (start == end) {
            return "";
        }
        if (subcomponent == 0) {
            return part(1).formatted();
        }
        return isNull() ? "" : segment.message().read(start, end);
    }

    /**
     * The whole stretch as one text. Delimiters inside, which a sender forgot to escape or which structure a value that
     * has no structure in the target, stay as characters; each leaf is then accounted for as text only.
     */
    public String verbatim() {
        if (!isPresent()) {
            return "";
        }
        Message message = segment.message();
        if (!message.isComposite(start, end)) {
            return formatted();
        }
        lose(LossKind.TEXT_ONLY);
        return message.read(start, end);
    }

    /** Accounts for every populated leaf inside as lost in this way. */
    public void lose(LossKind kind) {
        segment.message().lose(start, end, kind);
    }

    /** The same text as another element, without saying which. */
    public boolean sameAs(Element other) {
        return end - start == other.end - other.start
                && segment.message()
                        .text()
                        .regionMatches(start, other.segment.message().text(), other.start, end - start);
    }

    public SourcePath path() {
        StringBuilder path = new StringBuilder(24);
        path.append(segment.path().text())
                .append('-')
                .append(field)
                .append('[')
                .append(repetition)
                .append(']');
        if (component > 0) {
            path.append('.').append(component);
        }
        if (subcomponent > 0) {
            path.append('.').append(subcomponent);
        }
        return new SourcePath(path.toString());
    }

    public Segment segment() {
        return segment;
    }

    /** The path only: the text is part of a person's record. */
    @Override
    public String toString() {
        return "Element[" + path() + "]";
    }
}
