package uk.portage.adapter.hl7v2.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import uk.portage.adapter.spi.SourcePath;

/** One segment. Its fields are found when the first of them is asked for. */
public final class Segment {

    private final Message message;
    private final String id;
    private final int ordinal;
    private final SourcePath path;
    private final boolean header;
    private final int start;
    private int end;
    private int[] fieldStarts = {};
    private int fieldCount = -1;

    /** @param ordinal the how-manieth segment of this id, from 1 */
    Segment(Message message, String id, int ordinal, int start, int end) {
        this.message = message;
        this.id = id;
        this.ordinal = ordinal;
        this.path = new SourcePath(id + '[' + ordinal + ']');
        this.header = id.equals("MSH") || id.equals("FHS") || id.equals("BHS");
        this.start = start;
        this.end = end;
    }

    /** Three characters, in upper case. */
    public String id() {
        return id;
    }

    /** True if no segment of this id comes before it. */
    public boolean isFirst() {
        return ordinal == 1;
    }

    public SourcePath path() {
        return path;
    }

    Message message() {
        return message;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Takes in a further line that does not begin like a segment. */
    void extendTo(int newEnd) {
        end = newEnd;
    }

    /** The highest number of a field that is sent, populated or not. */
    public int fieldCount() {
        if (fieldCount < 0) {
            findFields();
        }
        return fieldCount;
    }

    /** The first repetition of a field, from 1. May be absent. */
    public Element field(int n) {
        int from = fieldStart(n);
        return new Element(this, n, 1, 0, 0, from, repetitionEnd(from, fieldEnd(n)));
    }

    /** The value of the first leaf of a field. */
    public String text(int n) {
        return field(n).text();
    }

    /** True if any repetition of the field holds a value. */
    public boolean has(int n) {
        int to = fieldEnd(n);
        int from = fieldStart(n);
        return from < to && (field(n).isPresent() || !repetitions(n).isEmpty());
    }

    /** The repetitions of a field that hold a value. */
    public List<Element> repetitions(int n) {
        List<Element> all = allRepetitions(n);
        if (all.size() == 1) {
            return all.get(0).isPresent() ? all : List.of();
        }
        List<Element> present = new ArrayList<>(2);
        for (Element repetition : all) {
            if (repetition.isPresent()) {
                present.add(repetition);
            }
        }
        return present;
    }

    /** True if the other segment says the same in every field but its set id and those two. Reads nothing. */
    public boolean sameBut(Segment other, int field, int otherField) {
        int last = Math.max(fieldCount(), other.fieldCount());
        for (int n = 2; n <= last; n++) {
            boolean excepted = n == field || n == otherField;
            if (!excepted && !sameField(other, n)) {
                return false;
            }
        }
        return true;
    }

    /** True if both have a value as the first leaf of the field, and it is one. Reads nothing. */
    public boolean agrees(Segment other, int n) {
        String value = firstLeaf(n);
        return !value.isEmpty() && value.equals(other.firstLeaf(n));
    }

    /** True if both have a value as the first leaf of the field, and not the same. Reads nothing. */
    public boolean differs(Segment other, int n) {
        String value = firstLeaf(n);
        String otherValue = other.firstLeaf(n);
        return !value.isEmpty() && !otherValue.isEmpty() && !value.equals(otherValue);
    }

    private String firstLeaf(int n) {
        int from = fieldStart(n);
        int to = Math.max(from, fieldEnd(n));
        return message.text().substring(from, message.leafEnd(from, repetitionEnd(from, to)));
    }

    private boolean sameField(Segment other, int n) {
        int from = fieldStart(n);
        int length = Math.max(0, fieldEnd(n) - from);
        int otherFrom = other.fieldStart(n);
        return length == Math.max(0, other.fieldEnd(n) - otherFrom)
                && message.text().regionMatches(from, other.message.text(), otherFrom, length);
    }

    List<Element> allRepetitions(int n) {
        int from = fieldStart(n);
        int to = fieldEnd(n);
        if (from >= to) {
            return List.of();
        }
        int next = repetitionEnd(from, to);
        if (next >= to) {
            return List.of(new Element(this, n, 1, 0, 0, from, next));
        }
        List<Element> repetitions = new ArrayList<>(2);
        int number = 1;
        while (true) {
            repetitions.add(new Element(this, n, number, 0, 0, from, next));
            if (next >= to) {
                return repetitions;
            }
            from = next + 1;
            next = repetitionEnd(from, to);
            number++;
        }
    }

    /** The whole field as one text, repetitions on lines of their own. */
    public String verbatim(int n) {
        StringBuilder text = new StringBuilder();
        for (Element repetition : repetitions(n)) {
            if (text.length() > 0) {
                text.append('\n');
            }
            text.append(repetition.verbatim());
        }
        return text.toString();
    }

    /** The paths of the explicit nulls {@code ""}, for example {@code PID-13} or {@code PID-11.3}; marked as read. */
    public List<String> removals() {
        if (!message.mayHaveNulls(start, end)) {
            return List.of();
        }
        List<String> removals = new ArrayList<>(1);
        LeafWalk walk = new LeafWalk(this);
        while (walk.next()) {
            if (walk.isNull()) {
                message.mark(walk.start());
                removals.add(walk.shortPath());
            }
        }
        return removals;
    }

    private int fieldStart(int n) {
        if (fieldCount < 0) {
            findFields();
        }
        int index = isHeader() ? n - 1 : n;
        return index < 1 || n > fieldCount ? end : fieldStarts[index];
    }

    private int fieldEnd(int n) {
        int index = isHeader() ? n - 1 : n;
        return index < 1 || n >= fieldCount() ? end : fieldStarts[index + 1] - 1;
    }

    /** MSH, whose first field is the field separator itself; so are the batch headers. */
    boolean isHeader() {
        return header;
    }

    private int repetitionEnd(int from, int to) {
        String text = message.text();
        char delimiter = message.delimiters().repetition();
        int position = from;
        while (position < to && text.charAt(position) != delimiter) {
            position++;
        }
        return position;
    }

    private void findFields() {
        String text = message.text();
        char separator = message.delimiters().field();
        int[] starts = new int[32];
        int pieces = 1;
        for (int i = start + 3; i < end; i++) {
            if (text.charAt(i) == separator) {
                if (pieces == starts.length) {
                    starts = Arrays.copyOf(starts, pieces * 2);
                }
                starts[pieces++] = i + 1;
            }
        }
        fieldStarts = starts;
        fieldCount = isHeader() ? pieces : pieces - 1;
    }

    /** The path only: the text is part of a person's record. */
    @Override
    public String toString() {
        return "Segment[" + path() + "]";
    }
}
