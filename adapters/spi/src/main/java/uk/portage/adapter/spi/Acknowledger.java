package uk.portage.adapter.spi;

import java.time.Instant;

/** Writes the answer a sender hears, in the sender's own format. Total: any document has an answer. */
public interface Acknowledger {

    /**
     * @param document what was received, perhaps unreadable
     * @param answer what became of it
     * @param now the time the answer bears
     * @return the answer's bytes, without transport framing; sender text inside is escaped
     */
    byte[] answer(SourceDocument document, Answer answer, Instant now);
}
