package uk.portage.gateway.pipeline.receive.folder;

import java.util.List;
import uk.portage.adapter.spi.FailureCode;

/**
 * What became of a file.
 *
 * @param look of the file it was passed on
 * @param lines in the order of the file
 * @param settled true if nothing that is added to the file could change it
 */
record Verdict(Look look, List<Line> lines, boolean settled) {

    static final String ACCEPTED = "ACCEPTED";

    Verdict {
        lines = List.copyOf(lines);
    }

    /** A file that was refused before anybody looked for documents in it. */
    static Verdict whole(Look look, FailureCode code, String where) {
        boolean settled = code == FailureCode.OVERSIZED || !look.regular();
        return new Verdict(look, List.of(new Line(0, "", code.name(), "", where)), settled);
    }

    /** True if it holds for a file that looks like this now. */
    boolean holdsFor(Look now) {
        return settled ? look.identity().equals(now.identity()) : look.equals(now);
    }

    boolean isAccepted() {
        return lines.stream().allMatch(line -> line.outcome().equals(ACCEPTED));
    }

    long accepted() {
        return lines.stream().filter(line -> line.outcome().equals(ACCEPTED)).count();
    }

    /**
     * One line of the results.
     *
     * @param number of the document in the file, from 1; 0 for the file itself
     * @param id the sender's own id of the document, if it is one that cannot say anything about a person
     * @param outcome {@link #ACCEPTED}, a failure code, or what is wrong with the envelope
     * @param receipt if accepted
     * @param where the elements at fault
     */
    record Line(int number, String id, String outcome, String receipt, String where) {}
}
