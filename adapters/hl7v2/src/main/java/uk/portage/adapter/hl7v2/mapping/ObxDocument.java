package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ed;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * OBX-5 that is a document: ED embeds it, RP points to it. The bytes stand once, in a Binary; the DocumentReference
 * describes them, the Observation is derived from it, and the report shows them as its presented form.
 */
final class ObxDocument {

    private ObxDocument() {}

    static void attach(Element value, String type, Observation observation, Results.Scope scope, TargetBundle target) {
        Attachment attachment = attachment(value, type, target);
        String title = Cwe.first(observation.getCode()).getDisplay();
        if (title == null) {
            title = observation.getCode().getText();
        }
        if (title != null) {
            attachment.setTitle(title);
        }
        DocumentReference document = target.add(new DocumentReference(), value.path());
        document.setStatus(DocumentReferenceStatus.CURRENT);
        document.setType(observation.getCode().copy());
        document.setSubject(TargetBundle.to(scope.patient()));
        document.addContent().setAttachment(attachment);
        observation.addDerivedFrom(TargetBundle.to(document));
        if (attachment.hasUrl()) {
            scope.report().ifPresent(report -> report.addPresentedForm(shown(attachment)));
        }
    }

    /** @param type ED or RP */
    static Attachment attachment(Element value, String type, TargetBundle target) {
        Attachment attachment = new Attachment();
        if (type.equals("ED")) {
            embedded(value, attachment, target);
        } else {
            pointer(value, attachment);
        }
        return attachment;
    }

    private static Attachment shown(Attachment attachment) {
        Attachment shown = new Attachment();
        shown.setContentType(attachment.getContentType());
        shown.setUrl(attachment.getUrl());
        shown.setTitle(attachment.getTitle());
        return shown;
    }

    private static void embedded(Element ed, Attachment attachment, TargetBundle target) {
        own(attachment, "source-data-type", ed.text(2));
        own(attachment, "source-data-subtype", ed.text(3));
        own(attachment, "source-data-encoding", ed.text(4));
        application(ed.part(1), attachment);
        Optional<Ed> embedded = Ed.of(ed);
        if (embedded.isEmpty()) {
            attachment.addExtension(Extensions.absent("error"));
            return;
        }
        Binary binary = target.add(new Binary(), ed.path());
        binary.setContentType(embedded.get().contentType());
        binary.setDataElement(TargetBundle.base64(embedded.get().data()));
        attachment
                .setContentType(embedded.get().contentType())
                .setUrl(TargetBundle.to(binary).getReference())
                .setSize(embedded.get().data().length);
    }

    /** RP: pointer, application, type, subtype. Nothing is fetched. */
    private static void pointer(Element rp, Attachment attachment) {
        String pointer = rp.text(1);
        if (!pointer.isEmpty()) {
            attachment.setUrl(TargetBundle.uri(pointer));
            if (!attachment.getUrl().equals(pointer)) {
                own(attachment, "source-pointer", pointer);
            }
        }
        String type = rp.text(3);
        String subtype = rp.text(4);
        own(attachment, "source-data-type", type);
        own(attachment, "source-data-subtype", subtype);
        application(rp.part(2), attachment);
        attachment.setContentType(Ed.contentType(type, subtype));
    }

    /** ED-1 and RP-2 are an HD. */
    private static void application(Element hd, Attachment attachment) {
        Hd application = Hd.of(hd);
        if (!application.isEmpty()) {
            attachment.addExtension(Extensions.own("source-application", application.reference()));
        }
    }

    private static void own(Attachment attachment, String name, String value) {
        if (!value.isEmpty()) {
            attachment.addExtension(Extensions.own(name, new StringType(value)));
        }
    }
}
