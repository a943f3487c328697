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
        int quotes = 0;
        for (int i = start; i < end; i++) {
            char c = message.text().charAt(i);
            if (c == delimiters.component() || c == delimiters.subcomponent()) {
                if (quotes > 0 && quotes != 2) {
                    return true;
                }
                quotes = 0;
            } else if (c == '"') {
                quotes++;
            } else if (c > ' ') {
                return true;
            }
        }
        return quotes > 0 && quotes != 2;
    }

    /** True if it is the explicit null {@code ""}: the sender asks that the value be removed. */
    public boolean isNull() {
        return isNull(start, end);
    }

    private boolean isNull(int from, int to) {
        String text = segment.message().text();
        return to - from == 2 && text.charAt(from) == '"' && text.charAt(from + 1) == '"';
    }

    /** The nth component of a repetition, or the nth subcomponent of a component; from 1. May be absent. */
    public Element part(int n) {
        if (subcomponent > 0) {
            return n == 1 ? this : absent();
        }
        int from = partStart(n);
        if (from < 0) {
            return absent();
        }
        int to = next(delimiter(), from, end);
        return component > 0
                ? new Element(segment, field, repetition, component, n, from, to)
                : new Element(segment, field, repetition, n, 0, from, to);
    }

    /** What parts this. */
    private char delimiter() {
        Delimiters delimiters = segment.message().delimiters();
        return component > 0 ? delimiters.subcomponent() : delimiters.component();
    }

    /** Where the nth part begins; negative if it was not sent. */
    private int partStart(int n) {
        char delimiter = delimiter();
        int from = start;
        for (int i = 1; i < n; i++) {
            from = next(delimiter, from, end) + 1;
            if (from > end) {
                return -1;
            }
        }
        return from;
    }

    /** Where the character stands next; the end if it does not. */
    private int next(char delimiter, int from, int to) {
        String text = segment.message().text();
        int position = from;
        while (position < to && text.charAt(position) != delimiter) {
            position++;
        }
        return position;
    }

    /** True if at least so many parts were sent, populated or not: cheaper than to ask for each of them. */
    public boolean reaches(int parts) {
        return subcomponent > 0 ? parts <= 1 : partStart(parts) >= 0;
    }

    /** How many parts were sent, populated or not. */
    int partCount() {
        if (subcomponent > 0) {
            return 1;
        }
        char delimiter = delimiter();
        int count = 1;
        for (int at = next(delimiter, start, end); at < end; at = next(delimiter, at + 1, end)) {
            count++;
        }
        return count;
    }

    private Element absent() {
        return start == end ? this : new Element(segment, field, repetition, component, subcomponent, end, end);
    }

    /** The value of the first leaf, without surrounding white space; empty if absent or null. */
    public String text() {
        return firstLeaf(start, end).strip();
    }

    /** The value of the first leaf of the nth part. */
    public String text(int n) {
        if (subcomponent > 0) {
            return n == 1 ? text() : "";
        }
        int from = partStart(n);
        return from < 0 ? "" : firstLeaf(from, next(delimiter(), from, end)).strip();
    }

    /** The value of the first leaf, white space and line breaks kept: formatted text. */
    public String formatted() {
        return firstLeaf(start, end);
    }

    private String firstLeaf(int from, int to) {
        Message message = segment.message();
        int leafEnd = subcomponent > 0 ? to : message.leafEnd(from, to);
        if (from == leafEnd || isNull(from, leafEnd)) {
            return "";
        }
        return message.readLeaf(from, leafEnd);
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
