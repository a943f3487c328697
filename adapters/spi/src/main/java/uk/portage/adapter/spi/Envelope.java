package uk.portage.adapter.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * Who sent a document, to whom, about whom and why, as the document itself says. Nothing here is verified yet.
 *
 * @param messageType the format's own name of the type, for example {@code ADT^A01}; taken from a closed list, never
 *     sender text
 * @param workflow what the record is for
 * @param businessId the sender's own id of this message, for example MSH-10; sender text
 * @param sendingApplication for example MSH-3; sender text, may be empty
 * @param sendingFacility for example MSH-4; sender text, may be empty
 * @param receivingFacility for example MSH-6; sender text, may be empty
 * @param eventTime when the event happened by the source's own clock, if it says so
 * @param person whom the record is about, if it says so
 * @param testRecord true if the sender marks the message as training or debugging, for example MSH-11 {@code T}
 */
public record Envelope(
        String messageType,
        Workflow workflow,
        String businessId,
        String sendingApplication,
        String sendingFacility,
        String receivingFacility,
        Optional<Instant> eventTime,
        Optional<PersonIdentifier> person,
        boolean testRecord) {

    /** Type and workflow only: the other components are sender text. */
    @Override
    public String toString() {
        return "Envelope[" + messageType + ", " + workflow.code() + "]";
    }
}
