package uk.portage.gateway.app;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceDocument;

/** The documents of a file on a command line. Where one ends and the next begins is its adapter's to say. */
final class MessageFile {

    private static final String HL7_V2 = "hl7v2";
    private static final String FHIR = "fhir-r4";
    private static final byte CARRIAGE_RETURN = '\r';
    private static final byte LINE_FEED = '\n';

    private MessageFile() {}

    /** The adapter of HL7 v2. */
    static Adapter adapter() {
        return adapter(HL7_V2);
    }

    /** The adapter that reads a file: what begins with a brace or an angle bracket is FHIR, anything else HL7 v2. */
    static Adapter adapterOf(SourceDocument file) {
        for (byte b : file.bytes()) {
            if (b == '{' || b == '<') {
                return adapter(FHIR);
            }
            if (b > ' ') {
                return adapter(HL7_V2);
            }
        }
        return adapter(HL7_V2);
    }

    private static Adapter adapter(String name) {
        return ServiceLoader.load(Adapter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(adapter -> adapter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandFailedException.environment("the program has no adapter: build it again"));
    }

    /** The messages as they stand in the file. */
    static List<SourceDocument> messages(Path file) {
        SourceDocument document = SourceDocument.of(InputFiles.read(file));
        return adapterOf(document).format().split(document).documents();
    }

    /** A message as a source system sends it, whatever an editor made of it: each line ends with CR, none is blank. */
    static byte[] asSent(SourceDocument message) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream(message.size() + 1);
        boolean inLine = false;
        for (byte b : message.bytes()) {
            boolean lineEnd = b == CARRIAGE_RETURN || b == LINE_FEED;
            if (!lineEnd) {
                sent.write(b);
            } else if (inLine) {
                sent.write(CARRIAGE_RETURN);
            }
            inLine = !lineEnd;
        }
        if (inLine) {
            sent.write(CARRIAGE_RETURN);
        }
        return sent.toByteArray();
    }
}
