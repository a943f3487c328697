package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** NTE as Annotation of what the segment before it was mapped to. */
final class Nte {

    private Nte() {}

    /** Empty if the segment has no comment. */
    static Optional<Annotation> annotation(Segment nte, DomainResource about, TargetBundle target) {
        Annotation annotation = new Annotation();
        String text = nte.verbatim(3);
        String source = nte.text(2);
        if (!source.isEmpty()) {
            annotation.addExtension(Extensions.own("comment-source", new StringType(source)));
        }
        Cwe.concept(nte.field(4), target, Systems.table("0364"))
                .ifPresent(type -> annotation.addExtension(Extensions.own("comment-type", type)));
        Xcn.reference(nte.field(5), target).ifPresent(annotation::setAuthor);
        Ts.dateTime(nte.field(6), target).ifPresent(annotation::setTimeElement);
        Ts.dateTime(nte.field(7), target)
                .ifPresent(start -> annotation.addExtension(Extensions.own("comment-effective-start", start)));
        target.carryRemovals(nte, about);
        if (text.isBlank()) {
            if (annotation.isEmpty()) {
                return Optional.empty();
            }
            annotation.getTextElement().addExtension(Extensions.absent("unknown"));
        } else {
            annotation.setText(text);
        }
        return Optional.of(annotation);
    }
}
