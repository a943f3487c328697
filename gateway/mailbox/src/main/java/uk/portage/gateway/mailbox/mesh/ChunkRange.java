package uk.portage.gateway.mailbox.mesh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Mex-Chunk-Range}: which chunk this is, of how many. */
record ChunkRange(int number, int total) {

    static final ChunkRange SINGLE = new ChunkRange(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6}):(\\d{1,6})");

    /** Empty if the text is not one. */
    static Optional<ChunkRange> of(String text) {
        Matcher range = FORM.matcher(text);
        if (!range.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(range.group(1));
        int total = Integer.parseInt(range.group(2));
        return number >= 1 && number <= total ? Optional.of(new ChunkRange(number, total)) : Optional.empty();
    }

    boolean isLast() {
        return number == total;
    }

    @Override
    public String toString() {
        return number + ":" + total;
    }
}
