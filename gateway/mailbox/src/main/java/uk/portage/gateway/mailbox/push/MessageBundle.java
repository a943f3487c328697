package uk.portage.gateway.mailbox.push;

import java.net.URI;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.UriType;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.gateway.transfer.TransferId;

/** A record as a message (FHIR R4, messaging.html). */
final class MessageBundle {

    /** The event of what was no message before: a record has come. */
    static final String EVENT = "https://portage.uk/fhir/message-event/record";

    private MessageBundle() {}

    /**
     * The record itself if it is a message; else its resources behind a header whose id is derived from the transfer.
     *
     * @param receiver the server's address
     */
    static Bundle of(TransferId transfer, Bundle record, URI receiver) {
        if (record.getType() == Bundle.BundleType.MESSAGE) {
            return record;
        }
        String id = DerivedId.of("pushed", transfer.toString(), "MessageHeader").toString();
        MessageHeader header = new MessageHeader();
        header.setId(id);
        header.setEvent(new UriType(EVENT));
        header.getSource().setName("Portage").setEndpoint("https://portage.uk");
        header.addDestination().setEndpoint(receiver.toString());
        Bundle message = new Bundle();
        message.setId(record.getIdElement().getIdPart());
        message.setType(Bundle.BundleType.MESSAGE);
        message.setMeta(record.getMeta());
        message.setTimestampElement(record.getTimestampElement());
        message.addEntry().setFullUrl("urn:uuid:" + id).setResource(header);
        for (Bundle.BundleEntryComponent entry : record.getEntry()) {
            message.addEntry().setFullUrl(entry.getFullUrl()).setResource(entry.getResource());
        }
        if (record.hasEntry()) {
            header.addFocus().setReference(record.getEntryFirstRep().getFullUrl());
        }
        return message;
    }
}
