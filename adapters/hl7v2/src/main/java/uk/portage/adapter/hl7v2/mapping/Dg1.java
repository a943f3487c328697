package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.Finding;

/** DG1 as Condition, and as a diagnosis of the Encounter. */
final class Dg1 {

    static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Condition";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
    private static final String ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";

    private static final FieldTable TABLE = FieldTable.of(
            code(7, "major-diagnostic-category", "0118"),
            code(8, "diagnostic-related-group", "0055"),
            code(9, "drg-approval", "0136"),
            code(10, "drg-grouper-review", "0056"),
            code(11, "outlier-type", "0083"),
            number(12, "outlier-days"),
            text(13, "outlier-cost"),
            text(14, "grouper-version-and-type"),
            code(17, "diagnosis-classification", "0228"),
            code(18, "confidential-indicator", "0136"),
            code(21, "diagnosis-action", "0206"),
            text(22, "parent-diagnosis"),
            code(23, "drg-complication", "0728"),
            code(24, "drg-grouping-usage", "0136"),
            code(25, "drg-diagnosis-determination", "0731"),
            code(26, "present-on-admission", "0895"));

    private Dg1() {}

    static Condition condition(Segment dg1, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        Condition condition = target.add(new Condition(), dg1.path());
        condition.getMeta().addProfile(PROFILE);
        condition.setSubject(TargetBundle.to(patient));
        condition.addCategory().addCoding().setSystem(CATEGORY).setCode("encounter-diagnosis");
        encounter.ifPresent(e -> condition.setEncounter(TargetBundle.to(e)));
        diagnosisCode(dg1, condition, target);
        Ts.dateTime(dg1.field(5), target)
                .ifPresent(asserted -> condition.addExtension(new Extension(ASSERTED, asserted)));
        Ts.dateTime(dg1.field(19), target).ifPresent(condition::setRecordedDateElement);
        verification(dg1.field(6), condition, target);
        for (Element clinician : dg1.repetitions(16)) {
            Xcn.reference(clinician, target).ifPresent(who -> {
                if (condition.hasAsserter()) {
                    condition.addExtension(Extensions.own("further-asserter", who));
                } else {
                    condition.setAsserter(who);
                }
            });
        }
        Cx.entity(dg1.field(20), target).ifPresent(condition::addIdentifier);
        TABLE.carry(dg1, condition, target);
        if (dg1.text(18).equalsIgnoreCase("Y")) {
            condition.getMeta().addSecurity().setSystem(Systems.CONFIDENTIALITY).setCode("R");
            target.finding(dg1.field(18).path(), Finding.Kind.SENSITIVE_RECORD);
        }
        target.carryRemovals(dg1, condition);
        diagnosis(dg1, condition, encounter, target);
        return condition;
    }

    /** DG1-2 and DG1-4 are the coding system and the text of older versions of HL7 v2. */
    private static void diagnosisCode(Segment dg1, Condition condition, TargetBundle target) {
        String method = dg1.text(2);
        Optional<String> known = target.find(CodeMapNames.CODING_SYSTEM, method).map(CodeMaps.Target::code);
        Cwe.concept(dg1.field(3), target, known.orElse(Systems.table("0051"))).ifPresent(condition::setCode);
        if (!method.isEmpty()) {
            condition.addExtension(Extensions.own("source-coding-system", new StringType(method)));
        }
        String description = dg1.field(4).verbatim();
        if (!description.isEmpty()) {
            if (condition.getCode().hasText()) {
                condition.addExtension(Extensions.own("diagnosis-description", new StringType(description)));
            } else {
                condition.getCode().setText(description);
            }
        }
    }

    private static void verification(Element type, Condition condition, TargetBundle target) {
        target.find(CodeMapNames.DIAGNOSIS_VERIFICATION, type.text())
                .ifPresent(found -> condition
                        .getVerificationStatus()
                        .addCoding()
                        .setSystem(found.system())
                        .setCode(found.code())
                        .setDisplay(found.display()));
    }

    private static void diagnosis(
            Segment dg1, Condition condition, Optional<Encounter> encounter, TargetBundle target) {
        String rank = dg1.text(15);
        Optional<Integer> position = Nm.whole(rank).filter(n -> n > 0);
        if (encounter.isEmpty()) {
            Cwe.concept(dg1.field(6), target, Systems.table("0052"))
                    .ifPresent(c -> condition.addExtension(Extensions.own("diagnosis-type", c)));
        } else {
            Encounter.DiagnosisComponent diagnosis =
                    encounter.get().addDiagnosis().setCondition(TargetBundle.to(condition));
            // W, a working diagnosis, is a matter of verification and not of role.
            boolean hasRole =
                    target.find(CodeMapNames.DIAGNOSIS_TYPE, dg1.text(6)).isPresent();
            boolean hasVerification = condition.hasVerificationStatus();
            (hasRole || !hasVerification
                            ? Cwe.mapped(dg1.field(6), target, CodeMapNames.DIAGNOSIS_TYPE, Systems.table("0052"))
                            : Cwe.concept(dg1.field(6), target, Systems.table("0052")))
                    .ifPresent(diagnosis::setUse);
            position.ifPresent(diagnosis::setRank);
        }
        if (!rank.isEmpty() && (position.isEmpty() || encounter.isEmpty())) {
            condition.addExtension(Extensions.own("diagnosis-priority", new StringType(rank)));
        }
    }
}
