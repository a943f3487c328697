package uk.portage.gateway.pipeline.receive.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The addresses to which documents are pushed, and what each takes. */
public enum PushAddress {
    /** FHIR R4, messaging.html#process: a message bundle. */
    PROCESS_MESSAGE("/fhir/$process-message", Format.FHIR, 200),
    /** FHIR R4, http.html#transaction: a transaction or batch; any other bundle is taken as well. */
    ROOT("/fhir", Format.FHIR, 202),
    /** FHIR R4, documents.html: a document or a collection to be kept and carried. */
    BUNDLE("/fhir/Bundle", Format.FHIR, 202),
    /** One HL7 v2 message, answered by its acknowledgement. */
    HL7V2("/hl7v2", Format.HL7V2, 200);

    private enum Format {
        FHIR(
                "http-fhir",
                "fhir-r4",
                Set.of(
                        "application/fhir+json",
                        "application/json",
                        "application/fhir+xml",
                        "application/xml",
                        "text/xml")),
        HL7V2(
                "http-hl7v2",
                "hl7v2",
                Set.of("application/hl7-v2", "application/hl7-v2+er7", "x-application/hl7-v2+er7", "text/plain"));

        private final String channel;
        private final String adapter;

        @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
        private final Set<String> mediaTypes;

        Format(String channel, String adapter, Set<String> mediaTypes) {
            this.channel = channel;
            this.adapter = adapter;
            this.mediaTypes = mediaTypes;
        }
    }

    private final String path;
    private final Format format;
    private final int accepted;

    PushAddress(String path, Format format, int accepted) {
        this.path = path;
        this.format = format;
        this.accepted = accepted;
    }

    /** Relative to the gateway's own address. */
    public String path() {
        return path;
    }

    /** The channel's name in the ledger and in metrics. */
    String channel() {
        return format.channel;
    }

    /** The name of the adapter that reads what comes here. */
    String adapter() {
        return format.adapter;
    }

    /** The status of an answer that says that the document is kept; 202 where FHIR means more by 200 than is done yet. */
    int accepted() {
        return accepted;
    }

    boolean takes(String contentType) {
        int semicolon = contentType.indexOf(';');
        String mediaType = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return format.mediaTypes.contains(mediaType.strip().toLowerCase(Locale.ROOT));
    }

    /** The media type of an answer that begins with this byte. */
    String answerType(byte[] answer) {
        if (format == Format.HL7V2) {
            return "application/hl7-v2";
        }
        return answer.length > 0 && answer[0] == '<'
                ? "application/fhir+xml;charset=UTF-8"
                : "application/fhir+json;charset=UTF-8";
    }

    static Optional<PushAddress> of(String path) {
        return Arrays.stream(values())
                .filter(address -> address.path.equals(path))
                .findFirst();
    }
}
