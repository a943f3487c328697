package uk.portage.gateway.store;

import java.nio.file.Path;

/** Where the store keeps its data. */
public sealed interface StoreConfiguration {

    /**
     * SQLite, for one machine.
     *
     * @param file the database file; it and its directory are created if they are not there. The directory is this
     *     store's alone: its lock file keeps a second gateway out.
     */
    record Sqlite(Path file) implements StoreConfiguration {}

    /**
     * PostgreSQL 15 or newer.
     *
     * @param url a JDBC URL, {@code jdbc:postgresql://host:port/database}
     */
    record Postgresql(String url, String user, String password) implements StoreConfiguration {

        public Postgresql {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException("not a JDBC URL of PostgreSQL");
            }
        }

        /** The user only: a URL may carry a password, too. */
        @Override
        public String toString() {
            return "Postgresql[user=" + user + "]";
        }
    }
}
