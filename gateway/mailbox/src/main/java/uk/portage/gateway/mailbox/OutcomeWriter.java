package uk.portage.gateway.mailbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import uk.portage.gateway.mailbox.Refusal.Issue;

/**
 * Writes a refusal as an OperationOutcome (FHIR R4, operationoutcome.html). By hand, so that an error can be answered
 * whatever state the rest is in.
 */
final class OutcomeWriter {

    private static final String CODE_SYSTEM = "https://portage.uk/fhir/CodeSystem/failure-code";
    private static final JsonFactory JSON = new JsonFactory();

    private OutcomeWriter() {}

    static void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        Encoding encoding = Encoding.wantedBy(request).orElse(Encoding.JSON);
        byte[] body = switch (encoding) {
            case JSON -> json(refusal);
            case XML -> xml(refusal);
        };
        response.setStatus(refusal.status());
        refusal.headers().forEach(response::setHeader);
        response.setContentType(encoding.contentType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private static byte[] json(Refusal refusal) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("resourceType", "OperationOutcome");
            json.writeArrayFieldStart("issue");
            for (Issue issue : refusal.issues()) {
                json.writeStartObject();
                json.writeStringField("severity", "error");
                json.writeStringField("code", issue.type().fhirCode());
                json.writeObjectFieldStart("details");
                json.writeArrayFieldStart("coding");
                json.writeStartObject();
                json.writeStringField("system", CODE_SYSTEM);
                json.writeStringField("code", refusal.code().name());
                json.writeEndObject();
                json.writeEndArray();
                json.writeStringField("text", issue.text());
                json.writeEndObject();
                if (issue.expression().isPresent()) {
                    json.writeArrayFieldStart("expression");
                    json.writeString(issue.expression().get());
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static byte[] xml(Refusal refusal) {
        StringBuilder xml = new StringBuilder("<OperationOutcome xmlns=\"http://hl7.org/fhir\">");
        for (Issue issue : refusal.issues()) {
            xml.append("<issue><severity value=\"error\"/>");
            element(xml, "code", issue.type().fhirCode());
            xml.append("<details><coding>");
            element(xml, "system", CODE_SYSTEM);
            element(xml, "code", refusal.code().name());
            xml.append("</coding>");
            element(xml, "text", issue.text());
            xml.append("</details>");
            issue.expression().ifPresent(expression -> element(xml, "expression", expression));
            xml.append("</issue>");
        }
        return xml.append("</OperationOutcome>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void element(StringBuilder xml, String name, String value) {
        String escaped = value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        xml.append('<').append(name).append(" value=\"").append(escaped).append("\"/>");
    }
}
