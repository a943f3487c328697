package uk.portage.gateway.app.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;

/**
 * Plays the days of a simulated country in the order of their events, through the store's one writer, at the time that
 * its clock is told. The same settings give the same entries.
 */
public final class Simulation {

    /**
     * What to play.
     *
     * @param transfers about how many in all
     * @param until the first day that is not played
     */
    public record Settings(int trusts, int destinations, int days, long transfers, long seed, LocalDate until) {

        public LocalDate first() {
            return until.minusDays(days);
        }

        /** The hour as of which the ledger will stand. */
        public Instant end() {
            return until.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    /** A clock that shows the time of the entry that is being written. Written and read by the store's writer. */
    public static final class PlayedClock extends Clock {

        private volatile Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final int ENTRIES_OF_A_CHANGE = 500;
    private static final int CHANGES_UNDER_WAY = 4;

    private final Settings settings;
    private final Store store;
    private final PlayedClock clock;
    private final RandomGenerator random;
    private final Truth truth;
    private final PriorityQueue<Next> next =
            new PriorityQueue<>(Comparator.comparing(Next::at).thenComparingLong(Next::number));
    private final List<Played> gathered = new ArrayList<>();
    private final Deque<CompletableFuture<Integer>> underWay = new ArrayDeque<>();
    private long number;
    private long entries;

    /** The next step of a journey; the number keeps those of one moment in order. */
    private record Next(Journey journey, List<Steps.Step> steps, int step, long number) {

        Instant at() {
            return steps.get(step).at();
        }
    }

    private record Played(Instant at, EntryDraft entry) {}

    /**
     * @param store empty, and opened with the clock
     */
    public Simulation(Settings settings, Store store, PlayedClock clock) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
        this.truth = new Truth(settings.end());
    }

    /**
     * Plays all days.
     *
     * @param progress is told after each day how many entries there are
     * @throws uk.portage.gateway.store.StoreUnavailableException as the cause of a CompletionException, if the store
     *     cannot keep them
     */
    public void play(LongConsumer progress) {
        England england =
                England.of(random, settings.trusts(), settings.destinations(), settings.first(), settings.days());
        double weights = england.trusts().stream().mapToDouble(Trust::weight).sum();
        double perDay = (double) settings.transfers() / settings.days();
        Journeys journeys = new Journeys(random);
        for (LocalDate day = settings.first(); day.isBefore(settings.until()); day = day.plusDays(1)) {
            for (Trust trust : england.trusts()) {
                int count = journeys.countOf(perDay * trust.weight() / weights, day);
                for (int n = 0; n < count; n++) {
                    happen(journeys.draw(trust, day, day + "/" + n), day);
                }
            }
            Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            playUntil(end);
            count(england, day, end);
            progress.accept(entries);
        }
        write();
        while (!underWay.isEmpty()) {
            underWay.remove().join();
        }
    }

    private void happen(Journey journey, LocalDate day) {
        truth.happened(journey.trust(), day);
        if (!journey.trust().isSilentOn(day)) {
            truth.add(journey);
            next.add(new Next(journey, Steps.of(journey), 0, number++));
        }
    }

    /** Somebody at each trust counts what happened there, whatever it has sent. */
    private void count(England england, LocalDate day, Instant at) {
        for (Trust trust : england.trusts()) {
            gathered.add(new Played(
                    at,
                    EntryDraft.of(EntryKind.SOURCE_EVENTS_COUNTED)
                            .sender(trust.code())
                            .startedAt(day.atStartOfDay(ZoneOffset.UTC).toInstant(), true)
                            .count(truth.eventsOf(trust, day))
                            .draft()));
        }
        write();
    }

    /** Before the moment: nothing that is drawn later begins earlier. */
    private void playUntil(Instant moment) {
        while (!next.isEmpty() && !next.element().at().isAfter(moment)) {
            Next due = next.remove();
            gathered.add(new Played(
                    due.at(),
                    Steps.entry(due.journey(), due.steps().get(due.step()).kind())));
            if (due.step() + 1 < due.steps().size()) {
                next.add(new Next(due.journey(), due.steps(), due.step() + 1, due.number()));
            }
            if (gathered.size() == ENTRIES_OF_A_CHANGE) {
                write();
            }
        }
    }

    private void write() {
        List<Played> change = List.copyOf(gathered);
        gathered.clear();
        entries += change.size();
        underWay.add(store.write(transaction -> {
            for (Played played : change) {
                clock.now = played.at();
                transaction.append(played.entry());
            }
            return change.size();
        }));
        if (underWay.size() > CHANGES_UNDER_WAY) {
            underWay.remove().join();
        }
    }

    /** How many entries have been written. */
    public long entries() {
        return entries;
    }

    /** What is true of the transfers that were played, in the words of the auditor's figures. */
    public ObjectNode truth() {
        return truth.json();
    }

    /** Independent counts of what happened, as CSV: organisation, day, events. */
    public String sourceEvents() {
        return truth.sourceEvents();
    }
}
