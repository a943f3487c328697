package uk.portage.adapter.spi;

import java.util.List;

/** What became of a submission, as its sender is to hear it. */
public sealed interface Answer {

    /** @param receipt the id under which the commit keeps the submission */
    record Accepted(String receipt) implements Answer {}

    record Refused(FailureCode code, List<SourcePath> where) implements Answer {
        public Refused {
            where = List.copyOf(where);
        }
    }
}
