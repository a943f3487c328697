package uk.portage.gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.WithheldKind;

/** Entries with any of their components, drawn from a seed. */
final class RandomEntries {

    private RandomEntries() {}

    static EntryDraft draft(Random random) {
        EntryDraft.Builder draft = EntryDraft.of(one(random, EntryKind.values()));
        if (random.nextBoolean()) {
            draft.submission(new SubmissionId(new UUID(random.nextLong(), random.nextLong())));
        }
        if (random.nextBoolean()) {
            draft.transfer(new TransferId(new UUID(random.nextLong(), random.nextLong())));
        }
        if (random.nextBoolean()) {
            draft.sender(new OdsCode("RZ" + random.nextInt(10)));
        }
        if (random.nextBoolean()) {
            draft.recipient(new OdsCode("E9" + random.nextInt(10)));
        }
        if (random.nextBoolean()) {
            draft.workflow(one(random, Workflow.values()));
        }
        if (random.nextBoolean()) {
            draft.format(text(random)).messageType(text(random)).channel(text(random));
        }
        if (random.nextBoolean()) {
            draft.stage(one(random, Stage.values()));
        }
        if (random.nextBoolean()) {
            draft.size(random.nextInt(1 << 20)).duration(Duration.ofMillis(random.nextInt(100_000)));
        }
        if (random.nextBoolean()) {
            draft.startedAt(Instant.ofEpochMilli(random.nextLong() >>> 22), random.nextBoolean());
        }
        if (random.nextBoolean()) {
            long target = 1 + random.nextInt(1000);
            draft.timeTarget(
                    new TimeTarget(Duration.ofMillis(target), Duration.ofMillis(target + random.nextInt(1000))));
        }
        if (random.nextBoolean()) {
            draft.code(one(random, FailureCode.values())).reason(one(random, RejectionReason.values()));
        }
        if (random.nextBoolean()) {
            draft.exclusion(one(random, Exclusion.values())).commitment(Sha256.ofParts(text(random)));
        }
        if (random.nextBoolean()) {
            draft.replaces(new TransferId(new UUID(random.nextLong(), random.nextLong())));
        }
        if (random.nextBoolean()) {
            draft.question(one(random, QuestionKind.values()));
        }
        if (random.nextBoolean()) {
            draft.count(1 + random.nextInt(1000));
        }
        if (random.nextBoolean()) {
            Map<LossKind, Integer> losses = new EnumMap<>(LossKind.class);
            for (LossKind kind : LossKind.values()) {
                if (random.nextBoolean()) {
                    losses.put(kind, random.nextInt(100));
                }
            }
            draft.losses(losses).rightPerson(random.nextBoolean()).valid(random.nextBoolean());
        }
        if (random.nextBoolean()) {
            Map<WithheldKind, Integer> withheld = new EnumMap<>(WithheldKind.class);
            withheld.put(one(random, WithheldKind.values()), random.nextInt(100));
            draft.withheld(withheld);
        }
        return draft.draft();
    }

    static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(0x3000) + (random.nextInt(20) == 0 ? 0x1F300 : 0);
            text.appendCodePoint(point);
        }
        return text.toString();
    }
}
