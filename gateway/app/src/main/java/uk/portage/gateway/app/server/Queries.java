package uk.portage.gateway.app.server;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.auditor.QueryAccount;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.store.Store;

/** Puts each question of an auditor or an operator into the ledger, by the store's one writer. */
final class Queries implements QueryAccount {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);
    private static final Duration COMMIT = Duration.ofSeconds(10);

    private final Store store;

    Queries(Store store) {
        this.store = store;
    }

    @Override
    public boolean keeps(EntryDraft question) {
        try {
            return store.write(transaction -> {
                        transaction.append(question);
                        return true;
                    })
                    .orTimeout(COMMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException notCommitted) {
            LOG.warn("a question could not be put into the ledger, and is not answered");
            return false;
        }
    }
}
