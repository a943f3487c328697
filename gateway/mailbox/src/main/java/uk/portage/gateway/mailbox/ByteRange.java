package uk.portage.gateway.mailbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/**
 * The piece of a file that {@code Range} asks for (RFC 9110, section 14).
 *
 * @param from the first byte
 * @param until the byte after the last
 */
record ByteRange(long from, long until) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * @return empty for what need not be honoured: another unit, several pieces, what is not a range
     * @throws RefusedException 416 if the file does not reach so far
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher range = ONE.matcher(header.strip());
        if (!range.matches() || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            long suffix = Math.min(size, Long.parseLong(last));
            return Optional.of(satisfiable(size - suffix, size, size));
        }
        long from = Long.parseLong(first);
        long until = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return Optional.empty();
        }
        return Optional.of(satisfiable(from, until, size));
    }

    private static ByteRange satisfiable(long from, long until, long size) {
        if (from >= until) {
            throw new RefusedException(
                    Refusal.of(416, FailureCode.INVALID_VALUE, IssueType.VALUE, "the file has " + size + " bytes")
                            .with("Content-Range", "bytes */" + size));
        }
        return new ByteRange(from, until);
    }
}
