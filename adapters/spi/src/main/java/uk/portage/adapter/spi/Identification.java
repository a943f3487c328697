package uk.portage.adapter.spi;

import java.util.List;

/** What intake learned of a document before keeping it. */
public sealed interface Identification {

    /**
     * The document can be translated.
     *
     * @param unmapped the elements that name a type of document whose content has no mapping: its translation is an
     *     envelope, the person and the original, and everything else a loss. Empty if it has a mapping. Whoever would
     *     rather refuse such a document than carry it does so with {@link FailureCode#UNSUPPORTED_TYPE} and these paths.
     */
    record Identified(Envelope envelope, List<SourcePath> unmapped) implements Identification {
        public Identified {
            unmapped = List.copyOf(unmapped);
        }

        /** Of a type that has a mapping. */
        public Identified(Envelope envelope) {
            this(envelope, List.of());
        }
    }

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
