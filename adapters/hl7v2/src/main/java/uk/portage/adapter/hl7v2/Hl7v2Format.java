package uk.portage.adapter.hl7v2;

import uk.portage.adapter.hl7v2.mapping.MessageMapping;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Batch;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;

/** Identifies and translates HL7 v2 messages. */
final class Hl7v2Format implements SourceFormat {

    @Override
    public Batch split(SourceDocument file) {
        return BatchFile.split(file.bytes());
    }

    @Override
    public Identification identify(SourceDocument document) {
        Intake intake = Intake.of(document);
        if (intake instanceof Intake.Accepted accepted) {
            return Intake.identify(accepted);
        }
        Intake.Refused refused = (Intake.Refused) intake;
        return new Identification.Refused(refused.code(), refused.where());
    }

    @Override
    public Translation translate(SourceDocument document, TranslationContext context) {
        Intake intake = Intake.of(document);
        if (intake instanceof Intake.Accepted accepted) {
            TargetBundle target = new TargetBundle(document.sha256(), context);
            return new MessageMapping(accepted.message(), accepted.type(), target).translate(document);
        }
        Intake.Refused refused = (Intake.Refused) intake;
        return new Translation.Refused(refused.code(), refused.where());
    }
}
