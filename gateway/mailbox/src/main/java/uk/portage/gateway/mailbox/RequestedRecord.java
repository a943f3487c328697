package uk.portage.gateway.mailbox;

import java.util.Locale;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;

/** By what names the answer to a request for a record goes down the road, so that it is known before there is one. */
public final class RequestedRecord {

    /** The sending application that the answer's header names. */
    public static final String APPLICATION = "Portage";

    private RequestedRecord() {}

    /** The channel of what a source gives on request. */
    public static String channel(OdsCode source) {
        return "request." + source.value().toLowerCase(Locale.ROOT);
    }

    /** What the routing knows the destination by that asked. */
    public static String addresseeName(OdsCode requester) {
        return "request:" + requester;
    }

    static SubmissionId submission(OdsCode source, String request) {
        return SubmissionId.of(DedupeKey.ofDocument(source, channel(source), APPLICATION, source.value(), request));
    }
}
