package uk.portage.gateway.auditor.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What can be asked of the auditor's FHIR side. */
public final class CapabilityStatementJson {

    private static final String OPERATIONS = "https://portage.uk/fhir/OperationDefinition/";

    private CapabilityStatementJson() {}

    /** @param version of the gateway */
    public static ObjectNode of(String version) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("resourceType", "CapabilityStatement");
        json.put("status", "active");
        json.put("date", "2026-11-26");
        json.put("kind", "instance");
        json.putObject("software").put("name", "Portage").put("version", version);
        json.putObject("implementation")
                .put("description", "Portage, for auditors: figures and audit events, no record");
        json.put("fhirVersion", "4.0.1");
        json.putArray("format").add("json");
        ObjectNode rest = json.putArray("rest").addObject();
        rest.put("mode", "server");
        ArrayNode resources = rest.putArray("resource");
        ObjectNode measure = resources.addObject().put("type", "Measure");
        measure.putArray("interaction").addObject().put("code", "read");
        operation(measure, "evaluate-measure", "http://hl7.org/fhir/OperationDefinition/Measure-evaluate-measure");
        ObjectNode event = resources.addObject().put("type", "AuditEvent");
        ArrayNode interactions = event.putArray("interaction");
        interactions.addObject().put("code", "read");
        interactions.addObject().put("code", "search-type");
        ArrayNode parameters = event.putArray("searchParam");
        parameters.addObject().put("name", "date").put("type", "date");
        parameters
                .addObject()
                .put("name", "agent")
                .put("type", "token")
                .put("documentation", "The ODS code of an organisation, with or without its system");
        parameters
                .addObject()
                .put("name", "entity")
                .put("type", "token")
                .put("documentation", "The id of a transfer, with or without its system");
        operation(event, "export", OPERATIONS + "AuditEvent-export");
        return json;
    }

    private static void operation(ObjectNode resource, String name, String definition) {
        resource.putArray("operation").addObject().put("name", name).put("definition", definition);
    }
}
