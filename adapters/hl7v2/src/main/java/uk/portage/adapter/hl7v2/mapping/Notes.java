package uk.portage.adapter.hl7v2.mapping;

import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
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

    /** Where FHIR has a place for notes, it is called so in each type. */
    private void attach(Annotation annotation) {
        if (about instanceof DiagnosticReport report) {
            report.addExtension(new Extension(REPORT_NOTE, annotation));
        } else if (about.getNamedProperty("note") != null) {
            about.setProperty("note", annotation);
        } else {
            about.addExtension(Extensions.own("note", annotation));
        }
    }
}
