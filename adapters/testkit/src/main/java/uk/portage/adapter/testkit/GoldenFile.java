package uk.portage.adapter.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.IParser.OutputStyle;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;

/**
 * One source in {@code src/test/resources/golden} and what it is to become: {@code NAME.<ext>}, {@code
 * NAME.bundle.json} and {@code NAME.losses.txt}, or {@code NAME.refused.txt} instead of both.
 *
 * @param name path below the folder, without extension
 */
record GoldenFile(String name, Path source) {

    private static final String FOLDER = "golden";
    private static final String BUNDLE = ".bundle.json";
    private static final String LOSSES = ".losses.txt";
    private static final String REFUSED = ".refused.txt";

    /** Every source below the folder {@code golden} of a test class's resources, by name. */
    static List<GoldenFile> discover(Class<?> testClass) {
        URL url = testClass.getResource("/" + FOLDER);
        if (url == null) {
            return List.of();
        }
        try {
            Path folder = Path.of(url.toURI());
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .filter(GoldenFile::isSource)
                        .sorted()
                        .map(file -> new GoldenFile(withoutExtension(folder.relativize(file)), file))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    SourceDocument document() {
        try {
            return SourceDocument.of(Files.readAllBytes(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the files beside the source say; missing files are empty. */
    Expected expected() {
        return new Expected(read(BUNDLE), read(LOSSES), read(REFUSED));
    }

    static Expected of(Translation translation) {
        if (translation instanceof Translation.Translated translated) {
            return new Expected(pretty(translated.bundle()) + "\n", losses(translated), "");
        }
        Translation.Refused refused = (Translation.Refused) translation;
        String where = refused.where().stream().map(SourcePath::text).collect(Collectors.joining(" "));
        return new Expected("", "", (refused.code() + " " + where).strip() + "\n");
    }

    /** Writes what is expected into the sources of the module that runs the tests. */
    void update(Expected expected) {
        Path resources = Path.of("src", "test", "resources", FOLDER);
        write(resources, BUNDLE, expected.bundle());
        write(resources, LOSSES, expected.losses());
        write(resources, REFUSED, expected.refused());
    }

    private void write(Path resources, String suffix, String text) {
        Path file = resources.resolve(name + suffix);
        try {
            if (text.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String suffix) {
        String fileName = source.getFileName().toString();
        Path file = source.resolveSibling(fileName.substring(0, fileName.lastIndexOf('.')) + suffix);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return name.lastIndexOf('.') > 0
                && Stream.of(BUNDLE, LOSSES, REFUSED, ".md").noneMatch(name::endsWith);
    }

    private static String withoutExtension(Path relative) {
        String text = relative.toString().replace('\\', '/');
        return text.substring(0, text.lastIndexOf('.'));
    }

    private static String losses(Translation.Translated translated) {
        Stream<String> losses = translated.losses().stream().map(loss -> loss.kind() + " " + loss.path());
        Stream<String> findings =
                translated.findings().stream().map(finding -> "finding " + finding.kind() + " " + finding.path());
        return Stream.of(losses, findings, Stream.of(translated.rightPerson() ? "right person" : "person not verified"))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String pretty(Bundle bundle) {
        return json(bundle, OutputStyle.PRETTY);
    }

    static String compact(Bundle bundle) {
        return json(bundle, OutputStyle.NORMAL);
    }

    private static String json(Bundle bundle, OutputStyle style) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);
        try {
            JsonParser parser = new JsonParser();
            parser.setOutputStyle(style);
            parser.compose(bytes, bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The texts of the three files; an absent file is empty. */
    record Expected(String bundle, String losses, String refused) {}
}
