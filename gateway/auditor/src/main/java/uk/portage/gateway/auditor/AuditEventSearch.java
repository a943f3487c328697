package uk.portage.gateway.auditor;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/**
 * A search for audit events, read from its parameters (FHIR R4 search): oldest first, page by page. Entries are in the
 * order of their times, so where a time begins is found without reading what lies before it.
 *
 * @param from entries at or after it
 * @param before entries before it
 * @param agent an organisation that has a part in them
 * @param transfer which they are about
 * @param after the sequence of the last entry of the page before
 * @param faults of parameters that cannot be used; with any, the search cannot be
 */
record AuditEventSearch(
        Optional<Instant> from,
        Optional<Instant> before,
        Optional<OdsCode> agent,
        Optional<TransferId> transfer,
        long after,
        int count,
        List<Fault> faults) {

    /** Entries looked at for one page, so that a search for what is rare holds nobody up; the next page goes on. */
    static final int MOST_LOOKED_AT = 20_000;

    private static final int READ_AT_A_TIME = 1_000;
    private static final List<String> KNOWN = List.of("date", "agent", "entity", "_count", "_after", "_format");
    private static final Pattern DATE = Pattern.compile("(eq|ge|gt|le|lt)?([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.{1,35})?)");

    AuditEventSearch {
        faults = List.copyOf(faults);
    }

    /**
     * One page.
     *
     * @param next where the page after it begins; empty if there is none yet
     */
    record Page(List<Entry> entries, Optional<Long> next) {
        Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param usual how many events make a page if nothing is said
     * @param most how many can be asked for
     */
    static AuditEventSearch of(Map<String, String[]> parameters, int usual, int most) {
        List<Fault> faults = new ArrayList<>(Question.unknown(parameters.keySet(), KNOWN));
        Optional<Instant> from = Optional.empty();
        Optional<Instant> before = Optional.empty();
        for (String text : parameters.getOrDefault("date", new String[0])) {
            Optional<Period> period = period(text);
            if (period.isEmpty()) {
                faults.add(new Fault("date", "Date must be like ge2026-11-01 or lt2026-11-01T12:00:00Z"));
                continue;
            }
            from = later(from, period.get().from());
            before = earlier(before, period.get().before());
        }
        Map<String, String[]> others = new HashMap<>(parameters);
        others.remove("date");
        Map<String, String> values = Question.single(others, KNOWN, faults);
        Optional<OdsCode> agent = Optional.ofNullable(values.get("agent"))
                .map(AuditEventSearch::withoutSystem)
                .flatMap(OdsCode::parse);
        if (values.containsKey("agent") && agent.isEmpty()) {
            faults.add(new Fault("agent", "Agent must be an ODS code: 3 to 12 letters and digits, like RCB"));
        }
        Optional<TransferId> transfer = Optional.ofNullable(values.get("entity"))
                .map(AuditEventSearch::withoutSystem)
                .flatMap(TransferId::parse);
        if (values.containsKey("entity") && transfer.isEmpty()) {
            faults.add(new Fault("entity", "Entity must be the id of a transfer"));
        }
        if (values.containsKey("_format") && !values.get("_format").contains("json")) {
            faults.add(new Fault("_format", "Only JSON can be had"));
        }
        long count = number(values, "_count", usual, faults);
        if (count < 1 || count > most) {
            faults.add(new Fault("_count", "_count must be a whole number from 1 to " + most));
        }
        return new AuditEventSearch(
                from, before, agent, transfer, number(values, "_after", 0, faults), (int) count, faults);
    }

    /** The parameters that the page after this one is asked for with. */
    String parametersOfNext(long next) {
        List<String> parameters = new ArrayList<>();
        from.ifPresent(time -> parameters.add("date=ge" + time));
        before.ifPresent(time -> parameters.add("date=lt" + time));
        agent.ifPresent(code -> parameters.add("agent=" + code.value()));
        transfer.ifPresent(id -> parameters.add("entity=" + id));
        parameters.add("_count=" + count);
        parameters.add("_after=" + next);
        return String.join("&", parameters);
    }

    Page page(LedgerReader ledger) {
        List<Entry> found = new ArrayList<>();
        if (transfer.isPresent()) {
            ledger.entriesOf(transfer.get()).stream()
                    .filter(entry -> entry.sequence() > after && isWanted(entry))
                    .forEach(found::add);
            return found.size() <= count
                    ? new Page(found, Optional.empty())
                    : new Page(
                            found.subList(0, count),
                            Optional.of(found.get(count - 1).sequence()));
        }
        long at = Math.max(after, from.map(time -> lastBefore(ledger, time)).orElse(0L));
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += READ_AT_A_TIME) {
            List<Entry> entries = ledger.entriesAfter(at, READ_AT_A_TIME);
            for (Entry entry : entries) {
                if (before.isPresent() && !entry.time().isBefore(before.get())) {
                    return new Page(found, Optional.empty());
                }
                if (found.size() == count) {
                    return new Page(found, Optional.of(at));
                }
                at = entry.sequence();
                if (isWanted(entry)) {
                    found.add(entry);
                }
            }
            if (entries.size() < READ_AT_A_TIME) {
                return new Page(found, Optional.empty());
            }
        }
        return new Page(found, Optional.of(at));
    }

    /** The sequence of the last entry before a time, by halving. */
    private static long lastBefore(LedgerReader ledger, Instant time) {
        long low = 0;
        long high = ledger.lastSequence();
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            List<Entry> entry = ledger.entriesAfter(middle - 1, 1);
            if (!entry.isEmpty() && entry.get(0).time().isBefore(time)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private boolean isWanted(Entry entry) {
        return from.map(time -> !entry.time().isBefore(time)).orElse(true)
                && before.map(time -> entry.time().isBefore(time)).orElse(true)
                && agent.map(code -> entry.content().sender().equals(agent)
                                || entry.content().recipient().equals(agent))
                        .orElse(true);
    }

    private static String withoutSystem(String token) {
        return token.substring(token.lastIndexOf('|') + 1);
    }

    private static long number(Map<String, String> values, String name, long otherwise, List<Fault> faults) {
        String text = values.getOrDefault(name, Long.toString(otherwise));
        if (!text.matches("[0-9]{1,18}")) {
            faults.add(new Fault(name, name + " must be a whole number"));
            return otherwise;
        }
        return Long.parseLong(text);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get())) ? one : other;
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && (other.isEmpty() || one.get().isBefore(other.get())) ? one : other;
    }

    private record Period(Optional<Instant> from, Optional<Instant> before) {}

    /** What a date with its prefix stands for (FHIR R4 search, 3.1.1.4.7): a day is all of its moments. */
    private static Optional<Period> period(String text) {
        Matcher matcher = DATE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            String value = matcher.group(2);
            boolean day = value.length() == 10;
            Instant start = day
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant();
            Instant end = day
                    ? LocalDate.parse(value)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : start.plusMillis(1);
            String prefix = Optional.ofNullable(matcher.group(1)).orElse("eq");
            return Optional.of(
                    switch (prefix) {
                        case "ge" -> new Period(Optional.of(start), Optional.empty());
                        case "gt" -> new Period(Optional.of(end), Optional.empty());
                        case "le" -> new Period(Optional.empty(), Optional.of(end));
                        case "lt" -> new Period(Optional.empty(), Optional.of(start));
                        default -> new Period(Optional.of(start), Optional.of(end));
                    });
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
