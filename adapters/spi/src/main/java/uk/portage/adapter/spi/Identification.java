package uk.portage.adapter.spi;

import java.util.List;

/** What intake learned of a document before keeping it. */
public sealed interface Identification {

    record Identified(Envelope envelope) implements Identification {}

    /**
     * The document cannot be accepted.
     *
     * @param code why, from the closed list
     * @param where the source elements at fault, at least one when the document has structure
     */
    record Refused(FailureCode code, List<SourcePath> where) implements Identification {
        public Refused {
            where = List.copyOf(where);
        }
    }
}
