package uk.portage.gateway.auditor.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import uk.portage.gateway.transfer.OdsCode;

/** The code systems and identifiers of the resources here. */
final class Codes {

    static final String ODS = "https://fhir.nhs.uk/Id/ods-organization-code";
    static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    static final String POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population";
    static final String WORKFLOW = "https://portage.uk/fhir/CodeSystem/workflow";
    static final String TRANSFER_ID = "https://portage.uk/fhir/NamingSystem/transfer-id";
    static final String SUBMISSION_ID = "https://portage.uk/fhir/NamingSystem/submission-id";
    private static final String OWN = "https://portage.uk/fhir/CodeSystem/";

    private Codes() {}

    /** A code system of the gateway's own. */
    static String own(String name) {
        return OWN + name;
    }

    static void coding(ObjectNode node, String system, String code, String display) {
        node.put("system", system).put("code", code).put("display", display);
    }

    /** Into a CodeableConcept. */
    static void concept(ObjectNode node, String system, String code) {
        node.putArray("coding").addObject().put("system", system).put("code", code);
    }

    /** Into a Reference, by its identifier. */
    static void organisation(ObjectNode node, OdsCode organisation) {
        node.putObject("identifier").put("system", ODS).put("value", organisation.value());
    }
}
