package uk.portage.gateway.app;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceDocument;

/** The HL7 v2 messages of a file on a command line. Where one ends and the next begins is the adapter's to say. */
final class MessageFile {

    private static final String FORMAT = "hl7v2";
    private static final byte CARRIAGE_RETURN = '\r';
    private static final byte LINE_FEED = '\n';

    private MessageFile() {}

    static Adapter adapter() {
        return ServiceLoader.load(Adapter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(adapter -> adapter.name().equals(FORMAT))
                .findFirst()
                .orElseThrow(() -> CommandFailedException.environment("the program has no adapter: build it again"));
    }

    /** The messages as they stand in the file. */
    static List<SourceDocument> messages(Path file) {
        return adapter()
                .format()
                .split(SourceDocument.of(InputFiles.read(file)))
                .documents();
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
