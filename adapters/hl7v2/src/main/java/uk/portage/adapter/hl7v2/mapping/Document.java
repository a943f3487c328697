package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentReferenceContentComponent;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * The document of a message: its TXA, and as its content the OBX that follow. Text that is sent line by line, an OBX for
 * each, is one content.
 */
final class Document {

    private static final FieldTable TABLE = FieldTable.of(
            localCode(3, "content-code"),
            code(8, "abnormal-flag", "0078"),
            code(11, "content-status", "0085"),
            dateTime(14, "content-time"),
            localCode(15, "producer"),
            person(16, "responsible-observer"),
            localCode(17, "observation-method"));
    private static final int SUB_ID = 4;
    private static final int VALUE = 5;

    private final DocumentReference reference;
    private final TargetBundle target;
    private final StringBuilder text = new StringBuilder();
    private Optional<Segment> textBegan = Optional.empty();
    private Optional<DocumentReferenceContentComponent> textContent = Optional.empty();

    Document(DocumentReference reference, TargetBundle target) {
        this.reference = reference;
        this.target = target;
    }

    DocumentReference reference() {
        return reference;
    }

    /** True if the OBX holds a part of a document, and not a value that somebody measured. */
    static boolean isContent(Segment obx) {
        String type = ObxValue.type(obx);
        return ObxValue.isText(type) || type.equals("ED") || type.equals("RP");
    }

    void content(Segment obx) {
        String type = ObxValue.type(obx);
        if (ObxValue.isText(type)) {
            line(obx);
            return;
        }
        completeText();
        boolean first = true;
        for (Element data : obx.repetitions(VALUE)) {
            DocumentReferenceContentComponent content = reference.addContent();
            content.setAttachment(ObxDocument.attachment(data, type, target));
            if (first) {
                details(obx, content);
            }
            first = false;
        }
        if (first) {
            details(obx, reference.addContent());
        }
    }

    /** A line belongs to the text before it if the segment says the same of both. */
    private void line(Segment obx) {
        boolean continues =
                textBegan.filter(began -> began.sameBut(obx, SUB_ID, VALUE)).isPresent();
        if (!continues) {
            completeText();
            textBegan = Optional.of(obx);
            DocumentReferenceContentComponent content = reference.addContent();
            textContent = Optional.of(content);
            details(obx, content);
        } else {
            text.append('\n');
            // The same again: to be read, but not to be said twice.
            TABLE.carry(obx, said -> {}, target);
            textContent.ifPresent(content -> subId(obx, content));
        }
        text.append(obx.verbatim(VALUE));
    }

    private void details(Segment obx, DocumentReferenceContentComponent content) {
        TABLE.carry(obx, content::addExtension, target);
        subId(obx, content);
        target.carryRemovals(obx, reference);
    }

    private static void subId(Segment obx, DocumentReferenceContentComponent content) {
        String subId = obx.field(SUB_ID).verbatim();
        if (!subId.isEmpty()) {
            content.addExtension(Extensions.own("observation-sub-id", new StringType(subId)));
        }
    }

    private void completeText() {
        textContent.ifPresent(content -> {
            if (!text.toString().isBlank()) {
                content.getAttachment()
                        .setContentType("text/plain")
                        .setDataElement(TargetBundle.base64(text.toString().getBytes(StandardCharsets.UTF_8)));
            }
        });
        text.setLength(0);
        textBegan = Optional.empty();
        textContent = Optional.empty();
    }

    /** To be called after the last segment: a document that is only announced has no content yet. */
    void complete() {
        completeText();
        if (reference.getContent().isEmpty()) {
            reference.addContent();
        }
        for (DocumentReferenceContentComponent content : reference.getContent()) {
            if (!content.hasAttachment()) {
                Attachment missing = new Attachment();
                missing.addExtension(Extensions.absent("unknown"));
                content.setAttachment(missing);
            }
        }
    }
}
