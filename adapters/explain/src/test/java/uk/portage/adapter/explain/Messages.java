package uk.portage.adapter.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** HL7 v2 messages about nobody, and how they are explained. */
public final class Messages {

    static final TranslationContext CONTEXT =
            new TranslationContext("RZ9", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());

    static final String HEADER = "MSH|^~\\&|PAS|RZ9|ROUTE|LA9|202611231015||ADT^A01^ADT_A01|E1|P|2.4";
    static final String PERSON = "PID|1||9990000018^^^NHS||TESTWICK^MORWENNA||19491213|2";

    private Messages() {}

    public static Explained explained(String... segments) {
        return explained(document(segments));
    }

    static Explained explained(SourceDocument document) {
        return (Explained) new Explainer(new Hl7v2Adapter(), CONTEXT).explain("message.hl7", document, Progress.SILENT);
    }

    static SourceDocument document(String... segments) {
        return SourceDocument.of((String.join("\r", segments) + "\r").getBytes(StandardCharsets.UTF_8));
    }

    static ExplainedElement element(Explained explained, String path) {
        return explained
                .elements()
                .filter(element -> element.element().path().text().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no element " + path));
    }

    /** The messages that the adapter's own tests hold, which have everything that is mapped. */
    static List<Path> golden() {
        try (Stream<Path> files = Files.list(Path.of("../hl7v2/src/test/resources/golden"))) {
            return files.filter(file -> file.toString().endsWith(".hl7"))
                    .filter(file -> !file.getFileName().toString().startsWith("refused"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SourceDocument read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return SourceDocument.of(
                    text.replace("\r\n", "\r").replace('\n', '\r').getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Public messages of many senders, where they are present: {@code -Dportage.samples=folder}, or a folder
     * {@code shared} beside a folder above this one.
     */
    static Optional<Path> samples() {
        String set = System.getProperty("portage.samples", "");
        if (!set.isEmpty()) {
            return Optional.of(Path.of(set)).filter(Files::isDirectory);
        }
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared/samples/hl7v2");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
