package uk.portage.adapter.hl7v2.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.ServiceRequest;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * The orders of a message. An order begins with ORC, but what is ordered is told only by the segment that its group
 * leads to (OBR, RXO, RXE, RXD, RXA, RXG): until then ORC and what follows it is kept.
 */
final class Orders {

    private final Results.Scope scope;
    private final Notes notes;
    private final TargetBundle target;
    private final List<Segment> waiting = new ArrayList<>(4);
    private Optional<DomainResource> current = Optional.empty();

    /** @param scope whose orders, and at which visit */
    Orders(Results.Scope scope, Notes notes, TargetBundle target) {
        this.scope = scope;
        this.notes = notes;
        this.target = target;
    }

    void begin(Segment orc) {
        current = Optional.empty();
        waiting.add(orc);
    }

    /** What follows is of no order. */
    void leave() {
        current = Optional.empty();
    }

    /** The ORC of an order of which it is not known yet what it is for. */
    Optional<Segment> waiting() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.get(0));
    }

    /** True if the segment is kept until it is known what was ordered. */
    boolean keeps(Segment segment) {
        if (waiting.isEmpty()) {
            return false;
        }
        boolean kept = switch (segment.id()) {
            case "TQ1", "TQ2", "NTE", "PRT", "ROL" -> true;
            default -> false;
        };
        if (kept) {
            waiting.add(segment);
        }
        return kept;
    }

    /** What was ordered, dispensed or given: what was kept belongs to it. */
    void detail(DomainResource made) {
        current = Optional.of(made);
        notes.about(made);
        for (Segment segment : waiting) {
            switch (segment.id()) {
                case "ORC" -> order(made, segment);
                case "NTE" -> notes.add(segment);
                default -> further(made, segment);
            }
        }
        waiting.clear();
    }

    /** TQ1, TQ2, PRT and ROL of an order. */
    private void further(DomainResource about, Segment segment) {
        switch (segment.id()) {
            case "TQ1" -> Timings.onto(about, segment, target);
            case "TQ2" -> Timings.sequence(about, segment, target);
            case "PRT" -> Prt.onto(about, segment, target);
            default -> Rol.onto(about, segment, target);
        }
    }

    /** TQ1 and TQ2 after the segment that says what is ordered. Without one, they are about nothing. */
    void timing(Segment segment) {
        current.ifPresent(about -> further(about, segment));
    }

    /** What the order that stands now is for. */
    Optional<DomainResource> current() {
        return current;
    }

    /** An order that tells no more than ORC, at the end of its group or of the message. */
    void end() {
        if (!waiting.isEmpty()) {
            detail(Obr.emptyRequest(waiting.get(0).path(), scope, target));
        }
    }

    private void order(DomainResource made, Segment orc) {
        if (made instanceof ServiceRequest request) {
            Orc.onto(request, orc, target);
        } else if (made instanceof MedicationRequest request) {
            Orc.onto(request, orc, target);
        } else if (made instanceof MedicationDispense dispense) {
            Orc.onto(dispense, dispense.getIdentifier(), orc, target);
        } else if (made instanceof MedicationAdministration administration) {
            Orc.onto(administration, administration.getIdentifier(), orc, target);
        } else if (made instanceof Immunization immunization) {
            Orc.onto(immunization, immunization.getIdentifier(), orc, target);
        }
    }
}
