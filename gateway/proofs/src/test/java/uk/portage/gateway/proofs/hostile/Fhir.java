package uk.portage.gateway.proofs.hostile;

import java.io.IOException;
import java.util.Map;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** Bundles of the trust, and parts of which hostile ones are made. */
final class Fhir {

    static final String MESSAGE = "POST /fhir/$process-message";

    private static final String HEADER = """
            {"resource":{"resourceType":"MessageHeader","id":"{id}","eventUri":"urn:x-test",\
            "source":{"endpoint":"https://ward.example"},\
            "sender":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RCB"}},\
            "destination":[{"endpoint":"https://portage.example",\
            "receiver":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"9D1"}}}]}}""";

    private static final String PATIENT = """
            {"resource":{"resourceType":"Patient","id":"p","identifier":[{"system":\
            "https://fhir.nhs.uk/Id/nhs-number","value":"{nhs}"}],"name":[{"family":"{surname}"}]}}""";

    private static final String XML_HEADER = """
            <entry><resource><MessageHeader><id value="{id}"/><eventUri value="urn:x-test"/><destination>\
            <endpoint value="https://portage.example"/><receiver><identifier>\
            <system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="9D1"/></identifier></receiver>\
            </destination><sender><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/>\
            <value value="RCB"/></identifier></sender><source><endpoint value="https://ward.example"/></source>\
            </MessageHeader></resource></entry>""";

    private static final String XML_PATIENT = """
            <entry><resource><Patient><id value="p"/><identifier>\
            <system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="{nhs}"/></identifier>\
            <name><family value="{surname}"/></name></Patient></resource></entry>""";

    private Fhir() {}

    /** Puts the parts of a good message into their places: of JSON, or of XML if it is that. */
    static String withParts(String text) {
        boolean xml = text.stripLeading().startsWith("<");
        return text.replace("{header}", xml ? XML_HEADER : HEADER).replace("{patient}", xml ? XML_PATIENT : PATIENT);
    }

    /** A message with more entries, or none. */
    static String message(String more) {
        return withParts(
                "{\"resourceType\":\"Bundle\",\"id\":\"{id}\",\"type\":\"message\",\"entry\":[{header},{patient}" + more
                        + "]}");
    }

    static Heard push(HostileWorld world, String contentType, byte[] body) throws IOException {
        return Http.send(
                world,
                MESSAGE,
                Map.of("Authorization", "Bearer " + world.token("RCB", "source"), "Content-Type", contentType),
                body);
    }

    static Heard push(HostileWorld world, String json) throws IOException {
        return push(world, "application/fhir+json", world.filled(json));
    }
}
