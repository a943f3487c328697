package uk.portage.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.LedgerIntegrityException;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.ledger.SqlLedgerReader;
import uk.portage.gateway.ledger.SqlLedgerTree;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.store.encryption.KeySource;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.NoteSignature;
import uk.portage.verifier.note.VerifierKey;

/** The store on SQLite or PostgreSQL. A read that the database does not answer is a {@link StoreUnavailableException}. */
public final class SqlStore implements Store {

    private static final Logger LOG = LoggerFactory.getLogger(SqlStore.class);
    private static final Duration RECENTLY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RESEALING_PAUSE = Duration.ofMillis(20);
    private static final int MOST_PLACES = 500;

    private final Database database;
    private final Recent recent;
    private final Encryption encryption;
    private final Writer writer;
    private volatile Optional<Thread> resealing = Optional.empty();
    private volatile boolean closed;
    private final SqlLedgerReader ledger;
    private final SqlLedgerTree tree;
    private final LedgerSigning signing;
    private final SqlMeshReader mesh;
    private final SubscriptionReader subscriptions;
    private final RecordRequestReader recordRequests;
    private final ExportReader exports;
    private final SubmissionFinder submissions;
    private final ReplayReader replays;

    private SqlStore(Database database, Recent recent, Encryption encryption, Writer writer, LedgerSigning signing) {
        this.database = database;
        this.signing = signing;
        this.recent = recent;
        this.encryption = encryption;
        this.writer = writer;
        this.ledger = new SqlLedgerReader(database.reading());
        this.tree = new SqlLedgerTree(ledger);
        this.mesh = new SqlMeshReader(this);
        this.subscriptions = new SqlSubscriptions.Reader(this);
        this.recordRequests = new SqlRecordRequests.Reader(this);
        this.exports = new SqlExports.Reader(this);
        this.submissions = new SqlSubmissionFinder(this);
        this.replays = new SqlReplays.Reader(this);
    }

    /** As below, with the keys in the file {@code encryption.key} beside the database's. */
    public static SqlStore open(StoreConfiguration.Sqlite configuration, Clock clock) {
        return open(configuration, KeyFile.at(configuration.file().resolveSibling("encryption.key")), clock);
    }

    /** As below, with a ledger that nobody signs. */
    public static SqlStore open(StoreConfiguration configuration, KeySource keys, Clock clock) {
        return open(configuration, keys, Optional.empty(), clock);
    }

    /**
     * Opens the store: creates or migrates its tables, holds the ledger against its last checkpoint, and takes over the
     * writing.
     *
     * @param keys by which payloads are encrypted
     * @param ledgerKey the file of the key that signs the ledger, drawn if nothing is signed yet
     * @param clock gives the times of ledger entries and mailbox changes
     * @throws StoreUnavailableException if the database does not answer, if another gateway writes to it, or if the keys are
     *     not the ones it was encrypted with
     * @throws LedgerIntegrityException if the ledger is not what was signed
     */
    public static SqlStore open(
            StoreConfiguration configuration, KeySource keys, Optional<Path> ledgerKey, Clock clock) {
        Database database = Database.of(configuration);
        try {
            Recent recent = new Recent();
            Encryption encryption = Encryption.open(database, keys);
            LedgerSigning signing = LedgerSigning.open(database, ledgerKey, clock);
            SqlStore store = new SqlStore(
                    database,
                    recent,
                    encryption,
                    new Writer(database, clock, recent, encryption, signing.checkpointing()),
                    signing);
            try {
                store.sealWhatIsNot();
                signing.start(store);
            } catch (RuntimeException e) {
                store.writer.close();
                throw e;
            }
            return store;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** At once, if there is as little to do as there is in a new store; in the background otherwise. */
    private void sealWhatIsNot() {
        Resealing work = new Resealing(encryption, true);
        if (!encryption.needsWork()
                || !await(transaction -> {
                    transaction.register();
                    return transaction.reseal(work);
                })) {
            encryption.everythingIsSealed();
            return;
        }
        reseal(work);
    }

    private synchronized void reseal(Resealing work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!closed && await(transaction -> transaction.reseal(work))) {
                            // What records wait for goes before it.
                            Thread.sleep(RESEALING_PAUSE.toMillis());
                        }
                        if (!closed) {
                            encryption.everythingIsSealed();
                            encryption.sealing().keys().retireOthers();
                            LOG.info(
                                    "Everything in the store is encrypted by the key {}",
                                    encryption.sealing().current());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        LOG.error(
                                "Encrypting what is in the store has stopped, and goes on at the next start: {}",
                                e.getClass().getName());
                    }
                },
                "portage-store-resealing");
        thread.setDaemon(true);
        resealing = Optional.of(thread);
        thread.start();
    }

    private boolean await(Predicate<SqlTransaction> change) {
        return commit(transaction -> change.test((SqlTransaction) transaction));
    }

    @Override
    public <T> CompletableFuture<T> write(Change<T> change) {
        return writer.write(change);
    }

    @Override
    public void onCommit(Runnable listener) {
        writer.onCommit(listener);
    }

    @Override
    public Optional<SubmissionRow> submission(SubmissionId id) {
        return recent.submission(id)
                .map(Recent.Submission::row)
                .or(() ->
                        first(Rows.SUBMISSION + " WHERE id = ?", s -> s.setString(1, id.toString()), Rows::submission));
    }

    @Override
    public Optional<byte[]> submissionBytes(SubmissionId id) {
        return recent.submission(id)
                .map(Recent.Submission::bytes)
                .or(() -> first(
                        "SELECT bytes, wrapped_by, data_key FROM submission JOIN payload"
                                + " ON payload.arrival = submission.arrival WHERE id = ?",
                        s -> s.setString(1, id.toString()),
                        row -> encryption.payload(
                                id, Encryption.SUBMISSION, row.getBytes(1), row.getString(2), row.getBytes(3))));
    }

    @Override
    public Optional<byte[]> bundle(SubmissionId id, Rendering rendering) {
        return recent(id, rendering)
                .map(Recent.Bundle::bytes)
                .or(() -> ofBundle(
                        "bytes, wrapped_by, data_key",
                        id,
                        rendering,
                        row -> encryption.payload(
                                id,
                                Encryption.placeOf(rendering),
                                row.getBytes(1),
                                row.getString(2),
                                row.getBytes(3))));
    }

    @Override
    public Optional<Sha256> bundleHash(SubmissionId id, Rendering rendering) {
        return recent(id, rendering)
                .map(Recent.Bundle::hash)
                .or(() -> ofBundle("hash", id, rendering, row -> Sha256.ofBytes(row.getBytes(1))));
    }

    @Override
    public OptionalLong bundleSize(SubmissionId id, Rendering rendering) {
        return recent(id, rendering)
                .map(bundle -> (long) bundle.bytes().length)
                .or(() -> ofBundle(
                        "OCTET_LENGTH(bytes), data_key IS NULL",
                        id,
                        rendering,
                        row -> row.getLong(1) - (row.getBoolean(2) ? 0 : DataKey.OVERHEAD)))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private Optional<Recent.Bundle> recent(SubmissionId id, Rendering rendering) {
        return rendering == Rendering.WHOLE ? recent.bundle(id) : Optional.empty();
    }

    private <T> Optional<T> ofBundle(String columns, SubmissionId id, Rendering rendering, Row<T> row) {
        if (rendering == Rendering.WHOLE) {
            return first(
                    "SELECT " + columns + " FROM bundle JOIN submission ON submission.id = bundle.submission"
                            + " WHERE bundle.submission = ?",
                    s -> s.setString(1, id.toString()),
                    row);
        }
        return first(
                "SELECT " + columns + " FROM restricted_bundle"
                        + " JOIN submission ON submission.id = restricted_bundle.submission"
                        + " WHERE restricted_bundle.submission = ? AND rendering = ?",
                s -> {
                    s.setString(1, id.toString());
                    s.setString(2, rendering.name());
                },
                row);
    }

    @Override
    public CompletableFuture<Erasure> erase(SubmissionId id, ErasureReason reason, boolean evenIfUndelivered) {
        return write(transaction -> new Erasing((SqlTransaction) transaction).erase(id, reason, evenIfUndelivered))
                .whenComplete((erasure, failure) -> {
                    if (erasure instanceof Erasure.Erased) {
                        // The pages that held the key may still lie in the log.
                        var unused = writer.tidyThoroughly();
                    }
                });
    }

    @Override
    public boolean isErased(SubmissionId id) {
        return first(
                        "SELECT 1 FROM submission WHERE id = ? AND erased_at IS NOT NULL",
                        s -> s.setString(1, id.toString()),
                        row -> true)
                .isPresent();
    }

    @Override
    public Optional<SubmissionId> submissionOf(TransferId transfer) {
        return first(
                "SELECT submission FROM transfer WHERE id = ?",
                s -> s.setString(1, transfer.toString()),
                row -> SubmissionId.parse(row.getString(1)));
    }

    @Override
    public Optional<String> rotateKey() {
        if (resealing.filter(Thread::isAlive).isPresent()) {
            throw new StoreUnavailableException(
                    "the keys are still being wrapped anew since the last time", FailureCode.OVERLOADED);
        }
        Optional<String> rotated = encryption.sealing().keys().rotate();
        if (rotated.isPresent()) {
            Resealing work = new Resealing(encryption, true);
            boolean more = await(transaction -> {
                transaction.register();
                return transaction.reseal(work);
            });
            if (more) {
                reseal(work);
            } else {
                encryption.sealing().keys().retireOthers();
            }
        }
        return rotated;
    }

    /** For the readers of other tables. */
    Encryption encryption() {
        return encryption;
    }

    @Override
    public List<OutboxRow> outbox(long afterPosition, int limit) {
        return list(
                Rows.OUTBOX + " WHERE position > ? ORDER BY position LIMIT ?",
                s -> {
                    s.setLong(1, afterPosition);
                    s.setInt(2, limit);
                },
                Rows::outbox);
    }

    @Override
    public long outboxDepth() {
        return number("SELECT COUNT(*) FROM outbox", s -> {});
    }

    @Override
    public Optional<MailboxItem> mailboxItem(TransferId transfer) {
        return first(
                Rows.MAILBOX_ITEM + " WHERE id = ? AND position IS NOT NULL",
                s -> s.setString(1, transfer.toString()),
                Rows::mailboxItem);
    }

    @Override
    public List<MailboxItem> mailbox(OdsCode owner, Set<TaskStatus> statuses, long afterPosition, int limit) {
        // One question for each status: each is a piece of the index, read in order and no further than the page.
        return chosen(statuses).stream()
                .flatMap(status -> list(
                        Rows.MAILBOX_ITEM
                                + " WHERE owner = ? AND status = ? AND position > ? ORDER BY position LIMIT ?",
                        s -> {
                            s.setString(1, owner.value());
                            s.setString(2, status.name());
                            s.setLong(3, afterPosition);
                            s.setInt(4, limit);
                        },
                        Rows::mailboxItem)
                        .stream())
                .sorted(Comparator.comparingLong(MailboxItem::position))
                .limit(limit)
                .toList();
    }

    @Override
    public long mailboxCount(OdsCode owner, Set<TaskStatus> statuses, long most) {
        long counted = 0;
        for (TaskStatus status : chosen(statuses)) {
            long left = most - counted;
            counted += number(
                    "SELECT COUNT(*) FROM (SELECT 1 FROM transfer"
                            + " WHERE owner = ? AND status = ? AND position IS NOT NULL LIMIT ?) AS counted",
                    s -> {
                        s.setString(1, owner.value());
                        s.setString(2, status.name());
                        s.setLong(3, left);
                    });
        }
        return counted;
    }

    @Override
    public long claimedCount(OdsCode owner, Set<TaskStatus> statuses, Optional<String> worker, Instant now) {
        List<TaskStatus> chosen = List.copyOf(chosen(statuses));
        // An expression, so that the few that are claimed are found by their own index and not among all that wait.
        return number(
                "SELECT COUNT(*) FROM transfer WHERE owner = ? AND lease_until IS NOT NULL AND lease_until > ?"
                        + " AND lease_holder <> ? AND position IS NOT NULL AND status || '' IN ("
                        + Rows.places(chosen.size()) + ")",
                s -> {
                    s.setString(1, owner.value());
                    s.setLong(2, now.toEpochMilli());
                    // No worker has an empty name.
                    s.setString(3, worker.orElse(""));
                    for (int i = 0; i < chosen.size(); i++) {
                        s.setString(4 + i, chosen.get(i).name());
                    }
                });
    }

    @Override
    public List<MailboxItem> mailboxOf(OdsCode owner, OrderingKey person) {
        // The id of a transfer follows from its submission and its destination.
        List<String> transfers = submissionsOf(person).stream()
                .map(submission -> TransferId.of(submission, owner).toString())
                .toList();
        List<MailboxItem> items =
                listIn(Rows.MAILBOX_ITEM + " WHERE position IS NOT NULL AND id", transfers, Rows::mailboxItem);
        items.sort(Comparator.comparingLong(MailboxItem::position));
        return items;
    }

    /** Those that name the person first, and merges that name it at all. */
    Set<SubmissionId> submissionsOf(OrderingKey person) {
        Set<SubmissionId> submissions = new LinkedHashSet<>(
                list(Rows.OF_PERSON, s -> s.setString(1, person.value()), row -> SubmissionId.parse(row.getString(1))));
        list(
                        Rows.MERGES,
                        s -> {},
                        row -> Rows.isOf(List.of(person), row)
                                ? Optional.of(SubmissionId.parse(row.getString(3)))
                                : Optional.<SubmissionId>empty())
                .forEach(merge -> merge.ifPresent(submissions::add));
        return submissions;
    }

    private static Set<TaskStatus> chosen(Set<TaskStatus> statuses) {
        return statuses.isEmpty() ? Set.of(TaskStatus.values()) : statuses;
    }

    @Override
    public List<ParkedKey> parkedKeys() {
        Map<OrderingKey, ParkedKey> keys = new LinkedHashMap<>();
        list(
                        "SELECT ordering_key, submission, since FROM parked WHERE released = 0 ORDER BY position",
                        s -> {},
                        row -> new ParkedKey(
                                new OrderingKey(row.getString(1)),
                                SubmissionId.parse(row.getString(2)),
                                Instant.ofEpochMilli(row.getLong(3)),
                                1))
                .forEach(parked -> keys.merge(
                        parked.key(),
                        parked,
                        (first, next) ->
                                new ParkedKey(first.key(), first.first(), first.since(), first.waiting() + 1)));
        return List.copyOf(keys.values());
    }

    @Override
    public boolean isParked(OrderingKey key) {
        return first(
                        "SELECT 1 FROM parked WHERE ordering_key = ? AND released = 0 LIMIT 1",
                        s -> s.setString(1, key.value()),
                        row -> true)
                .isPresent();
    }

    @Override
    public List<TransferId> expired(Instant now, int limit) {
        return ledger.overdue(now, limit);
    }

    @Override
    public List<OdsCode> caseload(OrderingKey person) {
        return list(
                "SELECT owner FROM caseload WHERE person = ? ORDER BY owner",
                s -> s.setString(1, person.value()),
                row -> new OdsCode(row.getString(1)));
    }

    @Override
    public Set<OdsCode> recipientsOf(Collection<OrderingKey> persons) {
        return new TreeSet<>(list(
                Rows.recipientsOf(persons.size()),
                s -> Rows.bindKeys(s, 1, persons),
                row -> new OdsCode(row.getString(1))));
    }

    @Override
    public List<SubmissionId> predecessors(SubmissionRow submission) {
        return submission
                .matter()
                .filter(KeyedMatter::replacesEarlier)
                .map(matter -> predecessors(submission, matter))
                .orElse(List.of());
    }

    /** Most is cancelled soon: the newest pieces of the index first, then ever more of the older ones. */
    private List<SubmissionId> predecessors(SubmissionRow submission, KeyedMatter matter) {
        long arrival = number(
                "SELECT arrival FROM submission WHERE id = ?",
                s -> s.setString(1, submission.id().toString()));
        long newest = arrival / Rows.PIECE;
        for (long pieces = 64; newest >= 0; pieces *= 16) {
            long oldest = Math.max(0, newest - pieces + 1);
            List<SubmissionId> found = predecessors(submission, matter, arrival, newest, oldest);
            if (!found.isEmpty()) {
                return found;
            }
            newest = oldest - 1;
        }
        return List.of();
    }

    private List<SubmissionId> predecessors(
            SubmissionRow submission, KeyedMatter matter, long arrival, long newest, long oldest) {
        Set<OrderingKey> person = new HashSet<>(submission.otherKeys());
        person.add(submission.orderingKey());
        List<Optional<SubmissionId>> found = list(
                Rows.ofMatter(matter.earlierTypes().size()),
                s -> {
                    s.setLong(1, newest);
                    s.setLong(2, oldest);
                    s.setBytes(3, matter.keyBytes());
                    s.setLong(4, arrival);
                    s.setInt(5, submission.testRecord() ? 1 : 0);
                    int at = 6;
                    for (String type : matter.earlierTypes()) {
                        s.setString(at++, type);
                    }
                },
                // A number that was given to two people must not lead from one to the other.
                row -> Rows.isOf(person, row) ? Optional.of(SubmissionId.parse(row.getString(3))) : Optional.empty());
        return found.stream().flatMap(Optional::stream).toList();
    }

    @Override
    public boolean isUnderWay(Collection<OrderingKey> persons, SubmissionId before) {
        // Records come in the order of arrival, so that few are left before it.
        return list("""
                        SELECT ordering_key, other_keys FROM submission WHERE routed_at IS NULL
                          AND arrival < (SELECT arrival FROM submission WHERE id = ?)
                          AND id NOT IN (SELECT submission FROM parked)
                        """, s -> s.setString(1, before.toString()), row -> Rows.isOf(persons, row))
                .contains(true);
    }

    @Override
    public long caseloadSize(OdsCode owner) {
        return number("SELECT COUNT(*) FROM caseload WHERE owner = ?", s -> s.setString(1, owner.value()));
    }

    @Override
    public int refillOutbox() {
        try {
            return write(transaction -> ((SqlTransaction) transaction).refill()).join();
        } catch (CompletionException e) {
            throw new StoreUnavailableException("the outbox cannot be filled", e);
        }
    }

    @Override
    public LedgerReader ledger() {
        return ledger;
    }

    @Override
    public LedgerTree ledgerTree() {
        return tree;
    }

    @Override
    public Optional<VerifierKey> changeLedgerKey() {
        return signing.changeKey(this);
    }

    @Override
    public boolean keepCosignature(long size, NoteSignature signature) {
        return await(transaction -> transaction.keepCosignature(size, signature));
    }

    /** Waits for a change of the ledger's own. */
    void awaitChange(Consumer<SqlTransaction> change) {
        boolean done = await(transaction -> {
            change.accept(transaction);
            return true;
        });
        if (!done) {
            throw new IllegalStateException("a change was not made");
        }
    }

    @Override
    public MeshReader mesh() {
        return mesh;
    }

    @Override
    public SubscriptionReader subscriptions() {
        return subscriptions;
    }

    @Override
    public RecordRequestReader recordRequests() {
        return recordRequests;
    }

    @Override
    public Map<OdsCode, Instant> sendersOf(OrderingKey person, OdsCode destination) {
        return new Senders(this, person, destination).lastTimes();
    }

    @Override
    public OrganisationRegister organisations() {
        return SqlOrganisations.read(this);
    }

    @Override
    public ExportReader exports() {
        return exports;
    }

    @Override
    public SubmissionFinder submissions() {
        return submissions;
    }

    @Override
    public ReplayReader replays() {
        return replays;
    }

    @Override
    public boolean isWritable() {
        if (writer.sinceLastCommit().compareTo(RECENTLY) < 0) {
            return true;
        }
        try {
            // Every transaction writes at least the writer's own row.
            return write(transaction -> true).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        resealing.ifPresent(Thread::interrupt);
        signing.close(this);
        writer.close();
        database.close();
    }

    /** The connections for reading. */
    DataSource reading() {
        return database.reading();
    }

    long number(String sql, Binding binding) {
        return first(sql, binding, row -> row.getLong(1)).orElse(0L);
    }

    <T> Optional<T> first(String sql, Binding binding, Row<T> row) {
        return list(sql, binding, row).stream().findFirst();
    }

    /** @param sql a question that ends with the column whose value is to be one of these */
    <T> List<T> listIn(String sql, List<String> values, Row<T> row) {
        List<T> found = new ArrayList<>();
        for (int from = 0; from < values.size(); from += MOST_PLACES) {
            List<String> some = values.subList(from, Math.min(values.size(), from + MOST_PLACES));
            found.addAll(list(
                    sql + " IN (" + Rows.places(some.size()) + ")",
                    s -> {
                        for (int i = 0; i < some.size(); i++) {
                            s.setString(1 + i, some.get(i));
                        }
                    },
                    row));
        }
        return found;
    }

    <T> List<T> list(String sql, Binding binding, Row<T> row) {
        try {
            try {
                return read(sql, binding, row);
            } catch (SQLException e) {
                if (!database.isConnectionLost(e)) {
                    throw e;
                }
                // The pool notices a cut connection when it is used; the next one is new.
                return read(sql, binding, row);
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("the store cannot be read", Database.withoutContent(e));
        }
    }

    private <T> List<T> read(String sql, Binding binding, Row<T> row) throws SQLException {
        try (Connection connection = database.reading().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            List<T> list = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    list.add(row.read(rows));
                }
            }
            return list;
        }
    }

    @FunctionalInterface
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
