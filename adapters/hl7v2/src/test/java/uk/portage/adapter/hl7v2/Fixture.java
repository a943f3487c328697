package uk.portage.adapter.hl7v2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** What the tests of this adapter share. */
final class Fixture {

    static final Adapter ADAPTER = new Hl7v2Adapter();
    static final TranslationContext CONTEXT =
            new TranslationContext("RZ9", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());

    private Fixture() {}

    static Translation translate(SourceDocument document) {
        return ADAPTER.format().translate(document, CONTEXT);
    }

    static Translation.Translated translated(String... segments) {
        return (Translation.Translated) translate(document(segments));
    }

    static SourceDocument document(String... segments) {
        return SourceDocument.of((String.join("\r", segments) + "\r").getBytes(StandardCharsets.UTF_8));
    }

    /** Golden messages are kept with line feeds, because people read them, and sent with carriage returns. */
    static byte[] message(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\r").replace('\n', '\r').getBytes(StandardCharsets.ISO_8859_1);
    }
}
