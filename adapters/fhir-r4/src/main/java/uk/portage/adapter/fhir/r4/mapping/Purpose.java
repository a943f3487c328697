package uk.portage.adapter.fhir.r4.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.Workflow;

/** What a bundle is for: as its event says, else as its document's type says, else as its resources are. */
final class Purpose {

    private static final String WORKFLOW_SYSTEM = "https://portage.uk/fhir/CodeSystem/workflow";

    /** HL7 table 0003, in which hospitals name the event of a FHIR message, too. */
    private static final Map<String, Workflow> EVENTS = Map.ofEntries(
            Map.entry("A01", Workflow.ADMISSION_NOTICE),
            Map.entry("A02", Workflow.TRANSFER_NOTICE),
            Map.entry("A03", Workflow.DISCHARGE_NOTICE),
            Map.entry("A04", Workflow.ATTENDANCE_NOTICE),
            Map.entry("A08", Workflow.DEMOGRAPHICS_UPDATE),
            Map.entry("A11", Workflow.CANCELLATION_NOTICE),
            Map.entry("A12", Workflow.CANCELLATION_NOTICE),
            Map.entry("A13", Workflow.CANCELLATION_NOTICE),
            Map.entry("A28", Workflow.DEMOGRAPHICS_UPDATE),
            Map.entry("A31", Workflow.DEMOGRAPHICS_UPDATE),
            Map.entry("A40", Workflow.IDENTITY_MERGE),
            Map.entry("R01", Workflow.TEST_RESULT),
            Map.entry("T02", Workflow.DOCUMENT),
            Map.entry("I12", Workflow.REFERRAL),
            Map.entry("S12", Workflow.APPOINTMENT));

    /** SNOMED CT codes of documents (UK Core's document types). */
    private static final Map<String, Workflow> DOCUMENTS = Map.of(
            "373942005", Workflow.DISCHARGE_SUMMARY,
            "861421000000109", Workflow.DISCHARGE_SUMMARY,
            "823701000000103", Workflow.DISCHARGE_SUMMARY,
            "735324008", Workflow.CARE_PLAN,
            "3457005", Workflow.REFERRAL);

    /** The first of these types that a bundle holds says what it is for. */
    private static final List<Map.Entry<String, Workflow>> RESOURCES = List.of(
            Map.entry("DiagnosticReport", Workflow.TEST_RESULT),
            Map.entry("ServiceRequest", Workflow.ORDER),
            Map.entry("Appointment", Workflow.APPOINTMENT),
            Map.entry("Immunization", Workflow.IMMUNISATION),
            Map.entry("MedicationRequest", Workflow.MEDICATION),
            Map.entry("MedicationDispense", Workflow.MEDICATION),
            Map.entry("MedicationAdministration", Workflow.MEDICATION),
            Map.entry("MedicationStatement", Workflow.MEDICATION),
            Map.entry("CarePlan", Workflow.CARE_PLAN),
            Map.entry("DocumentReference", Workflow.DOCUMENT),
            Map.entry("QuestionnaireResponse", Workflow.DOCUMENT),
            Map.entry("Observation", Workflow.TEST_RESULT));

    private Purpose() {}

    static Workflow of(Optional<SourceElement> header, Optional<SourceElement> composition, Entries entries) {
        return header.flatMap(Purpose::ofEvent)
                .or(() -> composition.map(Purpose::ofDocument))
                .orElseGet(() -> ofResources(entries));
    }

    private static Optional<Workflow> ofEvent(SourceElement header) {
        return header.first("eventCoding").flatMap(coding -> {
            String code = coding.text("code");
            return coding.text("system").equals(WORKFLOW_SYSTEM)
                    ? Workflow.ofCode(code)
                    : Optional.ofNullable(EVENTS.get(code));
        });
    }

    private static Workflow ofDocument(SourceElement composition) {
        return composition.first("type").stream()
                .flatMap(type -> type.all("coding"))
                .flatMap(coding -> Stream.ofNullable(DOCUMENTS.get(coding.text("code"))))
                .findFirst()
                .orElse(Workflow.DOCUMENT);
    }

    private static Workflow ofResources(Entries entries) {
        Set<String> types =
                entries.resources().stream().map(SourceElement::resourceType).collect(Collectors.toSet());
        return RESOURCES.stream()
                .filter(row -> types.contains(row.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(types.equals(Set.of("Patient")) ? Workflow.DEMOGRAPHICS_UPDATE : Workflow.UNKNOWN);
    }
}
