package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PRB, an entry of the problem list, as Condition (HL7 v2.4 section 12.3.4). */
final class Prb {

    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "problem-action", "0287"),
            dateTime(2, "problem-action-time"),
            entity(5, "episode-of-care"),
            number(6, "problem-list-priority"),
            dateTime(7, "problem-established"),
            dateTime(8, "problem-anticipated-resolution"),
            localCode(10, "problem-classification"),
            localCode(11, "problem-management-discipline"),
            localCode(12, "problem-persistence"),
            localCode(14, "problem-life-cycle-status"),
            dateTime(15, "problem-life-cycle-status-time"),
            localCode(18, "problem-ranking"),
            localCode(19, "problem-certainty"),
            number(20, "problem-probability"),
            localCode(21, "persons-awareness-of-problem"),
            localCode(22, "problem-prognosis"),
            localCode(23, "persons-awareness-of-prognosis"),
            text(24, "familys-awareness-of-problem"),
            localCode(25, "problem-sensitivity"),
            code(26, "problem-severity", "0836"),
            code(27, "problem-perspective", "0838"),
            code(28, "problem-mood", "0725"));

    private static final Set<String> OVER = Set.of("inactive", "resolved", "remission");

    private Prb() {}

    static Condition problem(Segment prb, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        Condition condition = target.add(new Condition(), prb.path());
        condition.getMeta().addProfile(Dg1.PROFILE);
        condition.setSubject(TargetBundle.to(patient));
        condition.addCategory().addCoding().setSystem(CATEGORY).setCode("problem-list-item");
        encounter.ifPresent(e -> condition.setEncounter(TargetBundle.to(e)));
        Cwe.concept(prb.field(3), target, target.localSystem("code-system", "")).ifPresent(condition::setCode);
        Cx.entity(prb.field(4), target).ifPresent(condition::addIdentifier);
        Ts.dateTime(prb.field(9), target).ifPresent(condition::setAbatement);
        onset(prb, condition, target);
        status(prb, condition, target);
        TABLE.carry(prb, condition, target);
        target.carryRemovals(prb, condition);
        return condition;
    }

    private static void onset(Segment prb, Condition condition, TargetBundle target) {
        Ts.dateTime(prb.field(16), target).ifPresent(condition::setOnset);
        String text = prb.field(17).verbatim();
        if (!text.isEmpty()) {
            if (condition.hasOnset()) {
                condition.addExtension(Extensions.own("onset-text", new StringType(text)));
            } else {
                condition.setOnset(new StringType(text));
            }
        }
    }

    /**
     * PRB-1 DE takes the entry back. Else the life cycle says whether the problem still stands; where a resolution is
     * told, FHIR allows no active problem; where nothing is told or the word is not known, it stands.
     */
    private static void status(Segment prb, Condition condition, TargetBundle target) {
        Element confirmation = prb.field(13);
        boolean deleted = prb.text(1).equalsIgnoreCase("DE");
        Optional<CodeableConcept> source = Cwe.concept(confirmation, target, target.localSystem("code-system", ""));
        if (deleted) {
            condition
                    .getVerificationStatus()
                    .addCoding()
                    .setSystem(VERIFICATION)
                    .setCode("entered-in-error");
            source.ifPresent(c -> condition.getVerificationStatus().addExtension(Extensions.sourceCode(c)));
            if (condition.hasAbatement()) {
                // FHIR's con-4 asks for a clinical status beside an abatement, con-5 allows none here.
                condition.addExtension(Extensions.own("problem-resolved", condition.getAbatement()));
                condition.setAbatement(null);
            }
            return;
        }
        Optional<CodeableConcept> verification = Cwe.required(
                confirmation, target, CodeMapNames.PROBLEM_CONFIRMATION, target.localSystem("code-system", ""));
        verification.ifPresent(condition::setVerificationStatus);
        if (verification.isEmpty()) {
            source.ifPresent(c -> condition.addExtension(Extensions.own("problem-confirmation", c)));
        }
        String clinical = target.find(CodeMapNames.PROBLEM_STATUS, prb.text(14))
                .map(found -> found.code())
                .orElse("active");
        boolean over = OVER.contains(clinical);
        condition
                .getClinicalStatus()
                .addCoding()
                .setSystem(CLINICAL)
                .setCode(condition.hasAbatement() && !over ? "resolved" : clinical);
    }
}
