package uk.portage.gateway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.adapter.spi.Matter;
import uk.portage.gateway.ledger.Checkpointing;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.LedgerAppender;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.NoteSignature;

/**
 * The writer's side of the database: one connection, its statements, and the transaction that runs on it. Rows are
 * collected and written in batches; whoever reads in the transaction sees them, since what a question depends on is
 * written before it is asked.
 */
final class SqlTransaction implements Transaction, AutoCloseable {

    /** Bytes of payloads and bundles collected before they are written, so that large ones do not pile up. */
    private static final int MOST_BYTES_COLLECTED = 8 << 20;

    private static final int RECENT_RECIPIENTS = 20_000;

    private final Connection connection;
    private final long epoch;
    private final Clock clock;
    private final LedgerAppender ledger;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** In the order in which they must be written, since later tables refer to earlier ones. */
    private final List<Batch> batches = new ArrayList<>();

    private final Batch submissions = batch("""
            INSERT INTO submission (arrival, id, sender, channel, format, message_type, workflow, receiving_facility,
              event_time, received_at, test_record, ordering_key, other_keys, changes_identity,
              matter, replaces, content, size, data_key, wrapped_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    private final Batch payloads = batch("INSERT INTO payload (arrival, bytes, salt) VALUES (?, ?, ?)");
    private final Batch searchKeys = batch("INSERT INTO submission_key (piece, key, arrival) VALUES (?, ?, ?)");
    private final Batch addedKeys = batch("""
            INSERT INTO submission_key (piece, key, arrival)
            SELECT arrival / 8192, ?, arrival FROM submission WHERE id = ? AND erased_at IS NULL
            ON CONFLICT (piece, key, arrival) DO NOTHING
            """);
    private final Batch bundles = batch("""
            INSERT INTO bundle (submission, bytes, hash) VALUES (?, ?, ?)
            ON CONFLICT (submission) DO UPDATE SET bytes = excluded.bytes, hash = excluded.hash
            """);
    private final Batch transfers = batch("""
            INSERT INTO transfer (id, started, submission, sender, owner, workflow, cutoff_at, rendering, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING
            """);
    private final Batch recipients =
            batch("INSERT INTO known_to (person, owner) VALUES (?, ?) ON CONFLICT (person, owner) DO NOTHING");
    private final Batch outbox = batch("""
            INSERT INTO outbox (position, address, duplicate_id, ordering_key, submission, transfer, rendering)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (duplicate_id) DO NOTHING
            """);
    private final Batch relayed = batch("DELETE FROM outbox WHERE position = ?");
    private final Batch routed =
            batch("UPDATE submission SET routed_at = ?, discreet = ? WHERE id = ? AND COALESCE(routed_at, 0) = 0");

    private final Map<SubmissionId, Recent.Bundle> keptBundles = new LinkedHashMap<>();
    private final Set<SubmissionId> routedNow = new HashSet<>();
    private final Recent recent;
    private final Encryption encryption;
    private final SqlMeshWriter mesh;
    private final SubscriptionWriter subscriptions;
    private final RecordRequestWriter recordRequests;
    private final ExportWriter exports;
    private final SpentCredentials spentCredentials;
    private final ReplayWriter replays;
    private final OrganisationWriter organisations;
    private final List<Recent.Submission> submissionsNow = new ArrayList<>();
    private final Map<SubmissionId, Recent.Bundle> bundlesNow = new HashMap<>();
    private final Map<SubmissionId, DataKey> keysNow = new HashMap<>();
    private final Set<SubmissionId> erasedNow = new HashSet<>();
    /** Who is known to be remembered as a recipient: most persons' records go where the last one went. */
    private final Map<Recipient, Boolean> remembered = new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Recipient, Boolean> eldest) {
            return size() > RECENT_RECIPIENTS;
        }
    };

    private final Set<Recipient> rememberedNow = new HashSet<>();
    private long collectedBytes;

    private long committedPosition;
    private long position;

    /** False only if no submission is parked; spares a query for each of many in the usual case. */
    private boolean mayBeParked;

    private Optional<SQLException> failure = Optional.empty();

    SqlTransaction(
            Database.WritingConnection writing,
            Clock clock,
            Recent recent,
            Encryption encryption,
            Checkpointing checkpointing)
            throws SQLException {
        this.connection = writing.connection();
        this.epoch = writing.epoch();
        this.clock = clock;
        this.recent = recent;
        this.encryption = encryption;
        this.mesh = new SqlMeshWriter(this, encryption, clock);
        this.subscriptions = new SqlSubscriptions.Writer(this, encryption, clock);
        this.recordRequests = new SqlRecordRequests.Writer(this, encryption, clock);
        this.exports = new SqlExports.Writer(this, encryption, clock);
        this.spentCredentials = new SqlSpentCredentials(this);
        this.replays = new SqlReplays.Writer(this, clock);
        this.organisations = new SqlOrganisations.Writer(this, clock);
        connection.setAutoCommit(false);
        this.ledger = LedgerAppender.open(connection, clock, checkpointing);
        try (Statement statement = connection.createStatement()) {
            this.committedPosition = number(statement, "SELECT position FROM writer");
            this.mayBeParked = number(statement, "SELECT COUNT(*) FROM parked") > 0;
        }
        this.position = committedPosition;
        connection.rollback();
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** For what is done between transactions, and for tests that do to the database what no change may. */
    Connection connection() {
        return connection;
    }

    /** Has the head of the ledger signed as it was before this transaction. */
    void signLedger() {
        ledger.sign();
    }

    /** False if this witness has signed that checkpoint before. */
    boolean keepCosignature(long size, NoteSignature signature) {
        return ask(() -> {
            PreparedStatement known = statement("SELECT 1 FROM cosignature WHERE size = ? AND witness = ?");
            known.setLong(1, size);
            known.setString(2, signature.name());
            if (first(known, row -> true).isPresent()) {
                return false;
            }
            PreparedStatement insert = statement("INSERT INTO cosignature (size, witness, line) VALUES (?, ?, ?)");
            insert.setLong(1, size);
            insert.setString(2, signature.name());
            insert.setString(3, signature.line());
            return insert.executeUpdate() == 1;
        });
    }

    /** What went wrong in the database during the transaction, if a change ran into it and went on. */
    Optional<SQLException> failure() {
        return failure;
    }

    /** Writes everything that was collected. After it only {@link #commit} or {@link #rollback} may follow. */
    void flush() throws SQLException {
        flushBundles();
        for (Batch batch : batches) {
            batch.flush();
        }
        ledger.flush();
        PreparedStatement fence = statement("UPDATE writer SET position = ? WHERE id = 1 AND epoch = ?");
        fence.setLong(1, position);
        fence.setLong(2, epoch);
        if (fence.executeUpdate() != 1) {
            throw new SQLException("another Portage has taken over the writing");
        }
    }

    void commit() throws SQLException {
        connection.commit();
        rememberedNow.forEach(recipient -> remembered.put(recipient, true));
        committedPosition = position;
        ledger.committed();
        submissionsNow.forEach(recent::remember);
        bundlesNow.forEach(recent::remember);
        erasedNow.forEach(recent::forget);
        clear();
    }

    void rollback() throws SQLException {
        position = committedPosition;
        ledger.rolledBack();
        for (Batch batch : batches) {
            batch.clear();
        }
        clear();
        connection.rollback();
    }

    private void clear() {
        keptBundles.clear();
        routedNow.clear();
        submissionsNow.clear();
        bundlesNow.clear();
        keysNow.clear();
        erasedNow.clear();
        rememberedNow.clear();
        collectedBytes = 0;
        failure = Optional.empty();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    @Override
    public Optional<Sha256> claim(DedupeKey key, Sha256 content) {
        return ask(() -> {
            PreparedStatement insert =
                    statement("INSERT INTO dedupe (key, content) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
            insert.setBytes(1, key.hash().bytes());
            insert.setBytes(2, content.bytes());
            if (insert.executeUpdate() == 1) {
                return Optional.empty();
            }
            PreparedStatement select = statement("SELECT content FROM dedupe WHERE key = ?");
            select.setBytes(1, key.hash().bytes());
            return first(select, row -> Sha256.ofBytes(row.getBytes(1)));
        });
    }

    @Override
    public boolean isClaimed(DedupeKey key) {
        return ask(() -> {
            PreparedStatement select = statement("SELECT 1 FROM dedupe WHERE key = ?");
            select.setBytes(1, key.hash().bytes());
            return first(select, row -> true).isPresent();
        });
    }

    @Override
    public void keep(SubmissionRow submission, byte[] bytes, byte[] salt, Set<SearchKey> keys) {
        run(() -> {
            PreparedStatement row = submissions.statement();
            long arrival = nextPosition();
            row.setLong(1, arrival);
            row.setString(2, submission.id().toString());
            row.setString(3, submission.sender().value());
            row.setString(4, submission.channel());
            row.setString(5, submission.format());
            row.setString(6, submission.messageType());
            row.setString(7, submission.workflow().code());
            row.setString(8, submission.receivingFacility());
            Rows.bindTime(row, 9, submission.eventTime());
            row.setLong(10, submission.receivedAt().toEpochMilli());
            row.setInt(11, submission.testRecord() ? 1 : 0);
            row.setString(12, submission.orderingKey().value());
            row.setString(13, Rows.text(submission.otherKeys()));
            row.setInt(14, submission.changesIdentity() ? 1 : 0);
            row.setBytes(15, submission.matter().map(KeyedMatter::keyBytes).orElse(null));
            row.setString(16, Rows.replaces(submission.matter()));
            row.setBytes(17, submission.content().bytes());
            row.setInt(18, submission.size());
            DataKey key = encryption.sealing().draw(submission.id().toString());
            row.setBytes(19, key.wrapped().bytes());
            row.setString(20, key.wrapped().by());
            submissions.add();
            PreparedStatement payload = payloads.statement();
            payload.setLong(1, arrival);
            payload.setBytes(2, key.seal(bytes, Encryption.SUBMISSION));
            payload.setBytes(3, salt);
            payloads.add();
            for (SearchKey searched : keys) {
                searchKeys.statement().setLong(1, arrival / Rows.PIECE);
                searchKeys.statement().setBytes(2, searched.bytes());
                searchKeys.statement().setLong(3, arrival);
                searchKeys.add();
            }
            keysNow.put(submission.id(), key);
            submissionsNow.add(new Recent.Submission(submission, bytes, key));
            collect(bytes.length);
        });
    }

    @Override
    public void addKeys(SubmissionId submission, Set<SearchKey> keys) {
        run(() -> {
            for (SearchKey key : keys) {
                addedKeys.statement().setBytes(1, key.bytes());
                addedKeys.statement().setString(2, submission.toString());
                addedKeys.add();
            }
        });
    }

    @Override
    public void keepBundle(SubmissionId submission, byte[] bundle, Sha256 hash) {
        run(() -> {
            // One row for each submission: a statement may not change the same row twice.
            Recent.Bundle kept = new Recent.Bundle(bundle, hash);
            keptBundles.put(submission, kept);
            bundlesNow.put(submission, kept);
            collect(bundle.length);
        });
    }

    @Override
    public void keepRestricted(SubmissionId submission, Rendering rendering, byte[] bundle, Sha256 hash) {
        if (rendering == Rendering.WHOLE) {
            throw new IllegalArgumentException("the whole bundle is kept as such");
        }
        // Rare, so without a batch of its own.
        run(() -> {
            submissions.flush();
            PreparedStatement row = statement("""
                    INSERT INTO restricted_bundle (submission, rendering, bytes, hash) VALUES (?, ?, ?, ?)
                    ON CONFLICT (submission, rendering) DO UPDATE SET bytes = excluded.bytes, hash = excluded.hash
                    """);
            row.setString(1, submission.toString());
            row.setString(2, rendering.name());
            row.setBytes(3, keyOf(submission).seal(bundle, Encryption.placeOf(rendering)));
            row.setBytes(4, hash.bytes());
            row.executeUpdate();
        });
    }

    /** The key of a submission's payloads. */
    private DataKey keyOf(SubmissionId id) throws SQLException {
        DataKey drawn = keysNow.get(id);
        if (drawn != null) {
            return drawn;
        }
        Optional<DataKey> known = recent.submission(id).map(Recent.Submission::key);
        DataKey key = known.isPresent() ? known.get() : readKey(id);
        keysNow.put(id, key);
        return key;
    }

    private DataKey readKey(SubmissionId id) throws SQLException {
        submissions.flush();
        payloads.flush();
        PreparedStatement select =
                statement("SELECT wrapped_by, data_key, arrival, erased_at FROM submission WHERE id = ?");
        select.setString(1, id.toString());
        record Kept(Optional<DataKey> key, long arrival, boolean isErased) {}
        Optional<Kept> found = first(
                select,
                row -> new Kept(
                        encryption.key(id, row.getString(1), row.getBytes(2)),
                        row.getLong(3),
                        Rows.time(row, 4).isPresent()));
        if (found.isEmpty()) {
            // Whatever it is for, the database will refuse it.
            return encryption.sealing().draw(id.toString());
        }
        if (found.get().isErased()) {
            throw new IllegalArgumentException("erased: " + id);
        }
        return found.get().key().isPresent()
                ? found.get().key().get()
                : Resealing.seal(this, encryption.sealing(), found.get().arrival(), id);
    }

    @Override
    public boolean hasBundle(SubmissionId submission) {
        return ask(() -> {
            if (keptBundles.containsKey(submission)) {
                return true;
            }
            PreparedStatement select = statement("SELECT 1 FROM bundle WHERE submission = ?");
            select.setString(1, submission.toString());
            return exists(select);
        });
    }

    @Override
    public void append(EntryDraft entry) {
        ledger.append(entry);
    }

    @Override
    public void enqueue(OutboxRow.Draft row) {
        run(() -> {
            PreparedStatement insert = outbox.statement();
            insert.setLong(1, nextPosition());
            insert.setString(2, row.address());
            insert.setString(3, row.duplicateId());
            insert.setString(4, row.orderingKey().value());
            insert.setString(5, row.submission().toString());
            Rows.bind(insert, 6, row.transfer().map(TransferId::toString));
            insert.setString(7, row.rendering().name());
            outbox.add();
        });
    }

    @Override
    public void markRelayed(long position) {
        run(() -> {
            relayed.statement().setLong(1, position);
            relayed.add();
        });
    }

    @Override
    public void startTransfer(TransferDraft transfer) {
        run(() -> {
            PreparedStatement row = transfers.statement();
            row.setString(1, transfer.id().toString());
            row.setLong(2, nextPosition());
            row.setString(3, transfer.submission().toString());
            row.setString(4, transfer.sender().value());
            row.setString(5, transfer.owner().value());
            row.setString(6, transfer.workflow().code());
            row.setLong(7, transfer.cutoffAt().toEpochMilli());
            row.setString(8, transfer.rendering().name());
            transfers.add();
        });
    }

    @Override
    public void rememberRecipient(OrderingKey person, OdsCode owner) {
        // Most are remembered from the record before.
        Recipient recipient = new Recipient(person, owner);
        if (remembered.containsKey(recipient) || !rememberedNow.add(recipient)) {
            return;
        }
        run(() -> {
            recipients.statement().setString(1, person.value());
            recipients.statement().setString(2, owner.value());
            recipients.add();
        });
    }

    @Override
    public Set<OdsCode> recipientsOf(Collection<OrderingKey> persons) {
        return ask(() -> {
            recipients.flush();
            PreparedStatement select = statement(Rows.recipientsOf(persons.size()));
            Rows.bindKeys(select, 1, persons);
            return new TreeSet<>(all(select, row -> new OdsCode(row.getString(1))));
        });
    }

    @Override
    public boolean offer(TransferId transfer) {
        return ask(() -> {
            writeTransfers();
            PreparedStatement update = statement("""
                    UPDATE transfer SET position = ?, status = ?, version = 1, offered_at = ?, changed_at = ?
                    WHERE id = ? AND COALESCE(position, 0) = 0
                    """);
            long now = clock.millis();
            update.setLong(1, position + 1);
            update.setString(2, TaskStatus.REQUESTED.name());
            update.setLong(3, now);
            update.setLong(4, now);
            update.setString(5, transfer.toString());
            if (update.executeUpdate() == 1) {
                position++;
                return true;
            }
            if (findDestination(transfer).isEmpty()) {
                throw new IllegalArgumentException("no such transfer: " + transfer);
            }
            return false;
        });
    }

    @Override
    public Optional<MailboxItem> mailboxItem(TransferId transfer) {
        return ask(() -> {
            writeTransfers();
            PreparedStatement select = statement(Rows.MAILBOX_ITEM + " WHERE id = ? AND position IS NOT NULL");
            select.setString(1, transfer.toString());
            return first(select, Rows::mailboxItem);
        });
    }

    @Override
    public void moveTo(
            TransferId transfer, TaskStatus status, Optional<RejectionReason> reason, Optional<String> reasonSent) {
        run(() -> {
            writeTransfers();
            String leaseEnds = status == TaskStatus.RECEIVED ? "" : ", lease_holder = NULL, lease_until = NULL";
            PreparedStatement update = statement("""
                    UPDATE transfer SET status = ?, reason = ?, reason_sent = ?, version = version + 1, changed_at = ?
                    """ + leaseEnds + " WHERE id = ? AND position IS NOT NULL");
            update.setString(1, status.name());
            Rows.bind(update, 2, reason.map(Enum::name));
            Rows.bind(update, 3, reasonSent);
            update.setLong(4, clock.millis());
            update.setString(5, transfer.toString());
            if (update.executeUpdate() != 1) {
                throw new IllegalArgumentException("not in a mailbox: " + transfer);
            }
        });
    }

    @Override
    public List<MailboxItem> claimable(OdsCode owner, String worker, Instant now, int limit) {
        return ask(() -> {
            writeTransfers();
            // An expression, so that the few that are claimed are found by their own index and not among all that wait.
            PreparedStatement claimed = statement(Rows.MAILBOX_ITEM + """
                     WHERE owner = ? AND lease_until IS NOT NULL AND position IS NOT NULL
                      AND status || '' IN ('REQUESTED', 'RECEIVED') AND (lease_holder = ? OR lease_until <= ?)
                    ORDER BY CASE WHEN lease_holder = ? THEN 0 ELSE 1 END, position LIMIT ?
                    """);
            claimed.setString(1, owner.value());
            claimed.setString(2, worker);
            claimed.setLong(3, now.toEpochMilli());
            claimed.setString(4, worker);
            claimed.setInt(5, limit);
            List<MailboxItem> own = new ArrayList<>();
            List<MailboxItem> free = new ArrayList<>();
            for (MailboxItem item : all(claimed, Rows::mailboxItem)) {
                boolean isOwn = item.lease()
                        .filter(lease -> lease.holder().equals(worker))
                        .isPresent();
                (isOwn ? own : free).add(item);
            }
            if (own.size() < limit) {
                PreparedStatement waiting = statement(Rows.MAILBOX_ITEM + """
                         WHERE owner = ? AND status = 'REQUESTED' AND position IS NOT NULL AND lease_until IS NULL
                        ORDER BY position LIMIT ?
                        """);
                waiting.setString(1, owner.value());
                waiting.setInt(2, limit);
                free.addAll(all(waiting, Rows::mailboxItem));
                free.sort(Comparator.comparingLong(MailboxItem::position));
                own.addAll(free.subList(0, Math.min(free.size(), limit - own.size())));
            }
            return own;
        });
    }

    @Override
    public void lease(TransferId transfer, Lease lease) {
        run(() -> {
            PreparedStatement update = statement("""
                    UPDATE transfer SET lease_holder = ?, lease_until = ?, version = version + 1, changed_at = ?
                    WHERE id = ? AND position IS NOT NULL
                    """);
            update.setString(1, lease.holder());
            update.setLong(2, lease.until().toEpochMilli());
            update.setLong(3, clock.millis());
            update.setString(4, transfer.toString());
            if (update.executeUpdate() != 1) {
                throw new IllegalArgumentException("not in a mailbox: " + transfer);
            }
        });
    }

    @Override
    public boolean withdraw(TransferId transfer) {
        return ask(() -> {
            writeTransfers();
            // One that is not offered yet takes its place in the mailbox as cancelled, so that no offer can follow.
            PreparedStatement update = statement("""
                    UPDATE transfer SET position = COALESCE(position, ?), status = 'CANCELLED', version = version + 1,
                      offered_at = COALESCE(offered_at, ?), changed_at = ?, lease_holder = NULL, lease_until = NULL,
                      mesh_end = COALESCE(mesh_end, 'WITHDRAWN'), mesh_ended_at = COALESCE(mesh_ended_at, ?)
                    WHERE id = ? AND (position IS NULL OR status = 'REQUESTED')
                    """);
            long now = clock.millis();
            update.setLong(1, position + 1);
            update.setLong(2, now);
            update.setLong(3, now);
            update.setLong(4, now);
            update.setString(5, transfer.toString());
            if (update.executeUpdate() == 1) {
                position++;
                return true;
            }
            if (findDestination(transfer).isEmpty()) {
                throw new IllegalArgumentException("no such transfer: " + transfer);
            }
            return false;
        });
    }

    @Override
    public Optional<TransferId> standing(List<TransferId> candidates) {
        return ask(() -> {
            writeTransfers();
            PreparedStatement select = statement("SELECT replaced_as FROM transfer WHERE id = ?");
            Optional<TransferId> cancelled = Optional.empty();
            for (TransferId candidate : candidates) {
                select.setString(1, candidate.toString());
                Optional<Boolean> stands =
                        first(select, row -> !Matter.Effect.CANCELS.name().equals(row.getString(1)));
                if (stands.equals(Optional.of(true))) {
                    return Optional.of(candidate);
                }
                if (stands.isPresent() && cancelled.isEmpty()) {
                    cancelled = Optional.of(candidate);
                }
            }
            return cancelled;
        });
    }

    @Override
    public void replace(TransferId earlier, Matter.Effect effect, TransferId later) {
        run(() -> {
            writeTransfers();
            PreparedStatement after = statement("UPDATE transfer SET replaces_as = ?, replaces = ? WHERE id = ?");
            after.setString(1, effect.name());
            after.setString(2, earlier.toString());
            after.setString(3, later.toString());
            // Its item in the mailbox says so from now on; one that is not offered has neither version nor time.
            PreparedStatement before = statement("""
                    UPDATE transfer SET replaced_as = ?, replaced_by = ?,
                      version = CASE WHEN position IS NULL THEN version ELSE version + 1 END,
                      changed_at = CASE WHEN position IS NULL THEN changed_at ELSE ? END
                    WHERE id = ? AND owner = (SELECT owner FROM transfer WHERE id = ?)
                    """);
            before.setString(1, effect.name());
            before.setString(2, later.toString());
            before.setLong(3, clock.millis());
            before.setString(4, earlier.toString());
            before.setString(5, later.toString());
            if (after.executeUpdate() != 1 || before.executeUpdate() != 1) {
                throw new IllegalArgumentException("no two transfers of one destination: " + earlier + ", " + later);
            }
        });
    }

    @Override
    public boolean isParked(OrderingKey key) {
        return mayBeParked
                && ask(() -> {
                    PreparedStatement select =
                            statement("SELECT 1 FROM parked WHERE ordering_key = ? AND released = 0 LIMIT 1");
                    select.setString(1, key.value());
                    return exists(select);
                });
    }

    @Override
    public boolean mustWait(OrderingKey key, SubmissionId submission) {
        return mayBeParked
                && ask(() -> {
                    submissions.flush();
                    PreparedStatement select = statement("""
                    SELECT 1 FROM parked WHERE ordering_key = ? AND submission <> ?
                      AND position < (SELECT arrival FROM submission WHERE id = ?) LIMIT 1
                    """);
                    select.setString(1, key.value());
                    select.setString(2, submission.toString());
                    select.setString(3, submission.toString());
                    return exists(select);
                });
    }

    @Override
    public Optional<OrderingKey> mustWaitFor(Collection<OrderingKey> persons, SubmissionId submission) {
        if (!mayBeParked) {
            return Optional.empty();
        }
        return ask(() -> {
            submissions.flush();
            PreparedStatement select = statement("""
                    SELECT submission.ordering_key, submission.other_keys
                    FROM parked JOIN submission ON submission.id = parked.submission
                    WHERE parked.submission <> ? AND parked.position < (SELECT arrival FROM submission WHERE id = ?)
                    ORDER BY parked.position DESC
                    """);
            select.setString(1, submission.toString());
            select.setString(2, submission.toString());
            return all(
                            select,
                            row -> Rows.isOf(persons, row)
                                    ? Optional.of(new OrderingKey(row.getString(1)))
                                    : Optional.<OrderingKey>empty())
                    .stream()
                    .flatMap(Optional::stream)
                    .findFirst();
        });
    }

    @Override
    public void park(OrderingKey key, SubmissionId submission) {
        park(key, submission, Optional.empty());
    }

    @Override
    public void parkBehind(OrderingKey other, OrderingKey key, SubmissionId submission) {
        park(key, submission, Optional.of(other.value()));
    }

    private void park(OrderingKey key, SubmissionId submission, Optional<String> waitsFor) {
        run(() -> {
            submissions.flush();
            mayBeParked = true;
            // In the order of arrival, whatever the order of failing.
            PreparedStatement insert = statement("""
                    INSERT INTO parked (submission, ordering_key, position, since, released, waits_for)
                    SELECT id, ?, arrival, ?, 0, ? FROM submission WHERE id = ?
                    ON CONFLICT (submission) DO UPDATE SET released = 0, waits_for = excluded.waits_for
                    """);
            insert.setString(1, key.value());
            insert.setLong(2, clock.millis());
            Rows.bind(insert, 3, waitsFor);
            insert.setString(4, submission.toString());
            if (insert.executeUpdate() != 1) {
                throw new IllegalArgumentException("no such submission: " + submission);
            }
        });
    }

    @Override
    public int release(OrderingKey key) {
        return ask(() -> {
            PreparedStatement select = statement(
                    "SELECT submission FROM parked WHERE ordering_key = ? AND released = 0 ORDER BY position");
            select.setString(1, key.value());
            List<SubmissionId> released = all(select, row -> SubmissionId.parse(row.getString(1)));
            PreparedStatement update = statement("UPDATE parked SET released = 1 WHERE ordering_key = ?");
            update.setString(1, key.value());
            update.executeUpdate();
            for (SubmissionId submission : released) {
                enqueueAnew(submission, key);
            }
            return released.size();
        });
    }

    @Override
    public boolean isRouted(SubmissionId submission) {
        return ask(() -> {
            if (routedNow.contains(submission)) {
                return true;
            }
            PreparedStatement select = statement("SELECT 1 FROM submission WHERE id = ? AND routed_at IS NOT NULL");
            select.setString(1, submission.toString());
            return exists(select);
        });
    }

    @Override
    public void markRouted(SubmissionId submission, boolean discreet) {
        run(() -> {
            routed.statement().setLong(1, clock.millis());
            routed.statement().setInt(2, discreet ? 1 : 0);
            routed.statement().setString(3, submission.toString());
            routed.add();
            routedNow.add(submission);
            if (mayBeParked) {
                leaveParking(submission);
            }
        });
    }

    /** Those behind it had to wait only for it: the first of them may go, and the others follow in order. */
    private void leaveParking(SubmissionId submission) throws SQLException {
        PreparedStatement select = statement("SELECT ordering_key FROM parked WHERE submission = ?");
        select.setString(1, submission.toString());
        Optional<OrderingKey> key = first(select, row -> new OrderingKey(row.getString(1)));
        if (key.isEmpty()) {
            return;
        }
        PreparedStatement delete = statement("DELETE FROM parked WHERE submission = ?");
        delete.setString(1, submission.toString());
        delete.executeUpdate();
        PreparedStatement next =
                statement("SELECT released FROM parked WHERE ordering_key = ? ORDER BY position LIMIT 1");
        next.setString(1, key.get().value());
        Optional<Integer> released = first(next, row -> row.getInt(1));
        if (released.equals(Optional.of(0))) {
            release(key.get());
        } else if (released.isEmpty()) {
            releaseWhatWaitsFor(key.get());
        }
    }

    /** Merges that nothing else keeps from going on. */
    private void releaseWhatWaitsFor(OrderingKey key) throws SQLException {
        PreparedStatement select = statement("""
                SELECT ordering_key FROM parked waiting WHERE waits_for = ? AND released = 0 AND NOT EXISTS (
                  SELECT 1 FROM parked WHERE parked.ordering_key = waiting.ordering_key
                    AND parked.position < waiting.position)
                """);
        select.setString(1, key.value());
        all(select, row -> new OrderingKey(row.getString(1))).forEach(this::release);
    }

    @Override
    public void replaceCaseload(OdsCode owner, Set<OrderingKey> persons) {
        run(() -> {
            PreparedStatement select = statement("SELECT person FROM caseload WHERE owner = ?");
            select.setString(1, owner.value());
            Set<OrderingKey> before = new HashSet<>(all(select, row -> new OrderingKey(row.getString(1))));
            change("DELETE FROM caseload WHERE person = ? AND owner = ?", owner, before, persons);
            change("INSERT INTO caseload (person, owner) VALUES (?, ?)", owner, persons, before);
        });
    }

    /** Runs the statement for each of the persons but the others. */
    private void change(String sql, OdsCode owner, Set<OrderingKey> persons, Set<OrderingKey> others)
            throws SQLException {
        PreparedStatement statement = statement(sql);
        boolean any = false;
        for (OrderingKey person : persons) {
            if (!others.contains(person)) {
                statement.setString(1, person.value());
                statement.setString(2, owner.value());
                statement.addBatch();
                any = true;
            }
        }
        if (any) {
            statement.executeBatch();
        }
    }

    @Override
    public Optional<OdsCode> destinationOf(TransferId transfer) {
        return ask(() -> {
            writeTransfers();
            return findDestination(transfer);
        });
    }

    @Override
    public MeshWriter mesh() {
        return mesh;
    }

    @Override
    public SubscriptionWriter subscriptions() {
        return subscriptions;
    }

    @Override
    public RecordRequestWriter recordRequests() {
        return recordRequests;
    }

    @Override
    public OrganisationWriter organisations() {
        return organisations;
    }

    @Override
    public ExportWriter exports() {
        return exports;
    }

    @Override
    public ReplayWriter replays() {
        return replays;
    }

    @Override
    public SpentCredentials spentCredentials() {
        return spentCredentials;
    }

    /**
     * Has a submission that went to nobody go the road once more, from the inbox on. False if it is not one of these: it
     * waits, is parked, was erased, or has gone to somebody.
     */
    boolean reopen(SubmissionId submission) throws SQLException {
        submissions.flush();
        routed.flush();
        if (routedNow.contains(submission)) {
            // What the ledger says of it is not written yet.
            return false;
        }
        PreparedStatement update = statement("""
                UPDATE submission SET routed_at = NULL
                WHERE id = ? AND routed_at IS NOT NULL AND erased_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM parked WHERE submission = ?)
                  AND NOT EXISTS (SELECT 1 FROM entry WHERE subject = ? AND kind IN ('ROUTED', 'EXCLUDED'))
                """);
        update.setString(1, submission.toString());
        update.setString(2, submission.toString());
        update.setString(3, submission.toString());
        if (update.executeUpdate() != 1) {
            return false;
        }
        PreparedStatement select = statement("SELECT ordering_key FROM submission WHERE id = ?");
        select.setString(1, submission.toString());
        OrderingKey key =
                first(select, row -> new OrderingKey(row.getString(1))).orElseThrow();
        enqueueAnew(submission, key);
        return true;
    }

    @Override
    public boolean sendAgain(DeadLetter letter) {
        return ask(() -> {
            submissions.flush();
            routed.flush();
            writeTransfers();
            Optional<OutboxRow.Draft> message = SqlObligations.anew(this, letter, newSuffix());
            message.ifPresent(this::enqueue);
            return message.isPresent();
        });
    }

    /** The position makes the id new: the broker would drop one that it has seen. */
    private String newSuffix() {
        return "/" + (position + 1);
    }

    private void enqueueAnew(SubmissionId submission, OrderingKey key) {
        String duplicateId = submission + newSuffix();
        enqueue(new OutboxRow.Draft(OutboxRow.INBOX, duplicateId, key, submission, Optional.empty()));
    }

    private Optional<OdsCode> findDestination(TransferId transfer) throws SQLException {
        PreparedStatement select = statement("SELECT owner FROM transfer WHERE id = ?");
        select.setString(1, transfer.toString());
        return first(select, row -> new OdsCode(row.getString(1)));
    }

    /** Forgets what the running transaction knows of a submission, and what was remembered of it once that commits. */
    void forget(SubmissionId id) throws SQLException {
        if (mayBeParked) {
            leaveParking(id);
        }
        keptBundles.remove(id);
        bundlesNow.remove(id);
        keysNow.remove(id);
        submissionsNow.removeIf(kept -> kept.row().id().equals(id));
        routedNow.add(id);
        erasedNow.add(id);
    }

    /** Writes what was collected; the ledger's lines follow with the commit. */
    void flushRows() throws SQLException {
        flushBundles();
        for (Batch batch : batches) {
            batch.flush();
        }
    }

    /** Puts the current key on record, having seen that the others are there. */
    void register() {
        run(() -> {
            Map<String, byte[]> known;
            try (Statement statement = connection.createStatement()) {
                known = Encryption.known(statement);
            }
            encryption.check(known);
            if (!known.containsKey(encryption.sealing().current())) {
                PreparedStatement insert =
                        statement("INSERT INTO wrapping_key (id, check_value, added_at) VALUES (?, ?, ?)");
                insert.setString(1, encryption.sealing().current());
                insert.setBytes(2, encryption.sealing().checkValue());
                insert.setLong(3, clock.millis());
                insert.executeUpdate();
            }
        });
    }

    /** One piece. When nothing is left, the other keys are forgotten. Returns false then. */
    boolean reseal(Resealing resealing) {
        return ask(() -> {
            flushRows();
            if (resealing.step(this)) {
                return true;
            }
            PreparedStatement others = statement("DELETE FROM wrapping_key WHERE id <> ?");
            others.setString(1, encryption.sealing().current());
            others.executeUpdate();
            statement("UPDATE writer SET plain = 0 WHERE id = 1").executeUpdate();
            return false;
        });
    }

    /** See {@link Store#refillOutbox}. */
    int refill() {
        return ask(() -> {
            for (Batch batch : batches) {
                batch.flush();
            }
            statement("DELETE FROM outbox").executeUpdate();
            List<OutboxRow.Draft> rows = all(
                    statement("""
                            SELECT id, ordering_key FROM submission WHERE routed_at IS NULL
                              AND id NOT IN (SELECT submission FROM parked WHERE released = 0) ORDER BY arrival
                            """),
                    row -> new OutboxRow.Draft(
                            OutboxRow.INBOX,
                            row.getString(1),
                            new OrderingKey(row.getString(2)),
                            SubmissionId.parse(row.getString(1)),
                            Optional.empty()));
            rows.addAll(all(
                    statement("""
                            SELECT transfer.id, transfer.owner, transfer.submission, submission.ordering_key,
                              transfer.rendering
                            FROM transfer JOIN submission ON submission.id = transfer.submission
                            WHERE transfer.position IS NULL ORDER BY transfer.started
                            """),
                    row -> new OutboxRow.Draft(
                            OutboxRow.addressOf(new OdsCode(row.getString(2))),
                            row.getString(1),
                            new OrderingKey(row.getString(4)),
                            SubmissionId.parse(row.getString(3)),
                            Optional.of(Rows.transfer(row.getString(1))),
                            Rendering.valueOf(row.getString(5)))));
            rows.forEach(this::enqueue);
            return rows.size();
        });
    }

    /** In milliseconds, by the store's clock. */
    long now() {
        return clock.millis();
    }

    long nextPosition() {
        return ++position;
    }

    private void collect(int bytes) throws SQLException {
        collectedBytes += bytes;
        if (collectedBytes > MOST_BYTES_COLLECTED) {
            submissions.flush();
            payloads.flush();
            flushBundles();
            bundles.flush();
            collectedBytes = 0;
        }
    }

    private void flushBundles() throws SQLException {
        if (keptBundles.isEmpty()) {
            return;
        }
        submissions.flush();
        for (Map.Entry<SubmissionId, Recent.Bundle> kept : keptBundles.entrySet()) {
            PreparedStatement row = bundles.statement();
            row.setString(1, kept.getKey().toString());
            row.setBytes(2, keyOf(kept.getKey()).seal(kept.getValue().bytes(), Encryption.placeOf(Rendering.WHOLE)));
            row.setBytes(3, kept.getValue().hash().bytes());
            bundles.add();
        }
        bundles.flush();
        keptBundles.clear();
    }

    void writeTransfers() throws SQLException {
        submissions.flush();
        transfers.flush();
    }

    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private Batch batch(String sql) {
        Batch batch = new Batch(sql);
        batches.add(batch);
        return batch;
    }

    private static boolean exists(PreparedStatement select) throws SQLException {
        return first(select, row -> true).isPresent();
    }

    static <T> Optional<T> first(PreparedStatement select, Row<T> row) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    static <T> List<T> all(PreparedStatement select, Row<T> row) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(row.read(rows));
            }
            return list;
        }
    }

    void run(Step step) {
        ask(() -> {
            step.run();
            return true;
        });
    }

    <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            // Kept, so that a change that swallows it cannot make the transaction look sound.
            failure = failure.or(() -> Optional.of(e));
            throw new StoreUnavailableException("the store cannot answer", Database.withoutContent(e));
        }
    }

    private record Recipient(OrderingKey person, OdsCode owner) {}

    /** Rows of one table that wait to be written together. */
    private final class Batch {
        private final String sql;
        private int waiting;

        Batch(String sql) {
            this.sql = sql;
        }

        PreparedStatement statement() throws SQLException {
            return SqlTransaction.this.statement(sql);
        }

        void add() throws SQLException {
            statement().addBatch();
            waiting++;
        }

        void flush() throws SQLException {
            if (waiting > 0) {
                waiting = 0;
                statement().executeBatch();
            }
        }

        void clear() throws SQLException {
            if (waiting > 0) {
                waiting = 0;
                statement().clearBatch();
            }
        }
    }

    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    interface Question<T> {
        T ask() throws SQLException;
    }

    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }
}
