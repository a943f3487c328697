package uk.portage.adapter.fhir.r4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.ElementRecall;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** HL7 UK's own examples, each in a collection with a person: nothing of them is lost silently. */
class UkCoreExamplesTest {

    private static final FhirR4Adapter ADAPTER = new FhirR4Adapter();
    private static final TranslationContext CONTEXT =
            new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());
    private static final String PERSON = "<entry><fullUrl value=\"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0601\"/>"
            + "<resource><Patient><identifier><system value=\"https://fhir.nhs.uk/Id/nhs-number\"/>"
            + "<value value=\"9990000018\"/></identifier></Patient></resource></entry>";
    private static final Pattern DECLARATION = Pattern.compile("^\uFEFF?\\s*(<\\?xml[^>]*>)?\\s*");

    @Test
    void every_example_is_carried_or_refused_with_a_reason() throws IOException {
        Optional<Path> folder = examples();
        assumeTrue(folder.isPresent(), "UK Core's examples are not here; name their folder with -Dportage.ukcore=");
        Map<String, Integer> refused = new TreeMap<>();
        ElementRecall recall = ElementRecall.NONE;
        int carried = 0;
        int losses = 0;
        for (Path file : files(folder.get())) {
            SourceDocument document = document(file);
            Translation translation = ADAPTER.format().translate(document, CONTEXT);
            if (translation instanceof Translation.Translated translated) {
                NoLossProof proof =
                        NoLossProof.of(document, ADAPTER.leaves().leaves(document), translated, CONTEXT.codeMaps());
                assertThat(proof.silentLosses())
                        .as(file.getFileName().toString())
                        .isEmpty();
                recall = recall.plus(proof.recall());
                carried++;
                losses += translated.losses().size();
            } else if (translation instanceof Translation.Refused no) {
                refused.merge(no.code() + " " + no.where(), 1, Integer::sum);
            }
        }
        System.out.println("UK Core examples: " + carried + " carried, " + recall.found() + " of " + recall.populated()
                + " elements, " + losses + " losses declared; refused: " + refused);
        assertThat(carried).isPositive();
    }

    private static SourceDocument document(Path file) throws IOException {
        String resource = DECLARATION.matcher(Files.readString(file)).replaceFirst("");
        String person = resource.startsWith("<Patient") ? "" : PERSON;
        return SourceDocument.of((resource.startsWith("<Bundle")
                        ? resource
                        : "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/>" + person
                                + "<entry><fullUrl value=\"https://example.org/fhir/x/1\"/><resource>" + resource
                                + "</resource></entry></Bundle>")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    /** The folder that the system property names, or {@code shared/ukcore} beside a folder above the module. */
    private static Optional<Path> examples() {
        String property = System.getProperty("portage.ukcore");
        if (property != null) {
            return Optional.of(Path.of(property));
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path folder = up.resolve("shared").resolve("ukcore").resolve("examples");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
