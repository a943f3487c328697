package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.proofs.LedgerFile;
import uk.portage.gateway.proofs.outages.KilledWhileCollecting.Outcome;

/**
 * Two destinations side by side while the gateway is killed: between a claim and the answer, in a collection and in a
 * notification. Nothing is lost, nothing answered twice, nothing held by two workers, nothing shown to the other.
 */
class CollectionKillTest {

    private static final List<String> FAILPOINTS = List.of(
            "AFTER_COLLECT_BEFORE_SEND:10",
            "AFTER_ANSWER_BEFORE_REPLY:10",
            "AFTER_CLAIM_BEFORE_REPLY:5",
            "AFTER_NOTIFY_BEFORE_KEEP:3");
    private static final int RANDOM_KILLS = Integer.getInteger("portage.kills", 16);

    @Test
    void two_destinations_lose_double_and_share_nothing_when_killed_while_collecting(@TempDir Path folder)
            throws Exception {
        check("SQLite", folder, List.of(), () -> LedgerFile.entries(folder), 0, 1, FAILPOINTS.subList(0, 2));
    }

    @Test
    @Tag("slow")
    void two_destinations_lose_double_and_share_nothing_after_many_kills_on_sqlite(@TempDir Path folder)
            throws Exception {
        check("SQLite", folder, List.of(), () -> LedgerFile.entries(folder), RANDOM_KILLS, 4, often());
    }

    @Test
    @Tag("slow")
    void two_destinations_lose_double_and_share_nothing_after_many_kills_on_postgresql(@TempDir Path folder)
            throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String database = postgres.getJdbcUrl("postgres", "postgres");
            check(
                    "PostgreSQL",
                    folder,
                    List.of("--database", database),
                    () -> LedgerFile.entries(database),
                    RANDOM_KILLS,
                    4,
                    often());
        }
    }

    private static List<String> often() {
        return Collections.nCopies(3, FAILPOINTS).stream().flatMap(List::stream).toList();
    }

    private static void check(
            String store,
            Path folder,
            List<String> options,
            Callable<List<String>> ledger,
            int atRandom,
            int inDelivery,
            List<String> failpoints)
            throws Exception {
        long seed = Long.getLong("portage.seed", System.nanoTime());
        try (KilledWhileCollecting run = new KilledWhileCollecting(folder.resolve("data"), options, ledger)) {
            Outcome outcome = run.run(atRandom, inDelivery, failpoints, seed);
            System.out.printf("kill -9 while collecting on %s, seed %d: %s%n", store, seed, outcome);
            assertThat(outcome.kills()).isEqualTo(atRandom + inDelivery + failpoints.size());
            assertThat(outcome.transfers()).isGreaterThan(10 * outcome.kills());
            assertThat(outcome.lost()).as("lost").isZero();
            assertThat(outcome.twice()).as("answered twice").isZero();
            assertThat(outcome.foreign()).as("shown to the other").isZero();
            assertThat(outcome.heldTwice()).as("held by two workers").isZero();
            assertThat(outcome.untold()).as("not told of").isZero();
        }
    }
}
