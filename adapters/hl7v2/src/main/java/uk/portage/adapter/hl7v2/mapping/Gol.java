package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.name;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** GOL as Goal (HL7 v2.4 section 12.3.1). */
final class Gol {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "goal-action", "0287"),
            dateTime(2, "goal-action-time"),
            entity(5, "episode-of-care"),
            number(6, "goal-list-priority"),
            localCode(10, "goal-management-discipline"),
            localCode(11, "goal-review-status"),
            dateTime(12, "goal-reviewed"),
            dateTime(13, "goal-next-review"),
            dateTime(14, "goal-previous-review"),
            text(15, "goal-review-interval"),
            text(17, "goal-evaluation-comment"),
            localCode(18, "goal-life-cycle-status"),
            localCode(20, "goal-target-type"),
            name(21, "goal-target-name"),
            code(22, "goal-mood", "0725"));

    private Gol() {}

    static Goal goal(Segment gol, Patient patient, TargetBundle target) {
        Goal goal = target.add(new Goal(), gol.path());
        goal.setSubject(TargetBundle.to(patient));
        goal.setLifecycleStatus(status(gol, target));
        goal.setDescription(Cwe.concept(gol.field(3), target, target.localSystem("code-system", ""))
                .orElseGet(Obx::unknownCode));
        Cx.entity(gol.field(4), target).ifPresent(goal::addIdentifier);
        Ts.date(gol.field(7), target).ifPresent(goal::setStart);
        Ts.date(gol.field(8), target).ifPresent(due -> goal.addTarget().setDue(due));
        Cwe.concept(gol.field(9), target, target.localSystem("code-system", "goal-classification"))
                .ifPresent(goal::addCategory);
        for (Element evaluation : gol.repetitions(16)) {
            Cwe.concept(evaluation, target, target.localSystem("code-system", "goal-evaluation"))
                    .ifPresent(goal::addOutcomeCode);
        }
        Ts.dateTime(gol.field(19), target).ifPresent(changed -> changed(changed, goal));
        TABLE.carry(gol, goal, target);
        target.carryRemovals(gol, goal);
        return goal;
    }

    /** Goal.statusDate is a date: the time of day stands beside it. */
    private static void changed(DateTimeType changed, Goal goal) {
        goal.setStatusDateElement(Ts.dateOf(changed));
        goal.getStatusDateElement().addExtension(Extensions.own("goal-life-cycle-status-time", changed));
    }

    /** GOL-1 DE takes the goal back; else GOL-18, whose words are each sender's own. */
    private static GoalLifecycleStatus status(Segment gol, TargetBundle target) {
        if (gol.text(1).equalsIgnoreCase("DE")) {
            return GoalLifecycleStatus.ENTEREDINERROR;
        }
        return target.find(CodeMapNames.GOAL_STATUS, gol.text(18))
                .map(found -> GoalLifecycleStatus.fromCode(found.code()))
                .orElse(GoalLifecycleStatus.ACTIVE);
    }
}
