package uk.portage.adapter.hl7v2.reader;

import uk.portage.adapter.spi.SourcePath;

/** The outcome of reading bytes as one HL7 v2 message. */
public sealed interface Reading {

    record Read(Message message) implements Reading {}

    /** @param where the element that makes it unreadable */
    record Unreadable(SourcePath where) implements Reading {}
}
