package uk.portage.adapter.spi;

import java.time.Instant;
import java.util.List;
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
 * @param otherIdentifiers by which other records may name the same person; in a merge also those of the person whose
 *     record ends
 * @param changesIdentity true if it says that identifiers are one person's: a merge, an update of a person. Every
 *     destination that was sent a record under one of them is to hear it
 * @param matter the visit, result or other thing that it is about, if its number may come again
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
        List<PersonIdentifier> otherIdentifiers,
        boolean changesIdentity,
        Optional<Matter> matter,
        boolean testRecord) {

    public Envelope {
        otherIdentifiers = List.copyOf(otherIdentifiers);
    }

    /** A record that names its person by one identifier. */
    public Envelope(
            String messageType,
            Workflow workflow,
            String businessId,
            String sendingApplication,
            String sendingFacility,
            String receivingFacility,
            Optional<Instant> eventTime,
            Optional<PersonIdentifier> person,
            boolean testRecord) {
        this(
                messageType,
                workflow,
                businessId,
                sendingApplication,
                sendingFacility,
                receivingFacility,
                eventTime,
                person,
                List.of(),
                false,
                Optional.empty(),
                testRecord);
    }

    /** Type and workflow only: the other components are sender text. */
    @Override
    public String toString() {
        return "Envelope[" + messageType + ", " + workflow.code() + "]";
    }
}
