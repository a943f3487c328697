package uk.portage.gateway.mailbox;

import java.nio.file.Path;
import java.time.Clock;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;

/** The store that the gateway runs on by default. */
final class TestStore {

    private TestStore() {}

    static Store open(Path folder) {
        return SqlStore.open(
                new StoreConfiguration.Sqlite(folder.resolve("store").resolve("portage.db")), Clock.systemUTC());
    }
}
