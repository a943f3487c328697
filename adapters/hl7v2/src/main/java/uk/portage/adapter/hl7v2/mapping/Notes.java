package uk.portage.adapter.hl7v2.mapping;

import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** The notes (NTE) of a message. What a note is about is told only by what came before it. */
final class Notes {

    private static final String REPORT_NOTE =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note";

    private final TargetBundle target;
    private DomainResource about;

    /** @param about what a note is about that comes before anything else */
    Notes(DomainResource about, TargetBundle target) {
        this.about = about;
        this.target = target;
    }

    /** What a note after this is about. */
    void about(DomainResource resource) {
        about = resource;
    }

    /** What was mapped last. */
    DomainResource about() {
        return about;
    }

    void add(Segment nte) {
        Nte.annotation(nte, about, target).ifPresent(this::attach);
    }

    private void attach(Annotation annotation) {
        if (about instanceof Observation observation) {
            observation.addNote(annotation);
        } else if (about instanceof Specimen specimen) {
            specimen.addNote(annotation);
        } else if (about instanceof ServiceRequest request) {
            request.addNote(annotation);
        } else if (about instanceof DiagnosticReport report) {
            report.addExtension(new Extension(REPORT_NOTE, annotation));
        } else if (!attachToStatement(annotation)) {
            about.addExtension(Extensions.own("note", annotation));
        }
    }

    private boolean attachToStatement(Annotation annotation) {
        if (about instanceof Condition condition) {
            condition.addNote(annotation);
        } else if (about instanceof Procedure procedure) {
            procedure.addNote(annotation);
        } else if (about instanceof AllergyIntolerance allergy) {
            allergy.addNote(annotation);
        } else if (about instanceof Goal goal) {
            goal.addNote(annotation);
        } else if (about instanceof CarePlan plan) {
            plan.addNote(annotation);
        } else if (about instanceof ChargeItem charge) {
            charge.addNote(annotation);
        } else {
            return attachToMedicine(annotation);
        }
        return true;
    }

    private boolean attachToMedicine(Annotation annotation) {
        if (about instanceof MedicationRequest request) {
            request.addNote(annotation);
        } else if (about instanceof MedicationDispense dispense) {
            dispense.addNote(annotation);
        } else if (about instanceof MedicationAdministration administration) {
            administration.addNote(annotation);
        } else if (about instanceof Immunization immunization) {
            immunization.addNote(annotation);
        } else {
            return false;
        }
        return true;
    }
}
