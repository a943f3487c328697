package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestPriority;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestPriorityEnumFactory;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriorityEnumFactory;
import org.hl7.fhir.r4.model.Timing;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** TQ1 and TQ2: when what was ordered before is to be done, and how urgently. */
final class Timings {

    private static final FieldTable SEQUENCE = FieldTable.of(
            FieldTable.code(2, "sequence-results-flag", "0503"),
            FieldTable.entity(3, "related-placer-number"),
            FieldTable.entity(4, "related-filler-number"),
            FieldTable.entity(5, "related-placer-group-number"),
            FieldTable.code(6, "sequence-condition", "0504"),
            FieldTable.code(7, "cyclic-entry-exit-indicator", "0505"),
            FieldTable.quantity(8, "sequence-interval"),
            FieldTable.number(9, "cyclic-group-maximum-repeats"),
            FieldTable.code(10, "special-service-request-relationship", "0506"));

    private Timings() {}

    static void onto(DomainResource about, Segment tq1, TargetBundle target) {
        Schedule.ofSegment(tq1, target).ifPresent(timing -> onto(about, timing));
        for (Element priority : tq1.repetitions(9)) {
            priority(about, priority, Systems.table("0485"), target);
        }
        target.carryRemovals(tq1, about);
    }

    static void onto(DomainResource about, Timing timing) {
        if (about instanceof ServiceRequest request && !request.hasOccurrence()) {
            request.setOccurrence(timing);
        } else if (about instanceof MedicationRequest request) {
            dosage(request.getDosageInstructionFirstRep(), timing);
        } else if (about instanceof MedicationDispense dispense) {
            dosage(dispense.getDosageInstructionFirstRep(), timing);
        } else {
            about.addExtension(Extensions.own("timing", timing));
        }
    }

    private static void dosage(Dosage dosage, Timing timing) {
        if (dosage.hasTiming()) {
            dosage.addExtension(Extensions.own("further-timing", timing));
        } else {
            dosage.setTiming(timing);
        }
    }

    /** The first priority is the request's; further ones, and those of what is no request, are told beside it. */
    static void priority(DomainResource about, Element code, String table, TargetBundle target) {
        if (about instanceof ServiceRequest request && !request.hasPriorityElement()) {
            Cwe.closed(code.part(1), target, CodeMapNames.ORDER_PRIORITY, table, ServiceRequestPriority::fromCode)
                    .ifPresent(p -> {
                        Enumeration<ServiceRequestPriority> element =
                                p.onto(new Enumeration<>(new ServiceRequestPriorityEnumFactory()), about::addExtension);
                        if (element.hasValue()) {
                            request.setPriorityElement(element);
                        }
                    });
        } else if (about instanceof MedicationRequest request && !request.hasPriorityElement()) {
            Cwe.closed(code.part(1), target, CodeMapNames.ORDER_PRIORITY, table, MedicationRequestPriority::fromCode)
                    .ifPresent(p -> {
                        Enumeration<MedicationRequestPriority> element = p.onto(
                                new Enumeration<>(new MedicationRequestPriorityEnumFactory()), about::addExtension);
                        if (element.hasValue()) {
                            request.setPriorityElement(element);
                        }
                    });
        } else {
            Cwe.concept(code, target, table).ifPresent(c -> about.addExtension(Extensions.own("priority", c)));
            return;
        }
        if (code.reaches(2)) {
            Cwe.concept(code, target, table).ifPresent(c -> about.addExtension(Extensions.own("priority", c)));
        }
    }

    static void sequence(DomainResource about, Segment tq2, TargetBundle target) {
        Optional<Extension> group = SEQUENCE.group("order-sequence", tq2, target);
        group.ifPresent(about::addExtension);
    }
}
