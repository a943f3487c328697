package uk.portage.gateway.benchmarks.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.fhir.profiles.BundleCheck;

/**
 * Of the values of each message that another converter's output carries, how many ours carries: over every {@code
 * NAME.hl7} that has a {@code NAME.expected.json} beside it. A value is a distinct leaf of three characters or more.
 * Prints paths and counts, never a value.
 */
public final class RetentionFigures {

    private static final int SHORTEST = 3;
    private static final String EXPECTED = ".expected.json";

    /** Counts of distinct values. */
    private static final class Row {
        private int messages;
        private int refused;
        private int values;
        private int theirs;
        private int ours;
        private int both;
    }

    private final Map<String, Row> rows = new TreeMap<>();
    private final Row all = new Row();
    private final Map<String, Integer> missing = new TreeMap<>();

    private RetentionFigures() {}

    /** Takes the folder of messages and outputs. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0 || !Files.isDirectory(Path.of(arguments[0]))) {
            System.out.println("skipped: no folder of messages and expected outputs is given");
            return;
        }
        RetentionFigures figures = new RetentionFigures();
        for (Path file : Corpus.files(Path.of(arguments[0]))) {
            Path expected = Path.of(file.toString().replaceAll("\\.hl7$", EXPECTED));
            if (Files.exists(expected)) {
                figures.take(Corpus.messages(file).get(0), Files.readAllBytes(expected));
            }
        }
        figures.print();
    }

    private void take(byte[] message, byte[] expected) throws IOException {
        SourceDocument document = SourceDocument.of(message);
        Row row = rows.computeIfAbsent(Corpus.type(message), type -> new Row());
        row.messages++;
        all.messages++;
        if (!(Corpus.ADAPTER.format().translate(document, Corpus.CONTEXT)
                instanceof Translation.Translated translated)) {
            row.refused++;
            all.refused++;
            return;
        }
        CarriedText theirs = CarriedText.of(expected);
        CarriedText ours = CarriedText.of(
                BundleCheck.standard().encode(translated.bundle()).json());
        Map<String, String> values = new HashMap<>();
        for (Leaf leaf : Corpus.ADAPTER.leaves().leaves(document)) {
            if (leaf.value().strip().length() >= SHORTEST) {
                values.putIfAbsent(leaf.value().strip(), leaf.path().text().replaceAll("\\[\\d+]", ""));
            }
        }
        values.forEach((value, path) -> count(row, path, theirs.holds(value), ours.holds(value)));
    }

    private void count(Row row, String path, boolean theirs, boolean ours) {
        for (Row counted : new Row[] {row, all}) {
            counted.values++;
            counted.theirs += theirs ? 1 : 0;
            counted.ours += ours ? 1 : 0;
            counted.both += theirs && ours ? 1 : 0;
        }
        if (theirs && !ours) {
            missing.merge(path, 1, Integer::sum);
        }
    }

    private void print() {
        System.out.println("| type | messages | refused | values | theirs | ours | ours of theirs |");
        System.out.println("|---|---|---|---|---|---|---|");
        rows.forEach(RetentionFigures::print);
        print("all", all);
        System.out.println();
        System.out.println("carried by theirs and not by ours: "
                + missing.values().stream().mapToInt(Integer::intValue).sum());
        missing.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> System.out.println("  " + entry.getValue() + "  " + entry.getKey()));
    }

    private static void print(String type, Row row) {
        System.out.println("| " + type + " | " + row.messages + " | " + row.refused + " | " + row.values + " | "
                + Corpus.share(row.theirs, row.values) + " | " + Corpus.share(row.ours, row.values) + " | "
                + Corpus.share(row.both, row.theirs) + " |");
    }
}
