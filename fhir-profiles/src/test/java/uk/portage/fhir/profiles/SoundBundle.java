package uk.portage.fhir.profiles;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;

/** A message about an invented person that breaks no rule, with one resource of each kind that matters. */
final class SoundBundle {

    final Bundle bundle = new Bundle();
    final MessageHeader header = new MessageHeader();
    final Patient patient = new Patient();
    final Organization organization = new Organization();
    final Practitioner practitioner = new Practitioner();
    final Location location = new Location();
    final Encounter encounter = new Encounter();
    final AllergyIntolerance allergy = new AllergyIntolerance();
    final Condition condition = new Condition();
    final Observation observation = new Observation();
    final DiagnosticReport report = new DiagnosticReport();
    final DocumentReference document = new DocumentReference();
    final RelatedPerson relative = new RelatedPerson();
    final Provenance provenance = new Provenance();
    final Binary original = new Binary();

    SoundBundle() {
        bundle.setType(BundleType.MESSAGE);
        bundle.setTimestampElement(new InstantType("2026-11-23T10:15:30+00:00"));
        bundle.setIdentifier(new Identifier().setSystem("urn:ietf:rfc:3986").setValue("urn:uuid:" + uuid("bundle")));
        add(header, "MessageHeader");
        add(patient, "Patient");
        add(organization, "Organization");
        add(practitioner, "Practitioner");
        add(location, "Location");
        add(encounter, "Encounter");
        add(allergy, "AllergyIntolerance");
        add(condition, "Condition");
        add(observation, "Observation-Lab");
        add(report, "DiagnosticReport-Lab");
        add(document, "DocumentReference");
        add(relative, "RelatedPerson");
        add(provenance, "Provenance");
        add(original, "");
        header();
        people();
        places();
        clinical();
        documents();
    }

    private void header() {
        header.setEvent(new Coding("urn:portage:event", "ADT_A01", null));
        header.getSource().setEndpoint("urn:portage:source").setName("Ward system");
        header.setSender(to(organization));
        header.addFocus(to(encounter));
    }

    private void people() {
        Identifier nhsNumber =
                patient.addIdentifier().setSystem(CodeSystems.NHS_NUMBER).setValue("9990000018");
        nhsNumber.addExtension(
                UkCore.NHS_NUMBER_VERIFICATION_STATUS,
                concept(CodeSystems.NHS_NUMBER_VERIFICATION_STATUS, "01", "Number present and verified"));
        patient.addIdentifier().setSystem("urn:portage:org:RCB:mrn").setValue("A4711");
        patient.addName().setFamily("Ashdown").addGiven("Wren");
        patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("01614960123");
        patient.setGender(AdministrativeGender.FEMALE);
        patient.setBirthDateElement(new DateType("1948-02-28"));
        patient.addAddress()
                .setUse(AddressUse.HOME)
                .addLine("1 Invented Street")
                .setPostalCode("ZZ99 3WZ");
        patient.addExtension(UkCore.ETHNIC_CATEGORY, concept(CodeSystems.ETHNIC_CATEGORY, "A", "White - British"));
        patient.addCommunication().setLanguage(concept(CodeSystems.LANGUAGE, "en", null));
        patient.setManagingOrganization(to(organization));
        relative.setPatient(to(patient));
        relative.addName().setText("Robin Ashdown");
        relative.addRelationship(concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SPS", "spouse"));
        practitioner.addIdentifier().setSystem(CodeSystems.GMC_NUMBER).setValue("C3456789");
        practitioner.addName().setFamily("Hale");
        organization.addIdentifier().setSystem(CodeSystems.ODS_ORGANISATION).setValue("RCB");
        organization.setName("An invented trust");
    }

    private void places() {
        location.addIdentifier().setSystem(CodeSystems.ODS_SITE).setValue("RCB55");
        location.setName("Ward 4");
        encounter.setStatus(EncounterStatus.INPROGRESS);
        encounter.setClass_(new Coding(CodeSystems.ACT_CODE, "IMP", "inpatient encounter"));
        encounter.setSubject(to(patient));
        encounter.addParticipant().setIndividual(to(practitioner));
        encounter.addLocation().setLocation(to(location));
        encounter.setServiceProvider(to(organization));
        encounter.getPeriod().setStartElement(new DateTimeType("2026-11-23T09:00:00+00:00"));
        encounter
                .getHospitalization()
                .addExtension(new Extension(
                        UkCore.ADMISSION_METHOD,
                        concept(CodeSystems.ADMISSION_METHOD, "11", "Elective Admission: Waiting list")));
    }

    private void clinical() {
        allergy.setPatient(to(patient));
        allergy.setClinicalStatus(concept(CodeSystems.ALLERGY_CLINICAL, "active", "Active"));
        allergy.addCategory(AllergyIntoleranceCategory.MEDICATION);
        allergy.setCode(new CodeableConcept().setText("Penicillin V"));
        condition.setSubject(to(patient));
        condition.setClinicalStatus(concept(CodeSystems.CONDITION_CLINICAL, "active", "Active"));
        condition.setCode(new CodeableConcept().setText("Fall at home"));
        observation.setStatus(ObservationStatus.FINAL);
        observation.addCategory(concept(CodeSystems.OBSERVATION_CATEGORY, "laboratory", "Laboratory"));
        observation.setCode(new CodeableConcept().setText("Haemoglobin"));
        observation.setSubject(to(patient));
        observation.setEffective(new DateTimeType("2026-11-23T09:30:00+00:00"));
        observation.addPerformer(to(organization));
        observation.setValue(
                new Quantity(121).setUnit("g/L").setSystem(CodeSystems.UCUM).setCode("g/L"));
        report.setStatus(DiagnosticReportStatus.FINAL);
        report.addCategory(concept(CodeSystems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory"));
        report.setCode(new CodeableConcept().setText("Full blood count"));
        report.setSubject(to(patient));
        report.setIssuedElement(new InstantType("2026-11-23T10:00:00+00:00"));
        report.setEffective(new DateTimeType("2026-11-23T09:30:00+00:00"));
        report.addPerformer(to(organization));
        report.addResult(to(observation));
    }

    private void documents() {
        byte[] bytes = "the original".getBytes(StandardCharsets.UTF_8);
        original.setContentType("text/plain").setData(bytes);
        document.setStatus(DocumentReferenceStatus.CURRENT);
        document.setSubject(to(patient));
        document.addContent()
                .getAttachment()
                .setContentType("text/plain")
                .setUrl(bundle.getEntry().get(13).getFullUrl());
        provenance.addTarget(to(document));
        provenance.setRecordedElement(new InstantType("2026-11-23T10:15:30+00:00"));
        provenance.addAgent().setWho(to(organization));
    }

    Reference to(Resource resource) {
        return new Reference("urn:uuid:" + resource.getIdElement().getIdPart());
    }

    static CodeableConcept concept(String system, String code, String display) {
        return new CodeableConcept(new Coding(system, code, display));
    }

    private void add(Resource resource, String profile) {
        String id = uuid(bundle.getEntry().size() + resource.fhirType());
        resource.setId(id);
        if (!profile.isEmpty()) {
            resource.setMeta(new Meta().addProfile(UkCore.profile(profile)));
        }
        bundle.addEntry().setFullUrl("urn:uuid:" + id).setResource(resource);
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
