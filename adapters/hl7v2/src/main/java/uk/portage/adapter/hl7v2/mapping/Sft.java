package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.MessageHeader;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** SFT, the software that sent the message. The first is the source's; each further one changed it on the way. */
final class Sft {

    private static final FieldTable FIRST = FieldTable.of(
            organisation(1, "software-vendor"),
            text(4, "software-binary-id"),
            text(5, "software-information"),
            dateTime(6, "software-installed"));

    private static final FieldTable FURTHER = FieldTable.of(
            organisation(1, "software-vendor"),
            text(2, "software-version"),
            text(3, "software-product"),
            text(4, "software-binary-id"),
            text(5, "software-information"),
            dateTime(6, "software-installed"));

    private Sft() {}

    static void onto(MessageHeader header, Segment sft, TargetBundle target) {
        MessageHeader.MessageSourceComponent source = header.getSource();
        if (source.hasSoftware() || source.hasVersion()) {
            FURTHER.group("software", sft, target).ifPresent(header::addExtension);
            return;
        }
        String product = sft.field(3).verbatim();
        if (!product.isEmpty()) {
            source.setSoftware(product);
        }
        String version = sft.field(2).verbatim();
        if (!version.isEmpty()) {
            source.setVersion(version);
        }
        FIRST.group("software", sft, target).ifPresent(header::addExtension);
    }
}
