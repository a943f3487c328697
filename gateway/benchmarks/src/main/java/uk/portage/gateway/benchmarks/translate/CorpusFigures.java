package uk.portage.gateway.benchmarks.translate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.proof.ElementRecall;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.FullValidator;

/**
 * Translates every message of a folder and prints what became of them: by type how many are translated, how much is
 * found again and how many bundles are free of errors; then refusals, silent losses and errors by reason. Never a value.
 */
public final class CorpusFigures {

    /** What became of the messages of one type. */
    private static final class Row {
        private int messages;
        private int translated;
        private int errorFree;
        private int errorFreeButForInput;
        private ElementRecall recall = ElementRecall.NONE;
    }

    private final Optional<FullValidator> validator;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Row all = new Row();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, Integer> exceptions = new TreeMap<>();
    private final Map<String, Integer> silentLosses = new TreeMap<>();
    private final Map<String, Integer> safetyLosses = new TreeMap<>();
    private final Map<String, Integer> losses = new TreeMap<>();
    private final Map<String, Integer> explained = new TreeMap<>();
    private final Map<String, Integer> errors = new TreeMap<>();

    private CorpusFigures(Optional<FullValidator> validator) {
        this.validator = validator;
    }

    /** Takes the folder of messages and, optionally, a folder of definitions such as UK Core's to validate against. */
    public static void main(String[] arguments) {
        if (arguments.length == 0 || !Files.isDirectory(Path.of(arguments[0]))) {
            System.out.println("skipped: no folder of messages is given");
            return;
        }
        FullValidator validator =
                arguments.length > 1 ? FullValidator.with(Path.of(arguments[1])) : FullValidator.base();
        CorpusFigures figures = new CorpusFigures(Optional.of(validator));
        for (Path file : Corpus.files(Path.of(arguments[0]))) {
            for (byte[] message : Corpus.messages(file)) {
                figures.take(message);
            }
        }
        figures.print();
    }

    /** Whatever a translator throws is a figure here. */
    @SuppressWarnings("CatchingUnchecked")
    private void take(byte[] message) {
        Row row = rows.computeIfAbsent(Corpus.type(message), type -> new Row());
        row.messages++;
        all.messages++;
        SourceDocument document = SourceDocument.of(message);
        try {
            Translation translation = Corpus.ADAPTER.format().translate(document, Corpus.CONTEXT);
            if (translation instanceof Translation.Translated translated) {
                translated(document, translated, row);
            } else if (translation instanceof Translation.Refused refused) {
                refusals.merge(refused.code() + " " + refused.where(), 1, Integer::sum);
            }
        } catch (RuntimeException | StackOverflowError e) {
            exceptions.merge(e.getClass().getName() + " at " + e.getStackTrace()[0], 1, Integer::sum);
        }
    }

    private void translated(SourceDocument document, Translation.Translated translated, Row row) {
        NoLossProof proof = NoLossProof.of(
                document, Corpus.ADAPTER.leaves().leaves(document), translated, Corpus.CONTEXT.codeMaps());
        row.translated++;
        all.translated++;
        row.recall = row.recall.plus(proof.recall());
        all.recall = all.recall.plus(proof.recall());
        proof.silentLosses().forEach(path -> silentLosses.merge(field(path.text()), 1, Integer::sum));
        proof.safetyLosses().forEach(path -> safetyLosses.merge(field(path.text()), 1, Integer::sum));
        translated.losses().forEach(loss -> losses.merge(loss.kind().name(), 1, Integer::sum));
        Map<Boolean, List<FullValidator.Issue>> found = validator.map(v -> v.errors(translated.bundle())).stream()
                .flatMap(List::stream)
                .collect(Collectors.partitioningBy(
                        issue -> SentSo.explains(issue, translated.bundle(), document.bytes())));
        if (found.get(true).isEmpty() && found.get(false).isEmpty()) {
            row.errorFree++;
            all.errorFree++;
        }
        if (found.get(false).isEmpty()) {
            row.errorFreeButForInput++;
            all.errorFreeButForInput++;
        }
        count(found.get(true), explained);
        count(found.get(false), errors);
    }

    private static void count(List<FullValidator.Issue> issues, Map<String, Integer> counts) {
        issues.stream()
                .map(issue -> issue.messageId() + " at " + issue.path().replaceAll("\\[\\d+]", ""))
                .distinct()
                .forEach(error -> counts.merge(error, 1, Integer::sum));
    }

    private static String field(String path) {
        return path.replaceAll("\\[\\d+]", "");
    }

    private void print() {
        System.out.println("| type | messages | translated | recall | error-free | but for what was sent so |");
        System.out.println("|---|---|---|---|---|---|");
        rows.forEach(CorpusFigures::print);
        print("all", all);
        System.out.println();
        print("refused", refusals);
        print("exceptions", exceptions);
        print("silent losses", silentLosses);
        print("safety losses", safetyLosses);
        print("declared losses", losses);
        print("errors that were sent so, in so many bundles", explained);
        print("other errors, in so many bundles", errors);
    }

    private static void print(String type, Row row) {
        System.out.println("| " + type + " | " + row.messages + " | " + row.translated + " | "
                + Corpus.share(row.recall.found(), row.recall.populated()) + " | "
                + Corpus.share(row.errorFree, row.translated) + " | "
                + Corpus.share(row.errorFreeButForInput, row.translated) + " |");
    }

    private static void print(String title, Map<String, Integer> counts) {
        System.out.println(title + ": "
                + counts.values().stream().mapToInt(Integer::intValue).sum());
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(60)
                .forEach(entry -> System.out.println("  " + entry.getValue() + "  " + entry.getKey()));
    }
}
