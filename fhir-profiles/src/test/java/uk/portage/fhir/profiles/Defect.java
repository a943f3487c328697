package uk.portage.fhir.profiles;

import java.util.List;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * One thing wrong with a sound bundle.
 *
 * @param rule the rule that names it
 * @param forbidden who forbids it
 */
record Defect(String name, String rule, Forbidden forbidden, Consumer<SoundBundle> seed) {

    /** Whose rule a defect breaks. */
    enum Forbidden {
        BASE,
        UK_CORE,
        /** Ours: the full validator warns at most, or never sees it because its encoder leaves it out. */
        BY_US
    }

    static final List<Defect> ALL = List.of(
            base(
                    "a message without a header first",
                    "bdl-12",
                    b -> b.bundle.getEntry().remove(0)),
            base(
                    "two entries of one full URL",
                    "bdl-7",
                    b -> b.bundle
                            .getEntry()
                            .get(3)
                            .setFullUrl(b.bundle.getEntry().get(4).getFullUrl())),
            base(
                    "a relative full URL",
                    "full-url-absolute",
                    b -> b.bundle.getEntry().get(9).setFullUrl("DiagnosticReport/1")),
            base(
                    "no full URL",
                    "entry-has-full-url",
                    b -> b.bundle.getEntry().get(9).setFullUrl(null)),
            base("no bundle type", "required", b -> b.bundle.setType(null)),
            ours(
                    "a reference to nothing",
                    "reference-resolves",
                    b -> b.encounter.setSubject(new Reference("urn:uuid:00000000-0000-4000-8000-000000000000"))),
            ours("a relative reference", "reference-resolves", b -> b.encounter.setSubject(new Reference("Patient/1"))),
            base(
                    "a reference to the wrong type",
                    "reference-target-type",
                    b -> b.allergy.setPatient(b.to(b.organization))),
            base("no status", "required", b -> b.observation.setStatus(null)),
            base("no subject", "required", b -> b.condition.setSubject(null)),
            base("no class", "required", b -> b.encounter.setClass_(null)),
            base("no code", "required", b -> b.observation.setCode(null)),
            base("no source", "required", b -> b.header.setSource(null)),
            base(
                    "an agent of no one",
                    "required",
                    b -> b.provenance.getAgentFirstRep().setWho(null)),
            base(
                    "a clinical status of no list",
                    "required-binding condition-clinical",
                    b -> b.condition.setClinicalStatus(new CodeableConcept().setText("active"))),
            base("an allergy without clinical status", "ait-1", b -> b.allergy.setClinicalStatus(null)),
            base(
                    "an abated condition that is active",
                    "con-4",
                    b -> b.condition.setAbatement(new DateTimeType("2026-11-01"))),
            base(
                    "a value and a reason for none",
                    "obs-6",
                    b -> b.observation.setDataAbsentReason(new CodeableConcept().setText("haemolysed"))),
            base(
                    "an empty reference range",
                    "obs-3",
                    b -> b.observation.addReferenceRange().addAppliesTo(new CodeableConcept().setText("adult"))),
            base(
                    "a period that ends before it starts",
                    "per-1",
                    b -> b.encounter.getPeriod().setEndElement(new DateTimeType("2026-11-22T09:00:00+00:00"))),
            base(
                    "a telephone number of no system",
                    "cpt-2",
                    b -> b.patient.getTelecomFirstRep().setSystem(null)),
            base("a unit code of no system", "qty-3", b -> ((Quantity) b.observation.getValue()).setSystem(null)),
            base(
                    "a contact who is no one",
                    "pat-1",
                    b -> b.patient.addContact().addRelationship(new CodeableConcept().setText("friend"))),
            base("an organisation without name and identifier", "org-1", b -> {
                b.organization.setName(null);
                b.organization.getIdentifier().clear();
            }),
            ours(
                    "an extension with nothing in it",
                    "ext-1",
                    b -> b.patient.addExtension(new Extension("https://example.org/nothing"))),
            base(
                    "an identifier system that is no URI",
                    "system-absolute",
                    b -> b.patient.addIdentifier().setSystem("mrn").setValue("1")),
            ours(
                    "a code system that is no URI",
                    "system-absolute",
                    b -> b.observation.setMethod(SoundBundle.concept("local", "1", null))),
            ours(
                    "a control character",
                    "character",
                    b -> b.patient.getNameFirstRep().setFamily("Ash\u0007down")),
            uk("no code of an allergy", "UKCore-AllergyIntolerance", b -> b.allergy.setCode(null)),
            uk(
                    "two NHS numbers",
                    "UKCore-Patient",
                    b -> b.patient
                            .addIdentifier()
                            .setSystem(CodeSystems.NHS_NUMBER)
                            .setValue("9990000026")),
            uk(
                    "an NHS number without its value",
                    "UKCore-Patient",
                    b -> b.patient.getIdentifierFirstRep().setValueElement(null)),
            uk(
                    "an unknown verification status",
                    "required-binding nhs-number-verification-status",
                    b -> b.patient
                            .getIdentifierFirstRep()
                            .getExtensionFirstRep()
                            .setValue(SoundBundle.concept(CodeSystems.NHS_NUMBER_VERIFICATION_STATUS, "42", null))),
            uk(
                    "a verification status of the wrong type",
                    "type",
                    b -> b.patient
                            .getIdentifierFirstRep()
                            .getExtensionFirstRep()
                            .setValue(new StringType("01"))),
            uk("a verification status that is elsewhere", "context", b -> {
                Identifier identifier = b.relative.addIdentifier();
                identifier.setSystem(CodeSystems.NHS_NUMBER).setValue("9990000026");
                identifier.addExtension(
                        b.patient.getIdentifierFirstRep().getExtensionFirstRep().copy());
            }),
            uk(
                    "two ethnic categories",
                    "UKCore-Patient",
                    b -> b.patient.addExtension(
                            UkCore.ETHNIC_CATEGORY,
                            SoundBundle.concept(CodeSystems.ETHNIC_CATEGORY, "B", "White - Irish"))),
            uk(
                    "a laboratory result of no category",
                    "UKCore-Observation-Lab",
                    b -> b.observation.getCategory().clear()),
            uk(
                    "a laboratory report of another category",
                    "UKCore-DiagnosticReport-Lab",
                    b -> b.report
                            .getCategoryFirstRep()
                            .getCodingFirstRep()
                            .setCode("RAD")
                            .setDisplay(null)),
            uk("a laboratory report about no one", "UKCore-DiagnosticReport-Lab", b -> b.report.setSubject(null)),
            uk(
                    "two organisation codes",
                    "UKCore-Organization",
                    b -> b.organization
                            .addIdentifier()
                            .setSystem(CodeSystems.ODS_ORGANISATION)
                            .setValue("RCC")),
            uk(
                    "a language that is no language tag",
                    "required-binding languages",
                    b -> b.patient
                            .getCommunicationFirstRep()
                            .setLanguage(SoundBundle.concept("urn:local:languages", "1", null))),
            uk(
                    "an admission method on the encounter itself",
                    "context",
                    b -> b.encounter.addExtension(
                            UkCore.ADMISSION_METHOD,
                            SoundBundle.concept(
                                    CodeSystems.ADMISSION_METHOD, "11", "Elective Admission: Waiting list"))),
            uk(
                    "an indicator that is no boolean",
                    "type",
                    b -> b.relative.addExtension(
                            UkCore.COPY_CORRESPONDENCE_INDICATOR,
                            new StringType(new BooleanType(true).asStringValue()))));

    private static Defect base(String name, String rule, Consumer<SoundBundle> seed) {
        return new Defect(name, rule, Forbidden.BASE, seed);
    }

    private static Defect ours(String name, String rule, Consumer<SoundBundle> seed) {
        return new Defect(name, rule, Forbidden.BY_US, seed);
    }

    private static Defect uk(String name, String rule, Consumer<SoundBundle> seed) {
        return new Defect(name, rule, Forbidden.UK_CORE, seed);
    }

    @Override
    public String toString() {
        return name;
    }
}
