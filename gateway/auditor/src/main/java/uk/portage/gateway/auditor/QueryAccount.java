package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.QuestionKind;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.TransferId;

/** Keeps account of who asks the auditor's side for what: the auditor reads the ledger and cannot write into it. */
@FunctionalInterface
public interface QueryAccount {

    /**
     * Keeps one question.
     *
     * @param question an entry QUERIED
     * @return true if the entry is committed; if not, the question must not be answered
     */
    boolean keeps(EntryDraft question);

    /**
     * Keeps what somebody asks, whatever the answer will be.
     *
     * @param request of a caller who may ask
     * @param about the transfer that is asked about, if there is one of that id: one that somebody made up says nothing,
     *     and would stay for ever
     */
    default boolean keeps(HttpServletRequest request, QuestionKind kind, Optional<TransferId> about) {
        if (!(request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller)) {
            return false;
        }
        EntryDraft.Builder question =
                EntryDraft.of(EntryKind.QUERIED).sender(caller.organisation()).question(kind);
        about.ifPresent(question::transfer);
        return keeps(question.draft());
    }
}
