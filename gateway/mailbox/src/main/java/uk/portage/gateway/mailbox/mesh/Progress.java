package uk.portage.gateway.mailbox.mesh;

import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.MeshEnd;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/**
 * How far a message has come.
 *
 * @param code of MESH, 00 if all is well
 */
record Progress(MeshMessage.State state, String code, String description) {

    private static final Progress ACCEPTED = new Progress(MeshMessage.State.ACCEPTED, "00", "");

    /**
     * What the ledger and the mailboxes say of a message. A record that the road took is acknowledged once each of its
     * recipients has it, and in error once the road has refused it.
     */
    static Progress of(MeshMessage message, Store store, MeshSettings settings) {
        if (message.state() != MeshMessage.State.ACCEPTED
                || message.submission().isEmpty()) {
            return new Progress(message.state(), message.code(), message.description());
        }
        SubmissionId submission = message.submission().get();
        List<EntryDraft> entries = store.ledger().entriesOf(submission).stream()
                .map(Entry::content)
                .toList();
        List<TransferId> transfers = entries.stream()
                .filter(entry -> entry.kind() == EntryKind.ROUTED)
                .flatMap(entry -> entry.transfer().stream())
                .distinct()
                .toList();
        if (!transfers.isEmpty()) {
            return transfers.stream().allMatch(transfer -> isWithRecipient(transfer, store, settings))
                    ? new Progress(MeshMessage.State.ACKNOWLEDGED, "00", "")
                    : ACCEPTED;
        }
        return entries.stream()
                .flatMap(entry -> refused(entry).stream())
                .findFirst()
                .orElse(ACCEPTED);
    }

    private static Optional<Progress> refused(EntryDraft entry) {
        return switch (entry.kind()) {
            case FAILED, NOT_ROUTED -> {
                MeshRefusal refusal = Outbox.refusal(entry.code().orElse(FailureCode.INTERNAL));
                yield Optional.of(new Progress(MeshMessage.State.ERROR, refusal.code(), refusal.text()));
            }
            // Nobody is to have it, and that is as it should be.
            case EXCLUDED -> Optional.of(new Progress(MeshMessage.State.ACKNOWLEDGED, "00", ""));
            default -> Optional.empty();
        };
    }

    private static boolean isWithRecipient(TransferId transfer, Store store, MeshSettings settings) {
        Optional<MailboxItem> item = store.mailboxItem(transfer);
        if (item.isEmpty()) {
            return false;
        }
        if (item.get().status().isFinal()) {
            return true;
        }
        Optional<MeshEnd> end = store.mesh().endOf(transfer);
        return end.isPresent()
                ? end.get().kind() == MeshEnd.Kind.ACKNOWLEDGED
                : item.get().status() != TaskStatus.REQUESTED
                        && settings.mailboxOf(item.get().owner()).isEmpty();
    }
}
