package uk.portage.adapter.hl7v2.reader;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;

/**
 * One HL7 v2 message and the account of what was read of it. Not for use by more than one thread: reading marks.
 */
public final class Message {

    private final String text;
    private final Charset charset;
    private final boolean charsetAssumed;
    private final Delimiters delimiters;
    private final List<Segment> segments = new ArrayList<>(32);
    private final List<Segment> continued = new ArrayList<>(0);
    /** By the offset at which a leaf begins, which names it. */
    private final BitSet read;

    private final Map<Integer, LossKind> losses = new HashMap<>(8);

    Message(Decoding decoding, Delimiters delimiters) {
        this.text = decoding.text();
        this.charset = decoding.charset();
        this.charsetAssumed = decoding.assumed();
        this.delimiters = delimiters;
        this.read = new BitSet(text.length());
    }

    void add(Segment segment) {
        segments.add(segment);
    }

    void addContinued(Segment segment) {
        if (continued.isEmpty() || continued.get(continued.size() - 1) != segment) {
            continued.add(segment);
        }
    }

    /** In the order sent; the first is MSH. */
    public List<Segment> segments() {
        return segments;
    }

    /** The segments that lines follow which do not begin like a segment, taken as their continuation. */
    public List<Segment> continuedSegments() {
        return continued;
    }

    public Segment header() {
        return segments.get(0);
    }

    public Charset charset() {
        return charset;
    }

    /** True if the character set is a guess: MSH-18 names none, or not the one the bytes are in. */
    public boolean charsetAssumed() {
        return charsetAssumed;
    }

    public Delimiters delimiters() {
        return delimiters;
    }

    /**
     * The losses so far, in the order of the message: every populated leaf that was not read has no target; of the
     * others, those that were read with a reservation.
     */
    public List<Loss> losses() {
        List<Loss> result = new ArrayList<>();
        for (Segment segment : segments) {
            LeafWalk walk = new LeafWalk(segment);
            while (walk.next()) {
                LossKind kind = losses.get(walk.start());
                if (kind != null) {
                    result.add(new Loss(walk.path(), kind));
                } else if (!read.get(walk.start())) {
                    result.add(new Loss(walk.path(), LossKind.NO_TARGET));
                }
            }
        }
        return result;
    }

    String text() {
        return text;
    }

    /** A value that may hold several leaves; this and {@link #readLeaf} are the only ways from offsets to a value. */
    String read(int start, int end) {
        markLeaves(start, end);
        return value(start, end);
    }

    /** @param end where the leaf that begins at the start ends */
    String readLeaf(int start, int end) {
        mark(start);
        return value(start, end);
    }

    /** Where the leaf that begins here ends, at the latest at the end. */
    int leafEnd(int start, int end) {
        int i = start;
        while (i < end && !isPartDelimiter(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private boolean isPartDelimiter(char c) {
        return c == delimiters.component() || c == delimiters.subcomponent();
    }

    private String value(int start, int end) {
        if (!Escapes.needed(text, start, end, delimiters.escape())) {
            return text.substring(start, end);
        }
        String undone = Escapes.undone(text, start, end, delimiters, charset);
        if (undone.indexOf(Escapes.REPLACEMENT) >= 0 && !sentReplacement(start, end)) {
            lose(start, end, LossKind.UNPARSEABLE);
        }
        return undone;
    }

    private boolean sentReplacement(int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == Escapes.REPLACEMENT) {
                return true;
            }
        }
        return false;
    }

    void mark(int start) {
        read.set(start);
    }

    private void markLeaves(int start, int end) {
        read.set(start);
        for (int i = start; i < end; i++) {
            if (isPartDelimiter(text.charAt(i))) {
                read.set(i + 1);
            }
        }
    }

    void lose(int start, int end, LossKind kind) {
        losses.putIfAbsent(start, kind);
        for (int i = start; i < end; i++) {
            if (isPartDelimiter(text.charAt(i))) {
                losses.putIfAbsent(i + 1, kind);
            }
        }
    }

    boolean isComposite(int start, int end) {
        return leafEnd(start, end) < end;
    }

    boolean mayHaveNulls(int start, int end) {
        for (int i = start + 1; i < end; i++) {
            if (text.charAt(i) == '"' && text.charAt(i - 1) == '"') {
                return true;
            }
        }
        return false;
    }

    /** The size only: the text is a person's record. */
    @Override
    public String toString() {
        return "Message[" + segments.size() + " segments]";
    }
}
