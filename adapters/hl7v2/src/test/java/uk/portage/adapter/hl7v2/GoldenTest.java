package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.IParser.OutputStyle;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;

/**
 * Every golden message gives its golden bundle and losses. Regenerate with {@code -Dportage.golden=write}, and read the
 * difference before keeping it.
 */
class GoldenTest {

    static final Path FOLDER = Path.of("src/test/resources/golden");

    @TestFactory
    Stream<DynamicTest> every_golden_message_gives_its_golden_bundle_and_losses() throws IOException {
        return messages().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    static Stream<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList().stream();
        }
    }

    private static void check(Path file) throws IOException {
        Translation translation = Fixture.translate(SourceDocument.of(Fixture.message(file)));
        assertThat(translation).isInstanceOf(Translation.Translated.class);
        Translation.Translated translated = (Translation.Translated) translation;
        String losses = translated.losses().stream()
                        .map(l -> l.kind() + " " + l.path() + "\n")
                        .collect(Collectors.joining())
                + translated.findings().stream()
                        .map(f -> "finding " + f.kind() + " " + f.path() + "\n")
                        .collect(Collectors.joining())
                + "right person: " + translated.rightPerson() + "\n";
        compare(sibling(file, ".json"), json(translated.bundle()) + "\n");
        compare(sibling(file, ".losses"), losses);
    }

    static String json(Bundle bundle) throws IOException {
        return new JsonParser().setOutputStyle(OutputStyle.PRETTY).composeString(bundle);
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName().toString().replace(".hl7", suffix));
    }

    private static void compare(Path golden, String actual) throws IOException {
        if (System.getProperty("portage.golden", "").equals("write")) {
            Files.writeString(golden, actual, StandardCharsets.UTF_8);
        }
        assertThat(golden).exists();
        assertThat(actual).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    }
}
