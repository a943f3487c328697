package uk.portage.gateway.mailbox.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.mailbox.RequestedRecord;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The answer to a request as the message that its source would have sent by itself (FHIR R4, messaging.html): from the
 * source, to who asked, about the person, and in it the source's resources as they came.
 */
final class RecordMessage {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ODS = "https://fhir.nhs.uk/Id/ods-organization-code";
    private static final String WORKFLOW = "https://portage.uk/fhir/CodeSystem/workflow";
    private static final String REQUEST = "https://portage.uk/Id/record-request";

    private RecordMessage() {}

    /**
     * @param base of the source's server
     * @param patient a reference to the person's Patient
     * @param at when the answer was whole
     */
    static byte[] of(RecordRequest request, URI base, String patient, AnswerParts answer, Instant at) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("resourceType", "Bundle");
            if (!answer.labels().isEmpty()) {
                json.writeObjectFieldStart("meta");
                json.writeArrayFieldStart("security");
                for (String label : answer.labels()) {
                    json.writeRawValue(label);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            identifier(json, REQUEST, request.id());
            json.writeStringField("type", "message");
            json.writeStringField("timestamp", at.toString());
            json.writeArrayFieldStart("entry");
            header(json, request, base, patient);
            for (AnswerParts.Part part : answer.parts()) {
                json.writeStartObject();
                if (!part.fullUrl().isEmpty()) {
                    json.writeStringField("fullUrl", part.fullUrl());
                }
                json.writeFieldName("resource");
                json.writeRawValue(part.resource());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String text(byte[] message) {
        return new String(message, UTF_8);
    }

    private static void header(JsonGenerator json, RecordRequest request, URI base, String patient) throws IOException {
        String id = DerivedId.of("record-request", request.id(), "header").toString();
        json.writeStartObject();
        json.writeStringField("fullUrl", "urn:uuid:" + id);
        json.writeObjectFieldStart("resource");
        json.writeStringField("resourceType", "MessageHeader");
        json.writeStringField("id", id);
        json.writeObjectFieldStart("eventCoding");
        json.writeStringField("system", WORKFLOW);
        json.writeStringField("code", Workflow.RECORD_ON_REQUEST.code());
        json.writeEndObject();
        json.writeArrayFieldStart("destination");
        json.writeStartObject();
        json.writeStringField("endpoint", "https://portage.uk/Id/mailbox/" + request.requester());
        organisation(json, "receiver", request.requester());
        json.writeEndObject();
        json.writeEndArray();
        organisation(json, "sender", request.source());
        json.writeObjectFieldStart("source");
        json.writeStringField("name", RequestedRecord.APPLICATION);
        json.writeStringField("endpoint", base.toString());
        json.writeEndObject();
        json.writeArrayFieldStart("focus");
        json.writeStartObject();
        json.writeStringField("reference", patient);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void organisation(JsonGenerator json, String name, OdsCode code) throws IOException {
        json.writeObjectFieldStart(name);
        identifier(json, ODS, code.value());
        json.writeEndObject();
    }

    private static void identifier(JsonGenerator json, String system, String value) throws IOException {
        json.writeObjectFieldStart("identifier");
        json.writeStringField("system", system);
        json.writeStringField("value", value);
        json.writeEndObject();
    }
}
