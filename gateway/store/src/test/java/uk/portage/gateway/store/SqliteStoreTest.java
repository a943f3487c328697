package uk.portage.gateway.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

    @TempDir
    Path directory;

    @Override
    StoreConfiguration newDatabase() {
        return new StoreConfiguration.Sqlite(directory.resolve("data").resolve("portage.db"));
    }
}
