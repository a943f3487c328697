package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.proofs.outages.KilledUnderLoad.Outcome;

/** Some kills on each store, and many where there is time: nothing acknowledged is lost, nothing arrives twice, no person's records change order. */
class KillTest {

    private static final int FEW = 1;
    private static final int MANY = Integer.getInteger("portage.kills", 16);
    private static final List<String> FAILPOINTS = List.of(
            "BEFORE_COMMIT:40",
            "AFTER_COMMIT_BEFORE_ACK:40",
            "AFTER_RELAY_BEFORE_MARK:10",
            "AFTER_ROUTE_BEFORE_CONSUME:40");
    /** Where another database could make a difference; the others are in the long form. */
    private static final List<String> ABOUT_THE_COMMIT = FAILPOINTS.subList(0, 2);

    @Test
    void nothing_is_lost_or_doubled_when_killed_on_sqlite(@TempDir Path folder) throws Exception {
        onSqlite(folder, FEW);
    }

    @Test
    @Tag("slow")
    void nothing_is_lost_or_doubled_when_killed_on_postgresql(@TempDir Path folder) throws Exception {
        onPostgresql(folder, 0, ABOUT_THE_COMMIT);
    }

    @Test
    @Tag("slow")
    void nothing_is_lost_or_doubled_when_killed_many_times_on_sqlite(@TempDir Path folder) throws Exception {
        onSqlite(folder, MANY);
    }

    @Test
    @Tag("slow")
    void nothing_is_lost_or_doubled_when_killed_many_times_on_postgresql(@TempDir Path folder) throws Exception {
        onPostgresql(folder, MANY, FAILPOINTS);
    }

    private static void onSqlite(Path folder, int kills) throws Exception {
        check("SQLite", new KilledUnderLoad(folder.resolve("data"), List.of()), kills, FAILPOINTS);
    }

    private static void onPostgresql(Path folder, int kills, List<String> failpoints) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String database = postgres.getJdbcUrl("postgres", "postgres");
            check(
                    "PostgreSQL",
                    new KilledUnderLoad(folder.resolve("data"), List.of("--database", database)),
                    kills,
                    failpoints);
        }
    }

    private static void check(String store, KilledUnderLoad load, int kills, List<String> failpoints) throws Exception {
        long seed = Long.getLong("portage.seed", System.nanoTime());
        Outcome outcome = load.run(kills, failpoints, seed);
        System.out.printf("kill -9 on %s, seed %d: %s%n", store, seed, outcome);
        assertThat(outcome.acknowledged()).isGreaterThan(outcome.kills());
        assertThat(outcome.lost()).as("lost").isZero();
        assertThat(outcome.duplicated()).as("duplicated").isZero();
        assertThat(outcome.outOfOrder()).as("persons out of order").isZero();
    }
}
