package uk.portage.gateway.pipeline.record;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.WithheldKind;

/** Composes the entries of everything that happens after receipt. Each says whatever its transfer's fold may need. */
public final class Entries {

    private final Function<Workflow, TimeTarget> timeTargets;

    /** @param timeTargets the targets in force */
    public Entries(Function<Workflow, TimeTarget> timeTargets) {
        this.timeTargets = timeTargets;
    }

    public EntryDraft translated(SubmissionRow submission, Facts facts) {
        return describe(EntryKind.TRANSLATED, submission, Stage.TRANSLATE)
                .size(facts.size())
                .duration(facts.translating())
                .losses(facts.losses())
                .lost(facts.lost())
                .rightPerson(facts.rightPerson())
                .draft();
    }

    public EntryDraft validated(SubmissionRow submission, Facts facts) {
        return describe(EntryKind.VALIDATED, submission, Stage.VALIDATE)
                .duration(facts.validating())
                .valid(facts.valid())
                .draft();
    }

    public EntryDraft routed(SubmissionRow submission, Facts facts, TransferId transfer, OdsCode destination) {
        return routed(submission, facts, transfer, destination, Optional.empty());
    }

    /** @param replaces the earlier transfer that this one cancels or corrects */
    public EntryDraft routed(
            SubmissionRow submission,
            Facts facts,
            TransferId transfer,
            OdsCode destination,
            Optional<TransferId> replaces) {
        EntryDraft.Builder entry = described(EntryKind.ROUTED, submission, facts)
                .transfer(transfer)
                .recipient(destination);
        replaces.ifPresent(entry::replaces);
        return entry.draft();
    }

    public EntryDraft notRouted(SubmissionRow submission, Facts facts, FailureCode code) {
        return described(EntryKind.NOT_ROUTED, submission, facts)
                .transfer(TransferId.withoutDestination(submission.id()))
                .code(code)
                .draft();
    }

    /** Says what a destination is not given of a record that goes to it. */
    public EntryDraft withheld(
            SubmissionRow submission, TransferId transfer, OdsCode destination, Map<WithheldKind, Integer> counts) {
        return describe(EntryKind.WITHHELD, submission, Stage.ROUTE)
                .transfer(transfer)
                .recipient(destination)
                .exclusion(Exclusion.LAWFUL_WITHHOLDING)
                .withheld(counts)
                .draft();
    }

    /** @param destination empty if the record goes nowhere */
    public EntryDraft excluded(
            SubmissionRow submission, Facts facts, Exclusion exclusion, Optional<OdsCode> destination) {
        EntryDraft.Builder entry = described(EntryKind.EXCLUDED, submission, facts)
                .transfer(destination
                        .map(to -> TransferId.of(submission.id(), to))
                        .orElseGet(() -> TransferId.withoutDestination(submission.id())))
                .exclusion(exclusion);
        destination.ifPresent(entry::recipient);
        return entry.draft();
    }

    public EntryDraft failed(SubmissionRow submission, Stage stage, FailureCode code, Duration duration) {
        return begun(describe(EntryKind.FAILED, submission, stage), submission)
                .transfer(TransferId.withoutDestination(submission.id()))
                .size(submission.size())
                .duration(duration)
                .code(code)
                .draft();
    }

    /** @param code INTERNAL for the record that failed, PARKED for those that wait behind it */
    public EntryDraft parked(SubmissionRow submission, FailureCode code) {
        return describe(EntryKind.PARKED, submission, Stage.TRANSLATE)
                .transfer(TransferId.withoutDestination(submission.id()))
                .code(code)
                .draft();
    }

    /** @param first the submission for which the person had been parked */
    public EntryDraft released(SubmissionId first) {
        return EntryDraft.of(EntryKind.RELEASED)
                .submission(first)
                .transfer(TransferId.withoutDestination(first))
                .stage(Stage.TRANSLATE)
                .draft();
    }

    /** An operator has a message sent once more that no consumer could take. */
    public EntryDraft sentAgain(SubmissionRow submission, DeadLetter letter) {
        return describe(EntryKind.RELEASED, submission, letter.transfer().isPresent() ? Stage.DELIVER : Stage.TRANSLATE)
                .transfer(letter.transfer().orElseGet(() -> TransferId.withoutDestination(submission.id())))
                .draft();
    }

    /** @param order by which the submission goes the road once more */
    public EntryDraft replayed(SubmissionRow submission, Replay.Order order) {
        return describe(EntryKind.REPLAYED, submission, Stage.TRANSLATE)
                .transfer(TransferId.withoutDestination(submission.id()))
                .replay(order.id(), order.reason())
                .draft();
    }

    public EntryDraft offered(SubmissionRow submission, TransferId transfer, OdsCode destination, long size) {
        return describe(EntryKind.OFFERED, submission, Stage.DELIVER)
                .transfer(transfer)
                .recipient(destination)
                .size(size)
                .draft();
    }

    /** The cutoff passed; whose fault it is follows from how far the transfer came. */
    public EntryDraft expired(TransferState state) {
        FailureCode code;
        Stage stage;
        if (state.collectedAt().isPresent()) {
            code = FailureCode.NOT_ACKNOWLEDGED;
            stage = Stage.ACKNOWLEDGE;
        } else if (state.offeredAt().isPresent()) {
            code = FailureCode.NOT_COLLECTED;
            stage = Stage.ACKNOWLEDGE;
        } else {
            code = state.code().orElse(FailureCode.INTERNAL);
            stage = state.routedAt().isPresent() ? Stage.DELIVER : Stage.TRANSLATE;
        }
        EntryDraft.Builder entry = EntryDraft.of(EntryKind.EXPIRED)
                .transfer(state.transfer())
                .workflow(state.workflow())
                .format(state.format())
                .stage(stage)
                .code(code);
        state.submission().ifPresent(entry::submission);
        state.sender().ifPresent(entry::sender);
        state.recipient().ifPresent(entry::recipient);
        return entry.draft();
    }

    /** The cutoff had passed before the transfer began, since an earlier attempt failed; that stays the reason. */
    public EntryDraft late(SubmissionRow submission, TransferId transfer, OdsCode destination, FailureCode code) {
        return describe(EntryKind.EXPIRED, submission, Stage.TRANSLATE)
                .transfer(transfer)
                .recipient(destination)
                .code(code)
                .draft();
    }

    private EntryDraft.Builder described(EntryKind kind, SubmissionRow submission, Facts facts) {
        return begun(describe(kind, submission, Stage.ROUTE), submission)
                .size(facts.size())
                .losses(facts.losses())
                .rightPerson(facts.rightPerson())
                .valid(facts.valid());
    }

    private EntryDraft.Builder begun(EntryDraft.Builder entry, SubmissionRow submission) {
        Start start = Start.of(submission.eventTime(), submission.receivedAt());
        return entry.startedAt(start.at(), start.bySource()).timeTarget(timeTargets.apply(submission.workflow()));
    }

    private static EntryDraft.Builder describe(EntryKind kind, SubmissionRow submission, Stage stage) {
        return EntryDraft.of(kind)
                .stage(stage)
                .submission(submission.id())
                .sender(submission.sender())
                .workflow(submission.workflow())
                .format(submission.format())
                .messageType(submission.messageType())
                .channel(submission.channel());
    }
}
