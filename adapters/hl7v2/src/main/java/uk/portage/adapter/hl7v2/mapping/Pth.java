package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;

import java.util.Optional;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PTH, a clinical pathway, as CarePlan (HL7 v2.4 section 12.3.3). */
final class Pth {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "pathway-action", "0287"),
            localCode(5, "pathway-life-cycle-status"),
            dateTime(6, "pathway-life-cycle-status-time"),
            code(7, "pathway-mood", "0725"));

    private Pth() {}

    static CarePlan pathway(Segment pth, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        CarePlan plan = target.add(new CarePlan(), pth.path());
        plan.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> plan.setEncounter(TargetBundle.to(e)));
        plan.setIntent(CarePlanIntent.PLAN);
        plan.setStatus(status(pth, target));
        Cwe.concept(pth.field(2), target, target.localSystem("code-system", "")).ifPresent(plan::addCategory);
        Cx.entity(pth.field(3), target).ifPresent(plan::addIdentifier);
        Ts.dateTime(pth.field(4), target).ifPresent(plan::setCreatedElement);
        TABLE.carry(pth, plan, target);
        target.carryRemovals(pth, plan);
        return plan;
    }

    /** PTH-1 DE takes the pathway back; else PTH-5, whose words are each sender's own. */
    private static CarePlanStatus status(Segment pth, TargetBundle target) {
        if (pth.text(1).equalsIgnoreCase("DE")) {
            return CarePlanStatus.ENTEREDINERROR;
        }
        return target.find(CodeMapNames.PATHWAY_STATUS, pth.text(5))
                .map(found -> CarePlanStatus.fromCode(found.code()))
                .orElse(CarePlanStatus.UNKNOWN);
    }
}
