package uk.portage.gateway.benchmarks.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** Messages in the files of a folder, and what translates them. */
public final class Corpus {

    static final Adapter ADAPTER = new Hl7v2Adapter();
    static final TranslationContext CONTEXT =
            new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());

    private Corpus() {}

    /** Every file below the folder whose name ends in {@code .hl7}, by name. */
    public static List<Path> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages of a file: a new one begins with each MSH segment; line ends become CR as a sender's would be. */
    public static List<byte[]> messages(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<byte[]> messages = new ArrayList<>();
        for (String part : text.replace("\r\n", "\r").replace('\n', '\r').split("\r(?=MSH)", -1)) {
            if (!part.isBlank()) {
                messages.add(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }

    /** MSH-9 as sent, for example {@code ADT^A01}; a dash where there is none. */
    static String type(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1).strip();
        String[] fields = text.split("\r", 2)[0].split("\\|", -1);
        if (!text.regionMatches(true, 0, "MSH", 0, 3) || fields.length < 9) {
            return "-";
        }
        String[] components = fields[8].split("\\^", -1);
        String event = components.length > 1 && !components[1].isBlank() ? '^' + components[1] : "";
        String type = (components[0] + event).strip().toUpperCase(Locale.ROOT);
        return type.isEmpty() ? "-" : type;
    }

    static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
    }
}
