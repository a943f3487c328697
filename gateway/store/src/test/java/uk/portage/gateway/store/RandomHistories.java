package uk.portage.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.LostElement;
import uk.portage.gateway.ledger.QuestionKind;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** Entries of many submissions, interleaved, as a gateway would write them, drawn from a seed. */
final class RandomHistories {

    static final TimeTarget TARGET = new TimeTarget(Duration.ofHours(1), Duration.ofHours(10));

    private static final List<OdsCode> SENDERS = List.of(new OdsCode("RZ8"), new OdsCode("RZ9"));
    private static final List<OdsCode> COUNCILS = List.of(new OdsCode("E97"), new OdsCode("E98"), new OdsCode("E99"));
    private static final List<Workflow> WORKFLOWS = List.of(Workflow.ADMISSION_NOTICE, Workflow.TEST_RESULT);

    private final Random random;
    private final TestClock clock;
    private final List<Subject> subjects = new ArrayList<>();

    RandomHistories(Random random, TestClock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** What one step of the gateway appends. */
    List<EntryDraft> step() {
        clock.move(Duration.ofMinutes(random.nextInt(12)));
        if (random.nextInt(25) == 0) {
            return List.of(EntryDraft.of(EntryKind.SOURCE_EVENTS_COUNTED)
                    .sender(SENDERS.get(random.nextInt(SENDERS.size())))
                    .startedAt(clock.instant().minus(Duration.ofDays(random.nextInt(3))), false)
                    .count(random.nextInt(40))
                    .draft());
        }
        if (random.nextInt(25) == 0) {
            return List.of(query());
        }
        if (subjects.isEmpty() || random.nextInt(4) == 0) {
            return begin();
        }
        Subject subject = subjects.get(random.nextInt(subjects.size()));
        return subject.isRouted ? carry(subject) : route(subject);
    }

    /** Somebody looks, at times at one of the transfers. */
    private EntryDraft query() {
        EntryDraft.Builder query = EntryDraft.of(EntryKind.QUERIED)
                .sender(new OdsCode("X26"))
                .question(QuestionKind.values()[random.nextInt(QuestionKind.values().length)]);
        if (!subjects.isEmpty()) {
            query.transfer(subjects.get(random.nextInt(subjects.size())).transfer);
        }
        return query.draft();
    }

    private List<EntryDraft> begin() {
        Subject subject = new Subject();
        subject.submission = new SubmissionId(new UUID(random.nextLong(), random.nextLong()));
        subject.transfer = TransferId.withoutDestination(subject.submission);
        subject.sender = SENDERS.get(random.nextInt(SENDERS.size()));
        subject.workflow = WORKFLOWS.get(random.nextInt(WORKFLOWS.size()));
        subject.startedAt = clock.instant().minusMillis(random.nextInt(4_000_000));
        if (random.nextInt(10) == 0) {
            return List.of(facts(EntryKind.REFUSED, subject)
                    .transfer(subject.transfer)
                    .code(FailureCode.WRONG_SENDER)
                    .draft());
        }
        subjects.add(subject);
        return List.of(facts(EntryKind.RECEIVED, subject).draft());
    }

    private List<EntryDraft> route(Subject subject) {
        switch (random.nextInt(12)) {
            case 0 -> {
                return List.of(entry(EntryKind.NOT_ROUTED, subject)
                        .transfer(subject.transfer)
                        .code(FailureCode.NO_ROUTE)
                        .draft());
            }
            case 1 -> {
                return List.of(
                        entry(EntryKind.FAILED, subject)
                                .code(FailureCode.INVALID_BUNDLE)
                                .losses(losses())
                                .draft(),
                        entry(EntryKind.PARKED, subject).draft());
            }
            case 2 -> {
                return List.of(
                        entry(EntryKind.RELEASED, subject).draft(),
                        entry(EntryKind.REPLAYED, subject).draft());
            }
            case 3 -> {
                return expireIfDue(subject);
            }
            case 4 -> {
                subjects.remove(subject);
                return List.of(entry(EntryKind.EXCLUDED, subject)
                        .exclusion(Exclusion.TEST_PATIENT)
                        .draft());
            }
            default -> {
                return routeTo(subject);
            }
        }
    }

    private List<EntryDraft> routeTo(Subject subject) {
        List<EntryDraft> entries = new ArrayList<>();
        entries.add(entry(EntryKind.TRANSLATED, subject)
                .workflow(subject.workflow)
                .format("hl7v2")
                .losses(losses())
                .lost(lost())
                .draft());
        subjects.remove(subject);
        int from = random.nextInt(COUNCILS.size());
        int count = 1 + random.nextInt(COUNCILS.size());
        for (int i = 0; i < count; i++) {
            Subject routed = subject.copy();
            routed.isRouted = true;
            routed.recipient = COUNCILS.get((from + i) % COUNCILS.size());
            routed.transfer = TransferId.of(subject.submission, routed.recipient);
            subjects.add(routed);
            entries.add(facts(EntryKind.ROUTED, routed)
                    .transfer(routed.transfer)
                    .recipient(routed.recipient)
                    .losses(losses())
                    .rightPerson(random.nextInt(5) > 0)
                    .valid(random.nextInt(5) > 0)
                    .draft());
        }
        return entries;
    }

    private List<EntryDraft> carry(Subject subject) {
        EntryKind kind = switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> EntryKind.OFFERED;
            case 4, 5, 6 -> EntryKind.COLLECTED;
            case 7, 8, 9 -> EntryKind.ACKNOWLEDGED;
            case 10 -> EntryKind.REJECTED;
            case 11 -> EntryKind.EXPIRED;
            case 12 -> EntryKind.ACCEPTED;
            default -> EntryKind.REPEATED;
        };
        return switch (kind) {
            case EXPIRED -> expireIfDue(subject);
            case REPEATED -> List.of(entry(kind, subject).draft());
            // Often without the submission: a mailbox need not say it.
            case REJECTED ->
                List.of(EntryDraft.of(kind)
                        .transfer(subject.transfer)
                        .reason(RejectionReason.WRONG_PATIENT)
                        .draft());
            default -> List.of(EntryDraft.of(kind).transfer(subject.transfer).draft());
        };
    }

    private List<EntryDraft> expireIfDue(Subject subject) {
        return clock.instant().isAfter(subject.startedAt.plus(TARGET.cutoff()))
                ? List.of(EntryDraft.of(EntryKind.EXPIRED)
                        .transfer(subject.transfer)
                        .draft())
                : List.of();
    }

    private static EntryDraft.Builder entry(EntryKind kind, Subject subject) {
        return EntryDraft.of(kind).submission(subject.submission);
    }

    private static EntryDraft.Builder facts(EntryKind kind, Subject subject) {
        return entry(kind, subject)
                .sender(subject.sender)
                .workflow(subject.workflow)
                .format("hl7v2")
                .startedAt(subject.startedAt, true)
                .timeTarget(TARGET);
    }

    private Map<LostElement, Integer> lost() {
        Map<LostElement, Integer> lost = new TreeMap<>();
        losses().forEach((kind, count) -> lost.put(
                new LostElement(kind, random.nextBoolean() ? "PID-" + (1 + random.nextInt(30)) : LostElement.OTHER),
                count));
        return lost;
    }

    private Map<LossKind, Integer> losses() {
        Map<LossKind, Integer> losses = new EnumMap<>(LossKind.class);
        for (LossKind kind : LossKind.values()) {
            if (random.nextInt(4) == 0) {
                losses.put(kind, 1 + random.nextInt(5));
            }
        }
        return losses;
    }

    /** A submission, or one of its transfers. */
    private static final class Subject {
        private SubmissionId submission;
        private TransferId transfer;
        private OdsCode sender;
        private OdsCode recipient;
        private Workflow workflow;
        private Instant startedAt;
        private boolean isRouted;

        Subject copy() {
            Subject copy = new Subject();
            copy.submission = submission;
            copy.sender = sender;
            copy.workflow = workflow;
            copy.startedAt = startedAt;
            return copy;
        }
    }
}
