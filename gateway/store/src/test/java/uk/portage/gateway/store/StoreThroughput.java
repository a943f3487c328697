package uk.portage.gateway.store;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import uk.portage.adapter.spi.Matter;
import uk.portage.gateway.ledger.Commitment;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.store.encryption.KeySource;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * How many submissions of 2 KB the store takes in, each acknowledged after its commit, as those come that can be searched
 * for by four keys and as those that cannot, in turns: {@code StoreThroughput sqlite|postgresql [threads] [seconds]
 * [directory]}. The time on the CPU is of the whole process, the load included.
 */
final class StoreThroughput {

    /** False to see what it costs that each may be cancelled. */
    private static final boolean WITH_MATTERS = !Boolean.getBoolean("portage.without-matters");

    private static final int TURNS = 3;
    private static final byte[] SITE_KEY = new byte[32];

    private StoreThroughput() {}

    public static void main(String[] arguments) throws Exception {
        String database = arguments.length > 0 ? arguments[0] : "sqlite";
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        StoreConfiguration configuration = configuration(database, arguments);
        KeySource keys = configuration instanceof StoreConfiguration.Sqlite sqlite
                ? KeyFile.at(sqlite.file().resolveSibling("encryption.key"))
                : TestPostgresql.keys();
        try (SqlStore store = SqlStore.open(configuration, keys, Clock.systemUTC())) {
            measure(store, threads, 5, "warm up " + database, true);
            double without = 0;
            double with = 0;
            for (int turn = 1; turn <= TURNS; turn++) {
                without =
                        Math.max(without, measure(store, threads, seconds, database + " without keys " + turn, false));
                with = Math.max(with, measure(store, threads, seconds, database + " with keys " + turn, true));
            }
            System.out.printf(
                    "%s: in the best turn, with keys %.3f of the submissions/s without%n", database, with / without);
        }
        System.exit(0);
    }

    private static StoreConfiguration configuration(String database, String[] arguments) throws IOException {
        if (database.equals("postgresql")) {
            return TestPostgresql.newDatabase();
        }
        Path directory = arguments.length > 3 ? Path.of(arguments[3]) : Files.createTempDirectory("portage");
        return new StoreConfiguration.Sqlite(directory.resolve("portage.db"));
    }

    private static double measure(SqlStore store, int threads, int seconds, String name, boolean keys)
            throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        AtomicInteger count = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            Thread writer = new Thread(() -> {
                for (int n = 0; System.nanoTime() < end; n++) {
                    receive(store, name + "." + thread + "." + n, keys).join();
                    count.incrementAndGet();
                }
            });
            writer.start();
            all.add(writer);
        }
        for (Thread writer : all) {
            writer.join();
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %d threads, %.0f submissions/s, %.0f us CPU each, 1-minute load %.1f%n",
                name,
                threads,
                count.get() / elapsed,
                (system.getProcessCpuTime() - cpu) / 1e3 / count.get(),
                system.getSystemLoadAverage());
        return count.get() / elapsed;
    }

    /** As the intake makes them of an admission: its own id, the visit's number, the person by two identifiers. */
    private static Set<SearchKey> keys(String businessId, OrderingKey person) {
        return Set.of(
                SearchKey.ofControlId(SITE_KEY, businessId),
                SearchKey.ofDocumentId(SITE_KEY, businessId),
                SearchKey.of(person),
                SearchKey.of(Fixtures.person("other " + businessId)));
    }

    private static CompletableFuture<Boolean> receive(SqlStore store, String businessId, boolean findable) {
        byte[] bytes = new byte[2048];
        byte[] text = businessId.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 0, text.length);
        DedupeKey key = DedupeKey.of(Fixtures.TRUST, "adt", businessId);
        SubmissionId id = SubmissionId.of(key);
        Sha256 content = Sha256.of(bytes);
        OrderingKey person = Fixtures.person(businessId);
        SubmissionRow like = Fixtures.submission(businessId, person);
        Optional<KeyedMatter> matter =
                WITH_MATTERS ? Optional.of(Fixtures.visit(businessId, Matter.Effect.BEGINS)) : Optional.empty();
        SubmissionRow row = new SubmissionRow(
                id,
                like.sender(),
                like.channel(),
                like.format(),
                like.messageType(),
                like.workflow(),
                like.receivingFacility(),
                like.eventTime(),
                like.receivedAt(),
                false,
                person,
                List.of(),
                false,
                matter,
                content,
                bytes.length);
        Set<SearchKey> searchKeys = findable ? keys(businessId, person) : Set.of();
        EntryDraft received = Fixtures.received(businessId);
        return store.write(transaction -> {
            Optional<Sha256> before = transaction.claim(key, content);
            if (before.isEmpty()) {
                transaction.keep(row, bytes, new byte[Commitment.SALT_LENGTH], searchKeys);
                transaction.append(received);
                transaction.enqueue(new OutboxRow.Draft(OutboxRow.INBOX, id.toString(), person, id, Optional.empty()));
            }
            return true;
        });
    }
}
