package uk.portage.adapter.hl7v2.reader;

import uk.portage.adapter.spi.SourcePath;

/**
 * Visits the populated leaves of one segment in order, in one pass. Not a leaf: what only frames the message, that is
 * MSH-1, MSH-2, MSH-18 and the set ids and value types of {@link Framing}.
 */
final class LeafWalk {

    private final Segment segment;
    private final boolean withFraming;
    private final String text;
    private final Delimiters delimiters;
    private final int end;
    private int position;
    private int field;
    private int repetition = 1;
    private int component = 1;
    private int subcomponent = 1;
    private int leafStart;
    private int leafEnd;
    private boolean begun;

    LeafWalk(Segment segment) {
        this(segment, false);
    }

    private LeafWalk(Segment segment, boolean withFraming) {
        this.segment = segment;
        this.withFraming = withFraming;
        this.text = segment.message().text();
        this.delimiters = segment.message().delimiters();
        this.end = segment.end();
        this.position = segment.start() + 3;
        if (segment.isHeader()) {
            // MSH-2 is the delimiters and is not divided by them.
            this.position = skipEncodingCharacters();
            this.field = 2;
        }
    }

    /** A walk that also visits the set ids, value types and the character set of {@link Framing}. */
    static LeafWalk withFraming(Segment segment) {
        return new LeafWalk(segment, true);
    }

    private int skipEncodingCharacters() {
        int i = segment.start() + 4;
        while (i < end && text.charAt(i) != delimiters.field()) {
            i++;
        }
        return i;
    }

    /** Moves to the next populated leaf. */
    boolean next() {
        while (begun ? position < end : begin()) {
            step(text.charAt(position));
            leafStart = position + 1;
            int i = leafStart;
            boolean populated = false;
            while (i < end && !isDelimiter(text.charAt(i))) {
                populated |= text.charAt(i) > ' ';
                i++;
            }
            leafEnd = i;
            position = i;
            if (populated && (withFraming || !isFraming())) {
                return true;
            }
        }
        return false;
    }

    private boolean begin() {
        begun = true;
        return position < end;
    }

    private void step(char delimiter) {
        if (delimiter == delimiters.field()) {
            field++;
            repetition = 1;
            component = 1;
            subcomponent = 1;
        } else if (delimiter == delimiters.repetition()) {
            repetition++;
            component = 1;
            subcomponent = 1;
        } else if (delimiter == delimiters.component()) {
            component++;
            subcomponent = 1;
        } else {
            subcomponent++;
        }
    }

    private boolean isDelimiter(char c) {
        return c == delimiters.field()
                || c == delimiters.component()
                || c == delimiters.repetition()
                || c == delimiters.subcomponent();
    }

    int start() {
        return leafStart;
    }

    int end() {
        return leafEnd;
    }

    boolean isFraming() {
        return Framing.is(segment.id(), field);
    }

    int field() {
        return field;
    }

    /** From 1; 0 if the field has no further component. */
    int component() {
        return subcomponent() > 0 || component > 1 || followedByComponent() ? component : 0;
    }

    /** From 1; 0 if the component has no further subcomponent. */
    int subcomponent() {
        return subcomponent > 1 || nextDelimiter() == delimiters.subcomponent() ? subcomponent : 0;
    }

    boolean isNull() {
        return leafEnd - leafStart == 2 && text.charAt(leafStart) == '"' && text.charAt(leafStart + 1) == '"';
    }

    /** For example {@code PID[1]-3[2].4.1}; a part that is the only one is not numbered. */
    SourcePath path() {
        StringBuilder path = new StringBuilder(24);
        path.append(segment.path().text())
                .append('-')
                .append(field)
                .append('[')
                .append(repetition)
                .append(']');
        if (component() > 0) {
            path.append('.').append(component);
        }
        if (subcomponent() > 0) {
            path.append('.').append(subcomponent);
        }
        return new SourcePath(path.toString());
    }

    private char nextDelimiter() {
        return leafEnd < end ? text.charAt(leafEnd) : Delimiters.NONE;
    }

    private boolean followedByComponent() {
        int i = leafEnd;
        while (i < end && text.charAt(i) == delimiters.subcomponent()) {
            i++;
            while (i < end && !isDelimiter(text.charAt(i))) {
                i++;
            }
        }
        return i < end && text.charAt(i) == delimiters.component();
    }

    /** For example {@code PID-13} or {@code PID-11.3}. */
    String shortPath() {
        StringBuilder path = new StringBuilder(12);
        path.append(segment.id()).append('-').append(field);
        if (component > 1 || subcomponent > 1 || followedByComponent()) {
            path.append('.').append(component);
        }
        if (subcomponent > 1) {
            path.append('.').append(subcomponent);
        }
        return path.toString();
    }
}
