package uk.portage.adapter.fhir.r4;

import java.util.List;
import uk.portage.adapter.fhir.r4.mapping.Carrying;
import uk.portage.adapter.fhir.r4.mapping.Header;
import uk.portage.adapter.fhir.r4.reader.Reading;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;

/**
 * A bundle is carried as it is, if it is whole and sound. Whether it is can be known at once, so its sender hears it at
 * once: {@link #identify} refuses what {@link #translate} would refuse.
 */
final class FhirR4Format implements SourceFormat {

    @Override
    public Identification identify(SourceDocument document) {
        Reading reading = Reading.of(document);
        if (reading instanceof Reading.Unreadable unreadable) {
            return new Identification.Refused(unreadable.code(), unreadable.where());
        }
        Reading.Read read = (Reading.Read) reading;
        Header.Outcome header = Header.of(read.bundle(), document);
        if (header instanceof Header.Refused refused) {
            return new Identification.Refused(refused.code(), List.of(refused.where()));
        }
        return Carrying.of(document, read) instanceof Carrying.Refused refused
                ? new Identification.Refused(refused.code(), refused.where())
                : new Identification.Identified(((Header.Known) header).envelope());
    }

    @Override
    public Translation translate(SourceDocument document, TranslationContext context) {
        Reading reading = Reading.of(document);
        if (reading instanceof Reading.Unreadable unreadable) {
            return new Translation.Refused(unreadable.code(), unreadable.where());
        }
        Reading.Read read = (Reading.Read) reading;
        Header.Outcome header = Header.of(read.bundle(), document);
        if (header instanceof Header.Refused refused) {
            return new Translation.Refused(refused.code(), List.of(refused.where()));
        }
        Carrying carrying = Carrying.of(document, read);
        if (carrying instanceof Carrying.Refused refused) {
            return new Translation.Refused(refused.code(), refused.where());
        }
        Carrying.Carried carried = (Carrying.Carried) carrying;
        Header.Known known = (Header.Known) header;
        return new Translation.Translated(
                carried.bundle(),
                carried.losses(),
                known.person().findings(carried.findings()),
                known.person().isVerified());
    }
}
