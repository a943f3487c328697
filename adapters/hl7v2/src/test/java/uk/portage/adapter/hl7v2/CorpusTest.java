package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.JsonParser;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.proof.ElementRecall;
import uk.portage.adapter.spi.proof.NoLossProof;

/**
 * Public messages of many senders, where they are present: {@code -Dportage.samples=folder}, or a folder {@code shared}
 * beside a folder above this one.
 */
class CorpusTest {

    @Test
    void no_message_of_the_corpus_escapes_the_account() throws IOException {
        Optional<Path> samples = samples();
        assumeTrue(samples.isPresent(), "no corpus: set -Dportage.samples to a folder of HL7 v2 messages");
        Map<String, Integer> outcomes = new TreeMap<>();
        Map<String, ElementRecall> recalls = new TreeMap<>();
        List<String> silent = new ArrayList<>();
        Map<String, Integer> lost = new TreeMap<>();
        for (Path file : files(samples.get())) {
            SourceDocument document = SourceDocument.of(Files.readAllBytes(file));
            Translation translation = Fixture.translate(document);
            if (translation instanceof Translation.Refused refused) {
                outcomes.merge(refused.code() + " " + refused.where(), 1, Integer::sum);
                continue;
            }
            Translation.Translated translated = (Translation.Translated) translation;
            new JsonParser().composeBytes(translated.bundle());
            outcomes.merge("translated", 1, Integer::sum);
            NoLossProof proof = NoLossProof.of(
                    document, Fixture.ADAPTER.leaves().leaves(document), translated, Fixture.CONTEXT.codeMaps());
            String type = file.getFileName().toString().replaceAll("__.*", "");
            recalls.merge(type, proof.recall(), ElementRecall::plus);
            proof.silentLosses().forEach(path -> silent.add(file.getFileName() + " " + path));
            translated
                    .losses()
                    .forEach(loss -> lost.merge(
                            loss.kind() + " " + loss.path().text().replaceAll("\\[\\d+]", ""), 1, Integer::sum));
        }
        System.out.println("outcomes " + outcomes);
        recalls.forEach((type, recall) -> System.out.printf(
                "recall %s %d/%d %.4f%n",
                type, recall.found(), recall.populated(), recall.ratio().orElse(1)));
        if (Boolean.getBoolean("portage.losses")) {
            lost.entrySet().stream()
                    .sorted((a, b) -> b.getValue() - a.getValue())
                    .limit(150)
                    .forEach(e -> System.out.println(e.getValue() + " " + e.getKey()));
        }
        assertThat(silent).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList();
        }
    }

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
