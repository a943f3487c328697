package uk.portage.gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * An entry before the ledger has given it its sequence and time. No component can hold what a record says: there is no
 * free text.
 *
 * @param sender the organisation the submission came from; for DENIED and QUERIED the caller
 * @param recipient the destination
 * @param format the adapter's name
 * @param messageType the format's own name of the type, from a closed list
 * @param channel the name of the channel it came by, from configuration
 * @param size bytes of the submission or bundle
 * @param duration how long the step took
 * @param startedAt when the transfer's clock started
 * @param startedBySource true if {@code startedAt} is the source event's own time, false if it is the time of receipt
 * @param timeTarget the target and cutoff in force when the transfer began
 * @param code why it did not go well
 * @param erasure why the record was erased
 * @param losses counts by kind
 * @param lost of TRANSLATED, the same by the source's elements
 * @param withheld counts by kind of what the destination is lawfully not given
 * @param rightPerson true if the record names its person by a verified NHS number
 * @param valid true if the bundle keeps the profiles it claims
 * @param commitment salted hash of the submission's bytes; of LEDGER_KEY_CHANGED, hash of the new verifier key's text
 * @param replaces the earlier transfer that this one cancels or corrects
 * @param count how many refusals the entry stands for, where they could not be written one by one; of ERASED, how many
 *     destinations had not collected the record
 * @param replay by which order of an operator the record goes the road once more
 * @param replayReason why it does
 * @param question of QUERIED, what was asked
 */
public record EntryDraft(
        EntryKind kind,
        Optional<SubmissionId> submission,
        Optional<TransferId> transfer,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Optional<Workflow> workflow,
        Optional<String> format,
        Optional<String> messageType,
        Optional<String> channel,
        Optional<Stage> stage,
        Optional<Long> size,
        Optional<Duration> duration,
        Optional<Instant> startedAt,
        Optional<Boolean> startedBySource,
        Optional<TimeTarget> timeTarget,
        Optional<FailureCode> code,
        Optional<RejectionReason> reason,
        Optional<Exclusion> exclusion,
        Optional<ErasureReason> erasure,
        Map<LossKind, Integer> losses,
        Map<LostElement, Integer> lost,
        Map<WithheldKind, Integer> withheld,
        Optional<Boolean> rightPerson,
        Optional<Boolean> valid,
        Optional<Sha256> commitment,
        Optional<TransferId> replaces,
        Optional<Long> count,
        Optional<ReplayId> replay,
        Optional<ReplayReason> replayReason,
        Optional<QuestionKind> question) {

    public EntryDraft {
        losses = Map.copyOf(losses);
        lost = Map.copyOf(lost);
        withheld = Map.copyOf(withheld);
    }

    public static Builder of(EntryKind kind) {
        return new Builder(kind);
    }

    /** Collects the components that are known. */
    public static final class Builder {
        private final EntryKind kind;
        private Optional<SubmissionId> submission = Optional.empty();
        private Optional<TransferId> transfer = Optional.empty();
        private Optional<OdsCode> sender = Optional.empty();
        private Optional<OdsCode> recipient = Optional.empty();
        private Optional<Workflow> workflow = Optional.empty();
        private Optional<String> format = Optional.empty();
        private Optional<String> messageType = Optional.empty();
        private Optional<String> channel = Optional.empty();
        private Optional<Stage> stage = Optional.empty();
        private Optional<Long> size = Optional.empty();
        private Optional<Duration> duration = Optional.empty();
        private Optional<Instant> startedAt = Optional.empty();
        private Optional<Boolean> startedBySource = Optional.empty();
        private Optional<TimeTarget> timeTarget = Optional.empty();
        private Optional<FailureCode> code = Optional.empty();
        private Optional<RejectionReason> reason = Optional.empty();
        private Optional<Exclusion> exclusion = Optional.empty();
        private Optional<ErasureReason> erasure = Optional.empty();
        private final Map<LossKind, Integer> losses = new EnumMap<>(LossKind.class);
        private final Map<LostElement, Integer> lost = new TreeMap<>();
        private final Map<WithheldKind, Integer> withheld = new EnumMap<>(WithheldKind.class);
        private Optional<Boolean> rightPerson = Optional.empty();
        private Optional<Boolean> valid = Optional.empty();
        private Optional<Sha256> commitment = Optional.empty();
        private Optional<TransferId> replaces = Optional.empty();
        private Optional<Long> count = Optional.empty();
        private Optional<ReplayId> replay = Optional.empty();
        private Optional<ReplayReason> replayReason = Optional.empty();
        private Optional<QuestionKind> question = Optional.empty();

        private Builder(EntryKind kind) {
            this.kind = kind;
        }

        public Builder submission(SubmissionId value) {
            submission = Optional.of(value);
            return this;
        }

        public Builder transfer(TransferId value) {
            transfer = Optional.of(value);
            return this;
        }

        public Builder sender(OdsCode value) {
            sender = Optional.of(value);
            return this;
        }

        public Builder recipient(OdsCode value) {
            recipient = Optional.of(value);
            return this;
        }

        public Builder workflow(Workflow value) {
            workflow = Optional.of(value);
            return this;
        }

        public Builder format(String value) {
            format = Optional.of(value);
            return this;
        }

        public Builder messageType(String value) {
            messageType = Optional.of(value);
            return this;
        }

        public Builder channel(String value) {
            channel = Optional.of(value);
            return this;
        }

        public Builder stage(Stage value) {
            stage = Optional.of(value);
            return this;
        }

        public Builder size(long value) {
            size = Optional.of(value);
            return this;
        }

        public Builder duration(Duration value) {
            duration = Optional.of(value);
            return this;
        }

        public Builder startedAt(Instant value, boolean bySource) {
            startedAt = Optional.of(value);
            startedBySource = Optional.of(bySource);
            return this;
        }

        public Builder timeTarget(TimeTarget value) {
            timeTarget = Optional.of(value);
            return this;
        }

        public Builder code(FailureCode value) {
            code = Optional.of(value);
            return this;
        }

        public Builder reason(RejectionReason value) {
            reason = Optional.of(value);
            return this;
        }

        public Builder exclusion(Exclusion value) {
            exclusion = Optional.of(value);
            return this;
        }

        public Builder erasure(ErasureReason value) {
            erasure = Optional.of(value);
            return this;
        }

        public Builder losses(Map<LossKind, Integer> values) {
            losses.putAll(values);
            return this;
        }

        public Builder lost(Map<LostElement, Integer> values) {
            lost.putAll(values);
            return this;
        }

        public Builder withheld(Map<WithheldKind, Integer> values) {
            withheld.putAll(values);
            return this;
        }

        public Builder rightPerson(boolean value) {
            rightPerson = Optional.of(value);
            return this;
        }

        public Builder valid(boolean value) {
            valid = Optional.of(value);
            return this;
        }

        public Builder commitment(Sha256 value) {
            commitment = Optional.of(value);
            return this;
        }

        public Builder replaces(TransferId value) {
            replaces = Optional.of(value);
            return this;
        }

        public Builder count(long value) {
            count = Optional.of(value);
            return this;
        }

        public Builder replay(ReplayId id, ReplayReason reason) {
            replay = Optional.of(id);
            replayReason = Optional.of(reason);
            return this;
        }

        public Builder question(QuestionKind value) {
            question = Optional.of(value);
            return this;
        }

        public EntryDraft draft() {
            return new EntryDraft(
                    kind,
                    submission,
                    transfer,
                    sender,
                    recipient,
                    workflow,
                    format,
                    messageType,
                    channel,
                    stage,
                    size,
                    duration,
                    startedAt,
                    startedBySource,
                    timeTarget,
                    code,
                    reason,
                    exclusion,
                    erasure,
                    losses,
                    lost,
                    withheld,
                    rightPerson,
                    valid,
                    commitment,
                    replaces,
                    count,
                    replay,
                    replayReason,
                    question);
        }
    }
}
