package uk.portage.adapter.spi;

import java.util.List;

/**
 * The documents of one file, in its order, each with the bytes it has in the file.
 *
 * @param documents none if the file holds nothing; what lies between documents and is no envelope is one, too, so that
 *     whoever identifies it can say what is wrong with it
 * @param faults what is wrong with the envelope; its documents may be sound all the same
 */
public record Batch(List<SourceDocument> documents, List<Fault> faults) {

    public Batch {
        documents = List.copyOf(documents);
        faults = List.copyOf(faults);
    }

    /** True if the file ends before its envelope does: the rest of it may be under way. */
    public boolean endsEarly() {
        return faults.stream().anyMatch(NotEnded.class::isInstance);
    }

    /** What is wrong with an envelope. */
    public sealed interface Fault {

        /** The element of the envelope that is concerned, in the notation of the format. */
        SourcePath where();
    }

    /** An envelope that was opened and is not closed. */
    public record NotEnded(SourcePath where) implements Fault {}

    /** An envelope that says how many it holds, and holds another number. */
    public record CountDiffers(SourcePath where, long said, long held) implements Fault {}

    /** An envelope whose count is not a number. */
    public record CountUnreadable(SourcePath where) implements Fault {}
}
