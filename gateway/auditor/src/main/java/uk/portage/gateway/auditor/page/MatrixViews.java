package uk.portage.gateway.auditor.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.gateway.auditor.page.Matrix.Cell;
import uk.portage.gateway.auditor.page.Matrix.Head;
import uk.portage.gateway.auditor.page.Matrix.Row;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Lays the pairs of a report out as senders by recipients. It shows what the report shows and sums of that, so it gives
 * away nothing more.
 */
final class MatrixViews {

    /** Of senders, and of recipients; the others share a row and a column. */
    static final int MOST = 30;

    private static final String OTHERS = "All others";

    private final Function<OdsCode, Optional<String>> names;
    private final Links links;

    MatrixViews(Function<OdsCode, Optional<String>> names, Links links) {
        this.names = names;
        this.links = links;
    }

    Matrix of(List<Group<Pair>> pairs) {
        List<String> senders = largest(pairs, MatrixViews::sender);
        List<String> recipients = largest(pairs, MatrixViews::recipient);
        Map<String, Map<String, List<Group<Pair>>>> cells = pairs.stream()
                .collect(Collectors.groupingBy(
                        group -> kept(senders, sender(group.key())),
                        Collectors.groupingBy(group -> kept(recipients, recipient(group.key())))));
        List<Row> rows = new ArrayList<>();
        for (String sender : senders) {
            Map<String, List<Group<Pair>>> row = cells.getOrDefault(sender, Map.of());
            rows.add(new Row(
                    head(sender, pairs, Pair::sender),
                    recipients.stream()
                            .map(recipient -> cell(sender + " to " + recipient, row.getOrDefault(recipient, List.of())))
                            .toList()));
        }
        return new Matrix(
                recipients.stream()
                        .map(recipient -> head(recipient, pairs, Pair::recipient))
                        .toList(),
                rows);
    }

    private static String sender(Pair pair) {
        return pair.others() ? OTHERS : pair.sender().map(OdsCode::value).orElse("Not known");
    }

    private static String recipient(Pair pair) {
        return pair.others() ? OTHERS : pair.recipient().map(OdsCode::value).orElse("Not routed");
    }

    /** By what is shown of them, so that the choice says nothing of what is hidden; then in the order of their names. */
    private static List<String> largest(List<Group<Pair>> pairs, Function<Pair, String> name) {
        Map<String, Long> sizes = pairs.stream()
                .filter(group -> !group.key().others())
                .collect(Collectors.groupingBy(
                        group -> name.apply(group.key()),
                        Collectors.summingLong(
                                group -> group.figures().eligible().value().orElse(0))));
        List<String> largest = new ArrayList<>(sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
        if (sizes.size() > MOST || pairs.stream().anyMatch(group -> group.key().others())) {
            largest.add(OTHERS);
        }
        return List.copyOf(new LinkedHashSet<>(largest));
    }

    private static String kept(List<String> names, String name) {
        return names.contains(name) ? name : OTHERS;
    }

    private Head head(String name, List<Group<Pair>> pairs, Function<Pair, Optional<OdsCode>> organisation) {
        String detail = pairs.stream()
                .flatMap(group -> organisation.apply(group.key()).stream())
                .filter(code -> code.value().equals(name))
                .findFirst()
                .flatMap(names)
                .orElse("");
        return new Head(name, detail);
    }

    private Cell cell(String pair, List<Group<Pair>> groups) {
        if (groups.isEmpty()) {
            return new Cell("none", "", "", pair + ": no transfers");
        }
        Figures figures = groups.get(0).figures();
        Optional<Double> share = groups.size() == 1
                ? figures.portability().map(portability -> portability.share())
                : Figures.shareOf(groups.stream().map(Group::figures).toList());
        Pair key = groups.get(0).key();
        boolean one = groups.size() == 1
                && !key.others()
                && key.sender().isPresent()
                && key.recipient().isPresent();
        String text = share.map(PlainWords::percent)
                .orElse(
                        groups.stream()
                                        .allMatch(group ->
                                                group.figures().eligible().isZero())
                                ? "–"
                                : PlainWords.HIDDEN);
        return new Cell(
                share.map(MatrixViews::look).orElse("hidden"),
                text,
                one ? links.page(key) : "",
                pair + ": P " + share.map(PlainWords::percent).orElse("not shown"));
    }

    private static String look(double share) {
        return share >= 0.95 ? "5" : share >= 0.85 ? "4" : share >= 0.7 ? "3" : share >= 0.5 ? "2" : "1";
    }
}
