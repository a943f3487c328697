package uk.portage.gateway.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Backlog;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * What is going on, as of one moment.
 *
 * @param flow how many of each kind of entry there are a minute
 * @param flowOver over how long this was counted; zero if nothing happened
 * @param persons how many persons are parked
 */
record Overview(
        Instant at,
        Machinery machinery,
        Map<EntryKind, Double> flow,
        Duration flowOver,
        Backlog backlog,
        int persons,
        List<Destination> destinations,
        List<Alarm> alarms) {

    /** What is shown of the flow, in the order of the road. */
    static final List<EntryKind> SHOWN = List.of(
            EntryKind.RECEIVED,
            EntryKind.REFUSED,
            EntryKind.TRANSLATED,
            EntryKind.FAILED,
            EntryKind.ROUTED,
            EntryKind.NOT_ROUTED,
            EntryKind.OFFERED,
            EntryKind.COLLECTED,
            EntryKind.ACKNOWLEDGED,
            EntryKind.REJECTED);

    /** Counting goes no further: a mailbox may hold a million. */
    static final int MOST_COUNTED = 10_000;

    private static final Duration FLOW_OVER = Duration.ofMinutes(5);
    private static final int FLOW_ENTRIES = 2_000;
    private static final int OLDEST_EXAMINED = 50;

    /** What a step of the gateway's own takes at most, if nothing is wrong. */
    private static final Duration STEP = Duration.ofMinutes(1);

    /**
     * How one destination is doing.
     *
     * @param toOffer routed and not in its mailbox yet
     * @param toCollect in its mailbox
     * @param toAnswer collected and not answered
     * @param overdue true if something has waited for longer than the whole time target of its workflow
     */
    record Destination(
            OdsCode code,
            Backlog.Waiting toOffer,
            Backlog.Waiting toCollect,
            Backlog.Waiting toAnswer,
            boolean overdue) {}

    /**
     * Something that somebody has to see to.
     *
     * @param what one sentence without a full stop
     */
    record Alarm(Kind kind, Optional<OdsCode> destination, String what) {
        enum Kind {
            NOT_READY,
            TRANSLATION_WAITS,
            DELIVERY_WAITS,
            NOT_COLLECTED,
            NOT_ANSWERED,
            PERSONS_PARKED,
            DEAD_LETTERS
        }
    }

    Overview {
        flow = Map.copyOf(flow);
        destinations = List.copyOf(destinations);
        alarms = List.copyOf(alarms);
    }

    static Overview of(Store store, Machinery machinery, OperatorSettings settings, Instant now) {
        Backlog backlog = store.submissions().backlog();
        Map<OdsCode, Backlog.Waiting> toOffer = new HashMap<>();
        backlog.toOffer().forEach(one -> toOffer.put(one.destination(), one.waiting()));
        Set<OdsCode> all = new TreeSet<>(settings.destinations());
        all.addAll(toOffer.keySet());
        List<Alarm> alarms = new ArrayList<>();
        if (!machinery.ready()) {
            alarms.add(new Alarm(
                    Alarm.Kind.NOT_READY,
                    Optional.empty(),
                    !machinery.storeWritable()
                            ? "The store cannot commit"
                            : machinery.brokerUp() ? "The gateway is not ready" : "The broker is down"));
        }
        if (isLate(backlog.toTranslate(), now)) {
            alarms.add(new Alarm(
                    Alarm.Kind.TRANSLATION_WAITS,
                    Optional.empty(),
                    "Records have waited for translation for longer than a minute"));
        }
        List<Destination> destinations = new ArrayList<>();
        for (OdsCode code : all) {
            destinations.add(destination(store, settings, code, toOffer.getOrDefault(code, NOTHING), now, alarms));
        }
        int persons = store.parkedKeys().size();
        if (persons > 0) {
            alarms.add(new Alarm(
                    Alarm.Kind.PERSONS_PARKED,
                    Optional.empty(),
                    persons == 1
                            ? "A person's records wait for an operator"
                            : persons + " persons' records wait for an operator"));
        }
        if (machinery.deadLetters() > 0) {
            alarms.add(new Alarm(
                    Alarm.Kind.DEAD_LETTERS, Optional.empty(), "The broker holds dead letters: see what is stuck"));
        }
        List<Entry> newest = newest(store, now);
        Duration over = newest.isEmpty()
                ? Duration.ZERO
                : Duration.between(newest.get(0).time(), now).compareTo(Duration.ofSeconds(1)) < 0
                        ? Duration.ofSeconds(1)
                        : newest.size() < FLOW_ENTRIES
                                ? FLOW_OVER
                                : Duration.between(newest.get(0).time(), now);
        return new Overview(now, machinery, flow(newest, over), over, backlog, persons, destinations, alarms);
    }

    private static final Backlog.Waiting NOTHING = new Backlog.Waiting(0, Optional.empty());

    private static Destination destination(
            Store store,
            OperatorSettings settings,
            OdsCode code,
            Backlog.Waiting toOffer,
            Instant now,
            List<Alarm> alarms) {
        List<MailboxItem> lying = store.mailbox(code, Set.of(TaskStatus.REQUESTED), 0, OLDEST_EXAMINED);
        List<MailboxItem> taken =
                store.mailbox(code, Set.of(TaskStatus.RECEIVED, TaskStatus.ACCEPTED), 0, OLDEST_EXAMINED);
        boolean offerLate = isLate(toOffer, now);
        boolean lyingLate = lying.stream().anyMatch(item -> isLate(item, settings, now));
        boolean takenLate = taken.stream().anyMatch(item -> isLate(item, settings, now));
        String name = settings.called(code);
        if (offerLate) {
            alarms.add(new Alarm(
                    Alarm.Kind.DELIVERY_WAITS,
                    Optional.of(code),
                    "Records for " + name + " have waited to be put into its mailbox for longer than a minute"));
        }
        if (lyingLate) {
            alarms.add(new Alarm(
                    Alarm.Kind.NOT_COLLECTED, Optional.of(code), name + " has not collected within the time target"));
        }
        if (takenLate) {
            alarms.add(new Alarm(
                    Alarm.Kind.NOT_ANSWERED,
                    Optional.of(code),
                    name + " has collected and not answered within the time target"));
        }
        return new Destination(
                code,
                toOffer,
                waiting(store, code, Set.of(TaskStatus.REQUESTED), lying),
                waiting(store, code, Set.of(TaskStatus.RECEIVED, TaskStatus.ACCEPTED), taken),
                offerLate || lyingLate || takenLate);
    }

    private static Backlog.Waiting waiting(
            Store store, OdsCode code, Set<TaskStatus> statuses, List<MailboxItem> oldest) {
        long count = oldest.size() < OLDEST_EXAMINED ? oldest.size() : store.mailboxCount(code, statuses, MOST_COUNTED);
        return new Backlog.Waiting(
                count, oldest.stream().map(MailboxItem::offeredAt).min(Instant::compareTo));
    }

    private static boolean isLate(Backlog.Waiting waiting, Instant now) {
        return waiting.oldest().filter(since -> since.plus(STEP).isBefore(now)).isPresent();
    }

    private static boolean isLate(MailboxItem item, OperatorSettings settings, Instant now) {
        return item.offeredAt()
                .plus(settings.timeTargets().apply(item.workflow()).target())
                .isBefore(now);
    }

    private static List<Entry> newest(Store store, Instant now) {
        long last = store.ledger().lastSequence();
        Instant from = now.minus(FLOW_OVER);
        return store.ledger().entriesAfter(Math.max(0, last - FLOW_ENTRIES), FLOW_ENTRIES).stream()
                .filter(entry -> !entry.time().isBefore(from))
                .toList();
    }

    private static Map<EntryKind, Double> flow(List<Entry> newest, Duration over) {
        Map<EntryKind, Double> flow = new EnumMap<>(EntryKind.class);
        SHOWN.forEach(kind -> flow.put(kind, 0.0));
        for (Entry entry : newest) {
            flow.computeIfPresent(
                    entry.content().kind(), (kind, rate) -> rate + 60_000.0 / Math.max(1, over.toMillis()));
        }
        return flow;
    }
}
