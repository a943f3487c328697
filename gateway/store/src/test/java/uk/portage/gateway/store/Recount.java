package uk.portage.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Counts raw entries a second time, by other means than the gateway: it looks at each transfer's entries as a whole
 * instead of folding one after the other. It understands the histories that {@link RandomHistories} draws.
 */
final class Recount {

    private final Map<String, Long> cells = new TreeMap<>();

    private Recount() {}

    /** The cells by their names; see {@link #name}. */
    static Map<String, Long> of(List<Entry> entries) {
        Recount recount = new Recount();
        Map<TransferId, List<Entry>> transfers = new LinkedHashMap<>();
        Set<TransferId> replaced = new HashSet<>();
        for (Entry entry : entries) {
            EntryDraft draft = entry.content();
            if (draft.kind() == EntryKind.SOURCE_EVENTS_COUNTED) {
                recount.countEvents(draft);
                continue;
            }
            if (draft.kind() == EntryKind.QUERIED) {
                continue;
            }
            if (draft.kind() == EntryKind.RECEIVED) {
                recount.add(draft, draft.startedAt().orElseThrow(), Measure.SUBMISSION, "", 1);
            }
            if (draft.kind() == EntryKind.TRANSLATED) {
                draft.lost()
                        .forEach((lost, count) -> recount.add(
                                draft, entry.time(), Measure.LOST_ELEMENT, lost.kind() + "." + lost.element(), count));
            }
            if (draft.kind() == EntryKind.ROUTED) {
                replaced.add(TransferId.withoutDestination(draft.submission().orElseThrow()));
            }
            TransferId id = draft.transfer()
                    .orElseGet(() ->
                            TransferId.withoutDestination(draft.submission().orElseThrow()));
            transfers.computeIfAbsent(id, any -> new ArrayList<>()).add(entry);
        }
        transfers.forEach((id, of) -> {
            if (!replaced.contains(id)) {
                recount.count(of);
            }
        });
        return recount.cells;
    }

    /** The last that was said of a day holds. */
    private void countEvents(EntryDraft said) {
        String name = name(
                said.startedAt().orElseThrow().atOffset(ZoneOffset.UTC).toLocalDate(),
                said.sender(),
                Optional.empty(),
                "unknown",
                "unknown",
                Measure.SOURCE_EVENT,
                "");
        cells.remove(name);
        said.count().filter(count -> count > 0).ifPresent(count -> cells.put(name, count));
    }

    static Map<String, Long> of(Iterable<RollupCell> cells) {
        Map<String, Long> named = new TreeMap<>();
        for (RollupCell cell : cells) {
            named.put(
                    name(
                            cell.key().day(),
                            cell.key().sender(),
                            cell.key().recipient(),
                            cell.key().workflow().code(),
                            cell.key().format(),
                            cell.measure(),
                            cell.detail()),
                    cell.amount());
        }
        return named;
    }

    private static String name(
            LocalDate day,
            Optional<OdsCode> sender,
            Optional<OdsCode> recipient,
            String workflow,
            String format,
            Measure measure,
            String detail) {
        return String.join(
                " ",
                day.toString(),
                sender.map(OdsCode::value).orElse("-"),
                recipient.map(OdsCode::value).orElse("-"),
                workflow,
                format,
                measure.name(),
                detail);
    }

    private void count(List<Entry> entries) {
        EntryDraft facts = entries.get(0).content();
        Instant start = facts.startedAt().orElseThrow();
        Instant cutoff = start.plus(facts.timeTarget().orElseThrow().cutoff());
        Optional<Instant> offered = first(entries, EntryKind.OFFERED);
        Optional<Instant> collected = first(entries, EntryKind.COLLECTED);
        Optional<Instant> acknowledged = first(entries, EntryKind.ACKNOWLEDGED);
        Optional<Instant> integrated = acknowledged.filter(t -> !t.isAfter(cutoff));
        Optional<Instant> rejected = first(entries, EntryKind.REJECTED).filter(t -> !t.isAfter(cutoff));
        TransferStatus status = status(entries, start, cutoff, integrated, rejected);

        add(facts, start, Measure.STATUS, status.name(), 1);
        if (status == TransferStatus.EXCLUDED) {
            add(facts, start, Measure.EXCLUSION, "TEST_PATIENT", 1);
            return;
        }
        Optional<EntryDraft> routed = entries.stream()
                .map(Entry::content)
                .filter(e -> e.kind() == EntryKind.ROUTED)
                .findFirst();
        boolean counts = integrated.isPresent();
        boolean onTime = status == TransferStatus.INTEGRATED_ON_TIME;
        boolean portable = onTime
                && routed.orElseThrow().rightPerson().orElseThrow()
                && routed.orElseThrow().valid().orElseThrow();
        Set<Milestone> reached = EnumSet.of(Milestone.OBLIGED);
        reach(reached, Milestone.PORTABLE, portable);
        reach(reached, Milestone.ON_TIME, onTime);
        reach(reached, Milestone.ACKNOWLEDGED, counts);
        reach(reached, Milestone.COLLECTED, counts || isIn(collected, cutoff));
        reach(reached, Milestone.OFFERED, counts || isIn(collected, cutoff) || isIn(offered, cutoff));
        reach(reached, Milestone.ROUTED, routed.isPresent());
        reached.forEach(milestone -> add(facts, start, Measure.REACHED, milestone.name(), 1));
        if (portable) {
            add(facts, start, Measure.PORTABLE, "", 1);
        }
        switch (status) {
            case INTEGRATED_ON_TIME, INTEGRATED_LATE ->
                add(
                        facts,
                        start,
                        Measure.INTEGRATED_AFTER,
                        bucket(Duration.between(start, integrated.orElseThrow())),
                        1);
            case REJECTED, TECHNICAL_FAILURE, DELIVERED_NOT_INTEGRATED, UNCLASSIFIED -> {
                add(facts, start, Measure.CENSORED_AFTER, bucket(Duration.between(start, cutoff)), 1);
                code(entries, status, cutoff).ifPresent(code -> {
                    add(facts, start, Measure.FAILURE, code.name(), 1);
                    if (status != TransferStatus.UNCLASSIFIED) {
                        String stage = stage(entries, status, cutoff);
                        add(facts, start, Measure.FAILED_AT, stage + "." + code.name(), 1);
                    }
                });
            }
            case OPEN, EXCLUDED -> {
                // Nothing more.
            }
        }
        boolean late = acknowledged.isPresent() && acknowledged.get().isAfter(cutoff);
        if (late && status != TransferStatus.UNCLASSIFIED) {
            add(facts, start, Measure.RESTATED, "", 1);
        }
        gp2gp(entries, status, counts || late && status != TransferStatus.UNCLASSIFIED, cutoff)
                .ifPresent(name -> add(facts, start, Measure.GP2GP, name, 1));
        // The newest entry that says anything of losses; a routing always does.
        entries.stream()
                .map(Entry::content)
                .filter(e -> e.kind() == EntryKind.ROUTED
                        || e.kind() == EntryKind.FAILED && !e.losses().isEmpty())
                .reduce((first, second) -> second)
                .ifPresent(e -> e.losses().forEach((kind, n) -> add(facts, start, Measure.LOSS, kind.name(), n)));
        // Likewise of what is withheld: a routing says nothing of it, what follows may.
        entries.stream()
                .map(Entry::content)
                .filter(e -> e.kind() == EntryKind.ROUTED || !e.withheld().isEmpty())
                .reduce((first, second) -> second)
                .ifPresent(e -> e.withheld().forEach((kind, n) -> add(facts, start, Measure.WITHHELD, kind.name(), n)));
    }

    /** In these histories nothing is filed later than 8 days after its offer, or 14 after its start. */
    private static Optional<String> gp2gp(List<Entry> entries, TransferStatus status, boolean filed, Instant cutoff) {
        if (status == TransferStatus.OPEN) {
            return Optional.empty();
        }
        if (filed) {
            return Optional.of("INTEGRATED_ON_TIME");
        }
        if (first(entries, EntryKind.REJECTED).isPresent()) {
            return Optional.of("FINAL_ERROR");
        }
        if (first(entries, EntryKind.OFFERED).isPresent()) {
            return Optional.of("TRANSFERRED_NOT_INTEGRATED");
        }
        return code(entries, status, cutoff)
                .map(code -> code.fault() == FailureCode.Fault.SENDER ? "FATAL_SENDER_ERROR" : "CORE_EXTRACT_NOT_SENT");
    }

    private static TransferStatus status(
            List<Entry> entries,
            Instant start,
            Instant cutoff,
            Optional<Instant> integrated,
            Optional<Instant> rejected) {
        if (first(entries, EntryKind.EXCLUDED).isPresent()) {
            return TransferStatus.EXCLUDED;
        }
        if (integrated.isPresent() && rejected.isPresent()) {
            return TransferStatus.UNCLASSIFIED;
        }
        if (rejected.isPresent()) {
            return TransferStatus.REJECTED;
        }
        if (integrated.isPresent()) {
            Instant target = start.plus(RandomHistories.TARGET.target());
            return integrated.get().isAfter(target)
                    ? TransferStatus.INTEGRATED_LATE
                    : TransferStatus.INTEGRATED_ON_TIME;
        }
        if (failure(entries, cutoff).isPresent()) {
            return TransferStatus.TECHNICAL_FAILURE;
        }
        return mature(entries, cutoff)
                .map(at -> first(entries, EntryKind.OFFERED)
                                .filter(t -> isBeforeFirst(entries, EntryKind.OFFERED, cutoff))
                                .isPresent()
                        ? TransferStatus.DELIVERED_NOT_INTEGRATED
                        : TransferStatus.TECHNICAL_FAILURE)
                .orElse(TransferStatus.OPEN);
    }

    /** The entry with which somebody noticed that the cutoff had passed. */
    private static Optional<Entry> mature(List<Entry> entries, Instant cutoff) {
        return entries.stream()
                .filter(e -> e.time().isAfter(cutoff))
                .filter(e -> Set.of(EntryKind.EXPIRED, EntryKind.ACKNOWLEDGED, EntryKind.REJECTED)
                        .contains(e.content().kind()))
                .findFirst();
    }

    private static boolean isBeforeFirst(List<Entry> entries, EntryKind kind, Instant cutoff) {
        long end = mature(entries, cutoff).orElseThrow().sequence();
        return entries.stream().anyMatch(e -> e.content().kind() == kind && e.sequence() < end);
    }

    /** The failure that no replay before the cutoff, nor an earlier expiry, has undone. */
    private static Optional<Entry> failure(List<Entry> entries, Instant cutoff) {
        Optional<Entry> failure = Optional.empty();
        for (Entry entry : entries) {
            switch (entry.content().kind()) {
                case REFUSED, NOT_ROUTED, FAILED -> failure = failure.or(() -> Optional.of(entry));
                case REPLAYED -> failure = entry.time().isAfter(cutoff) ? failure : Optional.empty();
                case EXPIRED -> {
                    if (failure.isEmpty()) {
                        return Optional.empty();
                    }
                }
                default -> {
                    // Neither fails nor replays.
                }
            }
        }
        return failure;
    }

    private static Optional<FailureCode> code(List<Entry> entries, TransferStatus status, Instant cutoff) {
        return switch (status) {
            case REJECTED -> Optional.of(FailureCode.REJECTED);
            case DELIVERED_NOT_INTEGRATED ->
                Optional.of(
                        isBeforeFirst(entries, EntryKind.COLLECTED, cutoff)
                                ? FailureCode.NOT_ACKNOWLEDGED
                                : FailureCode.NOT_COLLECTED);
            case TECHNICAL_FAILURE ->
                failure(entries, cutoff).flatMap(e -> e.content().code()).or(() -> Optional.of(FailureCode.INTERNAL));
            default -> Optional.empty();
        };
    }

    private static String stage(List<Entry> entries, TransferStatus status, Instant cutoff) {
        if (status != TransferStatus.TECHNICAL_FAILURE) {
            return "ACKNOWLEDGE";
        }
        return failure(entries, cutoff)
                .map(e -> e.content()
                        .stage()
                        .map(Enum::name)
                        .orElse(
                                switch (e.content().kind()) {
                                    case REFUSED -> "RECEIVE";
                                    case NOT_ROUTED -> "ROUTE";
                                    default -> "TRANSLATE";
                                }))
                .orElseGet(() -> first(entries, EntryKind.ROUTED).isPresent() ? "DELIVER" : "TRANSLATE");
    }

    private static Optional<Instant> first(List<Entry> entries, EntryKind kind) {
        return entries.stream()
                .filter(e -> e.content().kind() == kind)
                .map(Entry::time)
                .findFirst();
    }

    private static boolean isIn(Optional<Instant> at, Instant cutoff) {
        return at.isPresent() && !at.get().isAfter(cutoff);
    }

    private static void reach(Set<Milestone> reached, Milestone milestone, boolean is) {
        if (is) {
            reached.add(milestone);
        }
    }

    private static String bucket(Duration elapsed) {
        return Integer.toString(LatencyBuckets.of(elapsed));
    }

    private void add(EntryDraft facts, Instant start, Measure measure, String detail, long amount) {
        cells.merge(
                name(
                        start.atOffset(ZoneOffset.UTC).toLocalDate(),
                        facts.sender(),
                        facts.recipient(),
                        facts.workflow().orElseThrow().code(),
                        facts.format().orElseThrow(),
                        measure,
                        detail),
                amount,
                Long::sum);
    }
}
