package uk.portage.gateway.auditor;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.OpenTransfer;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** Thirty days of invented transfers between invented organisations, always the same. */
final class SampleLedger {

    static final Instant NOW = Instant.parse("2026-11-23T15:30:00Z");
    static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    static final Map<OdsCode, String> NAMES = Map.of(
            new OdsCode("RX9"), "Northmoor Hospitals Trust",
            new OdsCode("RX8"), "Eastvale University Trust",
            new OdsCode("900"), "Northmoor Council",
            new OdsCode("901"), "Eastvale Council");

    static final Map<OdsCode, String> SUPPLIERS =
            Map.of(new OdsCode("RX9"), "Northern Systems", new OdsCode("900"), "Western Care Systems");

    private static final String FORMAT = "hl7v2";

    private final Random random = new Random(23);
    private final List<RollupCell> cells = new ArrayList<>();
    private final List<OpenTransfer> open = new ArrayList<>();
    private final List<TransferState> states = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private long sequence;

    private SampleLedger() {}

    static ListedLedger build() {
        SampleLedger sample = new SampleLedger();
        for (int back = 29; back >= 0; back--) {
            int busy = back % 7 < 2 ? 4 : 11;
            for (int i = 0; i < busy + sample.random.nextInt(4); i++) {
                sample.transfer(TODAY.minusDays(back), i);
            }
        }
        Collections.reverse(sample.states);
        return new ListedLedger(sample.cells, sample.open, sample.states, sample.entries);
    }

    private void transfer(LocalDate day, int number) {
        OdsCode sender = new OdsCode(random.nextInt(3) == 0 ? "RX8" : "RX9");
        Optional<OdsCode> recipient = random.nextInt(40) == 0
                ? Optional.empty()
                : Optional.of(new OdsCode(random.nextInt(4) == 0 ? "901" : "900"));
        Workflow workflow = List.of(
                        Workflow.ADMISSION_NOTICE,
                        Workflow.DISCHARGE_NOTICE,
                        Workflow.DISCHARGE_NOTICE,
                        Workflow.TEST_RESULT)
                .get(random.nextInt(4));
        TimeTarget target = TimeTarget.defaultFor(workflow);
        Instant started =
                day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(60L * (number * 57 + random.nextInt(50)));
        if (started.isAfter(NOW)) {
            started = NOW.minusSeconds(60L * (number + 1));
        }
        SubmissionId submission = SubmissionId.of(DedupeKey.of(sender, "ward", day + "/" + number));
        TransferId id = recipient
                .map(to -> TransferId.of(submission, to))
                .orElseGet(() -> TransferId.withoutDestination(submission));

        double taken = Math.exp(random.nextGaussian() * 1.1) * target.target().toSeconds() * 0.3;
        int fate = random.nextInt(100);
        TransferStatus status;
        Optional<FailureCode> code = Optional.empty();
        Optional<RejectionReason> reason = Optional.empty();
        Instant end = started.plusMillis((long) (1000 * taken));
        if (recipient.isEmpty()) {
            status = TransferStatus.TECHNICAL_FAILURE;
            code = Optional.of(FailureCode.NO_ROUTE);
        } else if (fate < 3) {
            status = TransferStatus.EXCLUDED;
        } else if (fate < 11) {
            status = TransferStatus.REJECTED;
            code = Optional.of(FailureCode.REJECTED);
            reason = Optional.of(RejectionReason.PATIENT_NO_LONGER_HERE);
        } else if (fate < 14) {
            status = TransferStatus.TECHNICAL_FAILURE;
            code = Optional.of(FailureCode.INVALID_BUNDLE);
        } else if (fate < 22 && started.plus(target.cutoff()).isBefore(NOW)) {
            status = TransferStatus.DELIVERED_NOT_INTEGRATED;
            code = Optional.of(FailureCode.NOT_ACKNOWLEDGED);
        } else if (end.isAfter(NOW) || fate < 22) {
            status = TransferStatus.OPEN;
        } else {
            status = taken <= target.target().toSeconds()
                    ? TransferStatus.INTEGRATED_ON_TIME
                    : TransferStatus.INTEGRATED_LATE;
        }
        boolean integrated = status == TransferStatus.INTEGRATED_ON_TIME || status == TransferStatus.INTEGRATED_LATE;
        boolean rightPerson = random.nextInt(25) > 0;
        TransferState state = new TransferState(
                id,
                Optional.of(submission),
                Optional.of(sender),
                recipient,
                workflow,
                FORMAT,
                target,
                started,
                true,
                recipient.map(to -> NOW),
                Optional.empty(),
                Optional.empty(),
                integrated ? Optional.of(end) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                code,
                reason,
                Optional.empty(),
                Map.of(LossKind.NO_TARGET, 2),
                Map.of(),
                rightPerson,
                true,
                status,
                Optional.empty());
        states.add(state);
        count(day, state);
        write(state, end);
        if (status == TransferStatus.OPEN) {
            open.add(new OpenTransfer(day, Optional.of(sender), recipient, workflow, FORMAT, started));
        }
    }

    private void count(LocalDate day, TransferState state) {
        cell(day, state, Measure.STATUS, state.status().name(), 1);
        if (state.status() == TransferStatus.EXCLUDED) {
            cell(day, state, Measure.EXCLUSION, "TEST_PATIENT", 1);
            return;
        }
        cell(day, state, Measure.LOSS, LossKind.NO_TARGET.name(), 2);
        cell(day, state, Measure.LOSS, LossKind.UNKNOWN_CODE.name(), random.nextInt(2));
        int reached = switch (state.status()) {
            case OPEN -> 3 + random.nextInt(2);
            case INTEGRATED_ON_TIME -> state.isPortable() ? 7 : 6;
            case INTEGRATED_LATE -> 5;
            case DELIVERED_NOT_INTEGRATED, REJECTED -> 4;
            case TECHNICAL_FAILURE -> 1;
            case UNCLASSIFIED, EXCLUDED -> 0;
        };
        for (int i = 0; i < reached; i++) {
            cell(day, state, Measure.REACHED, Milestone.values()[i].name(), 1);
        }
        if (state.isPortable()) {
            cell(day, state, Measure.PORTABLE, "", 1);
        }
        state.code().ifPresent(code -> cell(day, state, Measure.FAILURE, code.name(), 1));
        if (state.acknowledgedAt().isPresent()) {
            Duration taken =
                    Duration.between(state.startedAt(), state.acknowledgedAt().get());
            cell(day, state, Measure.INTEGRATED_AFTER, Integer.toString(LatencyBuckets.of(taken)), 1);
        } else if (state.status() != TransferStatus.OPEN) {
            int bucket = LatencyBuckets.of(state.timeTarget().cutoff());
            cell(day, state, Measure.CENSORED_AFTER, Integer.toString(bucket), 1);
        }
    }

    private void cell(LocalDate day, TransferState state, Measure measure, String detail, long amount) {
        cells.add(new RollupCell(
                day, state.sender(), state.recipient(), state.workflow(), state.format(), measure, detail, amount));
    }

    private void write(TransferState state, Instant end) {
        Instant time = state.startedAt().plusMillis(4_200);
        entry(
                time,
                state,
                EntryKind.RECEIVED,
                builder -> builder.channel("ward-mllp")
                        .messageType("ADT^A03")
                        .size(2_148)
                        .duration(Duration.ofMillis(3))
                        .commitment(Sha256.of(new byte[] {1})));
        entry(
                time.plusMillis(40),
                state,
                EntryKind.TRANSLATED,
                builder -> builder.stage(Stage.TRANSLATE)
                        .duration(Duration.ofMillis(6))
                        .size(18_934)
                        .losses(Map.of(LossKind.NO_TARGET, 2)));
        entry(
                time.plusMillis(48),
                state,
                EntryKind.VALIDATED,
                builder -> builder.stage(Stage.VALIDATE)
                        .duration(Duration.ofMillis(2))
                        .valid(true));
        if (state.status() == TransferStatus.TECHNICAL_FAILURE) {
            entry(time.plusMillis(51), state, EntryKind.NOT_ROUTED, builder -> builder.code(FailureCode.NO_ROUTE));
            return;
        }
        entry(
                time.plusMillis(51),
                state,
                EntryKind.ROUTED,
                builder -> builder.rightPerson(state.rightPerson())
                        .recipient(state.recipient().orElseThrow()));
        entry(time.plusMillis(70), state, EntryKind.OFFERED, builder -> builder);
        if (state.acknowledgedAt().isPresent()) {
            entry(end.minusSeconds(30), state, EntryKind.COLLECTED, builder -> builder);
            entry(end, state, EntryKind.ACKNOWLEDGED, builder -> builder);
        } else if (state.reason().isPresent()) {
            entry(time.plusSeconds(700), state, EntryKind.COLLECTED, builder -> builder);
            entry(
                    time.plusSeconds(900),
                    state,
                    EntryKind.REJECTED,
                    builder -> builder.code(FailureCode.REJECTED)
                            .reason(state.reason().orElseThrow()));
        }
    }

    private void entry(
            Instant time,
            TransferState state,
            EntryKind kind,
            java.util.function.UnaryOperator<EntryDraft.Builder> facts) {
        EntryDraft.Builder builder = EntryDraft.of(kind)
                .transfer(state.transfer())
                .submission(state.submission().orElseThrow());
        entries.add(new Entry(++sequence, time, facts.apply(builder).draft()));
    }
}
