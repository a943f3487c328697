package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;

/**
 * The segments about a person that belong to groups: orders, results, medicines, problems, insurance. What a segment
 * belongs to is told only by what came before it.
 */
final class Groups {

    private final Patient patient;
    private final Optional<Encounter> encounter;
    private final Notes notes;
    private final Orders orders;
    private final Results results;
    private final Medications medications;
    private final TargetBundle target;
    private final boolean arranged;
    private boolean disarranged;
    private Optional<Coverage> coverage = Optional.empty();
    private Optional<Condition> problem = Optional.empty();

    /** @param arranged false if the message contradicts its {@link Arrangement}: its groups are then not read */
    Groups(
            Patient patient,
            Optional<Encounter> encounter,
            MessageType type,
            MessageHeader header,
            Notes notes,
            boolean arranged,
            TargetBundle target) {
        this.arranged = arranged;
        this.patient = patient;
        this.encounter = encounter;
        this.notes = notes;
        this.target = target;
        this.orders = new Orders(Results.Scope.of(patient, encounter), notes, target);
        this.results = new Results(patient, encounter, type, header, notes, orders, target);
        this.medications = new Medications(patient, encounter, type.code().equals("VXU"), orders, target);
    }

    void take(Segment segment) {
        disarranged |= !arranged && Arrangement.isBegunBy(segment);
        if (disarranged || orders.keeps(segment)) {
            return;
        }
        switch (segment.id()) {
            case "ORC" -> order(segment);
            case "OBR" -> results.request(segment);
            case "OBX" -> observation(segment);
            case "SPM" -> results.specimen(segment);
            case "SAC" -> results.container(segment);
            case "INV" -> results.inventory(segment);
            case "TXA" -> results.document(segment);
            case "TQ1", "TQ2" -> orders.timing(segment);
            case "NTE" -> notes.add(segment);
            case "DG1" -> diagnosis(Dg1.condition(segment, patient, encounter, target));
            case "ROL" -> Rol.onto(notes.about(), segment, target);
            case "PRT" -> Prt.onto(notes.about(), segment, target);
            case "IN1" -> insurance(In1.coverage(segment, patient, target));
            case "IN2" -> coverage.ifPresent(c -> In2.onto(c, segment, target));
            case "IN3" -> coverage.ifPresent(c -> In3.onto(c, segment, target));
            case "GT1" -> notes.about(Gt1.guarantor(segment, patient, target));
            case "FT1" -> notes.about(Ft1.charge(segment, patient, encounter, target));
            case "PRB" -> problem(Prb.problem(segment, patient, encounter, target));
            case "GOL" -> goal(Gol.goal(segment, patient, target));
            case "PTH" -> notes.about(Pth.pathway(segment, patient, encounter, target));
            case "VAR" -> Var.onto(notes.about(), segment, target);
            case "IAR" -> Iar.onto(notes.about(), segment, target);
            case "AUT" -> Aut.onto(notes.about(), segment, target);
            case "CTD" -> contact(segment);
            case "CTI" -> Cti.onto(orders.current().orElse(notes.about()), segment, target);
            case "BLG" -> Blg.onto(orders.current().orElse(visit()), segment, target);
            case "ACC" -> Acc.onto(visit(), segment, target);
            case "UB1" -> Ub1.onto(visit(), segment, target);
            case "UB2" -> Ub2.onto(visit(), segment, target);
            case "DB1" -> Db1.onto(patient, segment, target);
            case "PDA" -> Pda.onto(patient, segment, target);
            case "CON" -> Con.onto(patient, segment, target);
            default -> medicine(segment);
        }
    }

    private void medicine(Segment segment) {
        switch (segment.id()) {
            case "RXO", "RXE", "RXG", "RXD", "RXA" -> results.leave();
            default -> {}
        }
        switch (segment.id()) {
            case "RXO" -> medications.asked(segment);
            case "RXE" -> medications.encoded(segment);
            case "RXG" -> medications.toGive(segment);
            case "RXD" -> medications.dispensed(segment);
            case "RXA" -> medications.given(segment);
            case "RXR" -> medications.route(segment);
            case "RXC" -> medications.component(segment);
            case "CDO" -> medications.limit(segment);
            default -> {}
        }
    }

    /** PV1 and AL1 after an order begin the results that the person had before it. */
    void priorResults() {
        results.leaveSample();
    }

    /** To be called after the last segment. */
    void end() {
        results.complete();
    }

    private void order(Segment orc) {
        results.order(orc);
        medications.endOrder();
    }

    private void observation(Segment obx) {
        if (results.isContent(obx)) {
            return;
        }
        Observation observation = results.observation(obx);
        medications.current().ifPresent(about -> {
            if (about instanceof Immunization
                    || about instanceof MedicationDispense
                    || about instanceof MedicationAdministration) {
                observation.addPartOf(TargetBundle.to(about));
            } else if (about instanceof MedicationRequest) {
                observation.addBasedOn(TargetBundle.to(about));
            }
        });
    }

    /** A diagnosis in an order is the reason for it. */
    private void diagnosis(Condition condition) {
        if (orders.current().orElse(patient) instanceof ServiceRequest request) {
            request.addReasonReference(TargetBundle.to(condition));
        }
        notes.about(condition);
    }

    /** CTD: whom to speak to about the order before it. */
    private void contact(Segment ctd) {
        orders.current()
                .ifPresent(about ->
                        about.addExtension(Extensions.own("order-contact", TargetBundle.to(Prd.contact(ctd, target)))));
    }

    private void insurance(Coverage made) {
        coverage = Optional.of(made);
        notes.about(made);
    }

    private void problem(Condition made) {
        problem = Optional.of(made);
        notes.about(made);
    }

    private void goal(Goal made) {
        problem.ifPresent(p -> made.addAddresses(TargetBundle.to(p)));
        notes.about(made);
    }

    private DomainResource visit() {
        return encounter.isPresent() ? encounter.get() : patient;
    }
}
