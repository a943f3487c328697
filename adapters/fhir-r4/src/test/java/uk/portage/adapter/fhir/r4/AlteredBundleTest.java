package uk.portage.adapter.fhir.r4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation.Translated;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** Gives each property of each golden document a name that FHIR does not have: what it held must be refused or a loss. */
class AlteredBundleTest {

    private static final FhirR4Adapter ADAPTER = new FhirR4Adapter();
    private static final TranslationContext CONTEXT =
            new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());
    private static final Pattern PROPERTY = Pattern.compile("\"([A-Za-z]+)\"\\s*:");

    @TestFactory
    Stream<DynamicTest> a_property_of_another_name_is_refused_or_a_loss() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(getClass().getResource("/golden")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().endsWith(".bundle.json"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> alterEach(file)));
        }
    }

    private static void alterEach(Path file) throws IOException {
        String text = Files.readString(file);
        Matcher property = PROPERTY.matcher(text);
        while (property.find()) {
            String name = property.group(1);
            String altered = text.substring(0, property.start(1)) + "zz" + text.substring(property.start(1));
            SourceDocument document = SourceDocument.of(altered.getBytes(StandardCharsets.UTF_8));
            if (ADAPTER.format().translate(document, CONTEXT) instanceof Translated translated) {
                assertThat(NoLossProof.of(document, ADAPTER.leaves().leaves(document), translated, CONTEXT.codeMaps())
                                .silentLosses())
                        .as(name + " at " + property.start())
                        .isEmpty();
                assertThat(translated.losses().isEmpty())
                        .as(name + " at " + property.start())
                        .isEqualTo(false);
            }
        }
    }
}
