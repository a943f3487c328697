package uk.portage.gateway.auditor;

import uk.portage.gateway.ledger.EntryDraft;

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
}
