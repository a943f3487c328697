package uk.portage.gateway.ledger;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Counts of transfers, as kept with the entries they count: to be added up, whichever way is asked for. */
public final class Rollups {

    private final CountNames names;
    private final List<Row> rows;

    /** Few of all names occur in a row, so it says which. */
    static final class Row {

        private final RollupKey key;
        private final int[] numbers;
        private final long[] amounts;

        Row(RollupKey key, Map<Integer, Long> counts) {
            this.key = key;
            this.numbers = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
            this.amounts = counts.values().stream().mapToLong(Long::longValue).toArray();
        }

        /** @param text as it stands in the column, see {@link CountsText} */
        Row(RollupKey key, String text, CountNames names) {
            int count = CountsText.size(text);
            this.key = key;
            this.numbers = new int[count];
            this.amounts = new long[count];
            int[] next = {0};
            CountsText.read(text, (name, amount) -> {
                numbers[next[0]] = names.number(name);
                amounts[next[0]++] = amount;
            });
        }

        void addTo(Counts sum) {
            for (int i = 0; i < numbers.length; i++) {
                sum.add(numbers[i], amounts[i]);
            }
        }
    }

    Rollups(CountNames names, List<Row> rows) {
        this.names = names;
        this.rows = rows;
    }

    /** Of cells in any order; those of one key and name are added. */
    public static Rollups of(Iterable<RollupCell> cells) {
        CountNames names = new CountNames();
        Map<RollupKey, Map<Integer, Long>> counts = new LinkedHashMap<>();
        for (RollupCell cell : cells) {
            String name = CountNames.Name.text(cell.measure(), cell.detail());
            counts.computeIfAbsent(cell.key(), key -> new TreeMap<>())
                    .merge(names.number(name), cell.amount(), Long::sum);
        }
        List<Row> rows = new ArrayList<>();
        counts.forEach((key, amounts) -> rows.add(new Row(key, amounts)));
        return new Rollups(names, rows);
    }

    /** All together. */
    public Counts total() {
        Counts total = new Counts(names);
        rows.forEach(row -> row.addTo(total));
        return total;
    }

    /** Cut one way: each count is in the group of its key. */
    public <K> Map<K, Counts> by(Function<RollupKey, K> group) {
        Map<K, Counts> groups = new HashMap<>();
        for (Row row : rows) {
            row.addTo(groups.computeIfAbsent(group.apply(row.key), key -> new Counts(names)));
        }
        return groups;
    }

    /** The amounts of a measure that has no details, cut one way; groups without any are left out. */
    public <K> Map<K, Long> by(Measure measure, Function<RollupKey, K> group) {
        int wanted = names.number(CountNames.Name.text(measure, ""));
        Map<K, Long> groups = new HashMap<>();
        for (Row row : rows) {
            for (int i = 0; i < row.numbers.length; i++) {
                if (row.numbers[i] == wanted) {
                    groups.merge(group.apply(row.key), row.amounts[i], Long::sum);
                }
            }
        }
        return groups;
    }

    /**
     * The same counts, of all days together; their keys have the first day of 1970. Whoever cuts them in several ways,
     * none of which is by day, goes through far fewer.
     */
    public Rollups ofAnyDay() {
        Map<RollupKey, Counts> sums = new LinkedHashMap<>();
        for (Row row : rows) {
            RollupKey key = row.key;
            row.addTo(sums.computeIfAbsent(
                    new RollupKey(LocalDate.EPOCH, key.sender(), key.recipient(), key.workflow(), key.format()),
                    any -> new Counts(names)));
        }
        List<Row> sum = new ArrayList<>(sums.size());
        sums.forEach((key, counts) -> sum.add(new Row(key, counts.byNumber())));
        return new Rollups(names, sum);
    }

    /** One by one, in the order in which they were read. */
    public List<RollupCell> cells() {
        List<RollupCell> cells = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 0; i < row.numbers.length; i++) {
                CountNames.Name name = names.name(row.numbers[i]);
                cells.add(new RollupCell(row.key, name.measure(), name.detail(), row.amounts[i]));
            }
        }
        return cells;
    }
}
