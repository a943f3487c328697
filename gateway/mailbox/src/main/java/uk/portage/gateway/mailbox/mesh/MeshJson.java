package uk.portage.gateway.mailbox.mesh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the bodies of answers. */
final class MeshJson {

    private static final JsonFactory JSON = new JsonFactory();

    private MeshJson() {}

    /** What stands in an object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The body of an error: MESH's own of the version, or that of its framework for a value that is not lawful. */
    static byte[] of(MeshRefusal refusal, MeshVersion version, String internalId) {
        return object(json -> {
            if (!refusal.place().isEmpty()) {
                invalid(json, refusal);
            } else if (version == MeshVersion.V2) {
                if (refusal.message().isPresent()) {
                    json.writeStringField("message_id", refusal.message().get());
                }
                json.writeStringField("internal_id", internalId);
                json.writeArrayFieldStart("detail");
                json.writeStartObject();
                json.writeStringField("event", refusal.event());
                json.writeStringField("code", refusal.code());
                json.writeStringField("msg", refusal.text());
                json.writeEndObject();
                json.writeEndArray();
            } else {
                if (refusal.message().isPresent()) {
                    json.writeStringField("messageID", refusal.message().get());
                }
                json.writeStringField("errorEvent", refusal.event());
                json.writeStringField("errorCode", refusal.code());
                json.writeStringField("errorDescription", refusal.text());
            }
        });
    }

    private static void invalid(JsonGenerator json, MeshRefusal refusal) throws IOException {
        json.writeArrayFieldStart("detail");
        json.writeStartObject();
        json.writeArrayFieldStart("loc");
        for (String step : refusal.place()) {
            json.writeString(step);
        }
        json.writeEndArray();
        json.writeStringField("msg", refusal.text());
        json.writeStringField("type", "value_error");
        json.writeEndObject();
        json.writeEndArray();
    }
}
