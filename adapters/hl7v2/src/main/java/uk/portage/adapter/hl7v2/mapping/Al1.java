package uk.portage.adapter.hl7v2.mapping;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategoryEnumFactory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticality;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticalityEnumFactory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceType;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceTypeEnumFactory;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** AL1 as AllergyIntolerance. */
final class Al1 {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-AllergyIntolerance";
    static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    private Al1() {}

    static AllergyIntolerance allergy(Segment al1, Patient patient, TargetBundle target) {
        AllergyIntolerance allergy = target.add(new AllergyIntolerance(), al1.path());
        allergy.setPatient(TargetBundle.to(patient));
        // AL1 lists what is known now; it cannot say that an allergy has ended.
        allergy.getClinicalStatus().addCoding().setSystem(CLINICAL).setCode("active");
        allergy.getVerificationStatus().addCoding().setSystem(VERIFICATION).setCode("unconfirmed");
        type(al1.field(2), allergy, target);
        substance(al1.field(3), allergy, target);
        severity(al1.field(4), al1.repetitions(5), allergy, target);
        Ts.dateTime(al1.field(6), target).ifPresent(allergy::setRecordedDateElement);
        target.carryRemovals(al1, allergy);
        return allergy;
    }

    /** UK Core demands a code: without one, its profile is not claimed. */
    static void substance(Element code, AllergyIntolerance allergy, TargetBundle target) {
        Cwe.concept(code, target, Systems.table("ZU002")).ifPresent(concept -> {
            allergy.setCode(concept);
            allergy.getMeta().addProfile(PROFILE);
        });
    }

    /** HL7 table 0127 says in one code what FHIR says in two: category and type. */
    static void type(Element code, AllergyIntolerance allergy, TargetBundle target) {
        boolean hasCategory =
                target.find(CodeMapNames.ALLERGY_CATEGORY, code.text()).isPresent();
        boolean hasType = target.find(CodeMapNames.ALLERGY_TYPE, code.text()).isPresent();
        if (hasCategory) {
            Cwe.closed(
                            code,
                            target,
                            CodeMapNames.ALLERGY_CATEGORY,
                            Systems.table("0127"),
                            AllergyIntoleranceCategory::fromCode)
                    .ifPresent(category -> allergy.getCategory()
                            .add(category.onto(
                                    new Enumeration<>(new AllergyIntoleranceCategoryEnumFactory()),
                                    allergy::addExtension)));
        }
        if (hasType) {
            Cwe.closed(code, target, CodeMapNames.ALLERGY_TYPE, Systems.table("0127"), AllergyIntoleranceType::fromCode)
                    .ifPresent(type -> allergy.setTypeElement(type.onto(
                            new Enumeration<>(new AllergyIntoleranceTypeEnumFactory()), allergy::addExtension)));
        } else if (!hasCategory) {
            Cwe.mapped(code, target, CodeMapNames.ALLERGY_TYPE, Systems.table("0127"))
                    .ifPresent(c -> allergy.addExtension(Extensions.own("allergy-type", c)));
            return;
        }
        Cwe.beyondCode(code, target, Systems.table("0127"))
                .ifPresent(c -> allergy.addExtension(Extensions.own("allergy-type", c)));
    }

    /** The severity is that of a reaction, if one is told; else of the allergy itself. */
    static void severity(Element code, List<Element> reactions, AllergyIntolerance allergy, TargetBundle target) {
        Optional<Cwe.Closed<AllergyIntoleranceCriticality>> criticality = Cwe.closed(
                code,
                target,
                CodeMapNames.ALLERGY_CRITICALITY,
                Systems.table("0128"),
                AllergyIntoleranceCriticality::fromCode);
        criticality.ifPresent(c -> allergy.setCriticalityElement(
                c.onto(new Enumeration<>(new AllergyIntoleranceCriticalityEnumFactory()), allergy::addExtension)));
        Cwe.beyondCode(code, target, Systems.table("0128"))
                .ifPresent(c -> allergy.addExtension(Extensions.own("allergy-severity", c)));
        for (Element reaction : reactions) {
            AllergyIntolerance.AllergyIntoleranceReactionComponent component = allergy.addReaction();
            component.addManifestation(new CodeableConcept().setText(reaction.verbatim()));
            target.find(CodeMapNames.ALLERGY_SEVERITY, code.text())
                    .ifPresent(s -> component.setSeverity(AllergyIntoleranceSeverity.fromCode(s.code())));
        }
    }
}
