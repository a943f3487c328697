package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import uk.portage.gateway.proofs.outages.KilledUnderLoad.Outcome;

/** Some kills on each store, and many where there is time: nothing acknowledged is lost, nothing arrives twice, no person's records change order. */
class KillTest {

    private static final int FEW = 2;
    private static final int MANY = Integer.getInteger("portage.kills", 16);
    private static final List<String> FAILPOINTS = List.of(
            "BEFORE_COMMIT:40",
            "AFTER_COMMIT_BEFORE_ACK:40",
            "AFTER_RELAY_BEFORE_MARK:10",
            "AFTER_ROUTE_BEFORE_CONSUME:40");

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nothing_is_lost_or_doubled_when_killed_on_sqlite(@TempDir Path folder) throws Exception {
        onSqlite(folder, FEW);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nothing_is_lost_or_doubled_when_killed_on_postgresql(@TempDir Path folder) throws Exception {
        onPostgresql(folder, FEW);
    }

    @Test
    @Tag("slow")
    void nothing_is_lost_or_doubled_when_killed_many_times_on_sqlite(@TempDir Path folder) throws Exception {
        onSqlite(folder, MANY);
    }

    @Test
    @Tag("slow")
    void nothing_is_lost_or_doubled_when_killed_many_times_on_postgresql(@TempDir Path folder) throws Exception {
        onPostgresql(folder, MANY);
    }

    private static void onSqlite(Path folder, int kills) throws Exception {
        check("SQLite", new KilledUnderLoad(folder.resolve("data"), List.of()), kills);
    }

    private static void onPostgresql(Path folder, int kills) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String database = postgres.getJdbcUrl("postgres", "postgres");
            check("PostgreSQL", new KilledUnderLoad(folder.resolve("data"), List.of("--database", database)), kills);
        }
    }

    private static void check(String store, KilledUnderLoad load, int kills) throws Exception {
        long seed = Long.getLong("portage.seed", System.nanoTime());
        Outcome outcome = load.run(kills, FAILPOINTS, seed);
        System.out.printf("kill -9 on %s, seed %d: %s%n", store, seed, outcome);
        assertThat(outcome.acknowledged()).isGreaterThan(outcome.kills());
        assertThat(outcome.lost()).as("lost").isZero();
        assertThat(outcome.duplicated()).as("duplicated").isZero();
        assertThat(outcome.outOfOrder()).as("persons out of order").isZero();
    }
}
