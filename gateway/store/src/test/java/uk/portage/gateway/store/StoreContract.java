package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.portage.gateway.store.Fixtures.COUNCIL;
import static uk.portage.gateway.store.Fixtures.NOON;
import static uk.portage.gateway.store.Fixtures.OTHER_COUNCIL;
import static uk.portage.gateway.store.Fixtures.SALT;
import static uk.portage.gateway.store.Fixtures.TARGET;
import static uk.portage.gateway.store.Fixtures.TRUST;
import static uk.portage.gateway.store.Fixtures.bytes;
import static uk.portage.gateway.store.Fixtures.entry;
import static uk.portage.gateway.store.Fixtures.id;
import static uk.portage.gateway.store.Fixtures.key;
import static uk.portage.gateway.store.Fixtures.offer;
import static uk.portage.gateway.store.Fixtures.person;
import static uk.portage.gateway.store.Fixtures.receive;
import static uk.portage.gateway.store.Fixtures.route;
import static uk.portage.gateway.store.Fixtures.submission;
import static uk.portage.gateway.store.Fixtures.transfer;
import static uk.portage.gateway.store.Fixtures.visit;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.TransferFold;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Replacement;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** What every store does, whatever its database. */
abstract class StoreContract {

    static final OrderingKey ANN = person("Ann");
    static final OrderingKey BEN = person("Ben");

    final TestClock clock = new TestClock(NOON.plusSeconds(10));
    StoreConfiguration configuration;
    SqlStore store;

    abstract StoreConfiguration newDatabase();

    /** Of the last new database. */
    abstract Path keyFile();

    SqlStore opened() {
        return SqlStore.open(configuration, KeyFile.at(keyFile()), clock);
    }

    @BeforeEach
    void open() {
        configuration = newDatabase();
        store = opened();
    }

    @AfterEach
    void close() {
        store.close();
    }

    void reopen() {
        store.close();
        store = opened();
    }

    <T> T write(Change<T> change) {
        return store.write(change).join();
    }

    // The type of what a change gives back, said where a test says no more than the change.

    boolean yes(Change<Boolean> change) {
        return write(change);
    }

    int count(Change<Integer> change) {
        return write(change);
    }

    Optional<Sha256> claimed(Change<Optional<Sha256>> change) {
        return write(change);
    }

    Optional<OdsCode> destination(Change<Optional<OdsCode>> change) {
        return write(change);
    }

    Optional<OrderingKey> waitingFor(Change<Optional<OrderingKey>> change) {
        return write(change);
    }

    Optional<MailboxItem> item(Change<Optional<MailboxItem>> change) {
        return write(change);
    }

    void run(Consumer<Transaction> change) {
        write(transaction -> {
            change.accept(transaction);
            return true;
        });
    }

    // --- versions ---

    @Test
    void what_a_newer_version_has_used_is_left_alone() {
        run(t -> sql(
                t,
                "INSERT INTO flyway_schema_history SELECT 999, '999', 'later', type, script, checksum, "
                        + "installed_by, installed_on, execution_time, success FROM flyway_schema_history "
                        + "WHERE version = '1'"));
        store.close();

        assertThatThrownBy(() -> opened())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("newer version");

        configuration = newDatabase();
        store = opened();
    }

    private static void sql(Transaction transaction, String sql) {
        try (Statement statement = ((SqlTransaction) transaction).connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- receiving ---

    @Test
    void what_was_received_is_found_again_unaltered() {
        assertThat(claimed(t -> receive(t, "1", ANN))).isEmpty();

        assertThat(store.submission(id("1"))).contains(Fixtures.submission("1", ANN));
        assertThat(store.submissionBytes(id("1")).orElseThrow()).isEqualTo(bytes("1"));
        assertThat(store.submission(id("2"))).isEmpty();
        assertThat(store.submissionBytes(id("2"))).isEmpty();
        assertThat(store.outbox(0, 10)).extracting(OutboxRow::message).containsExactly(Fixtures.inbox("1", ANN));
        assertThat(store.ledger().entriesOf(id("1")))
                .extracting(Entry::content)
                .containsExactly(Fixtures.received("1"));
    }

    @Test
    void the_same_key_gives_back_the_content_it_was_claimed_with() {
        Sha256 first = Sha256.of(bytes("1"));
        Sha256 other = Sha256.of(bytes("other"));

        assertThat(claimed(t -> t.claim(key("1"), first))).isEmpty();
        assertThat(claimed(t -> t.claim(key("1"), first))).contains(first);
        assertThat(claimed(t -> t.claim(key("1"), other))).contains(first);
        assertThat(claimed(t -> t.claim(key("1"), first))).contains(first);
    }

    @Test
    void the_same_key_twice_in_one_group_is_claimed_once() {
        CountDownLatch gathered = hold();
        List<CompletableFuture<Optional<Sha256>>> claims = IntStream.range(0, 16)
                .mapToObj(i -> store.write(t -> receive(t, "1", ANN)))
                .toList();
        gathered.countDown();

        assertThat(claims.stream().map(CompletableFuture::join).filter(Optional::isEmpty))
                .hasSize(1);
        assertThat(store.ledger().lastSequence()).isEqualTo(1);
    }

    @Test
    void a_large_submission_is_kept_whole() {
        byte[] large = new byte[9_000_000];
        new Random(1).nextBytes(large);

        run(t -> {
            t.keep(Fixtures.submission("1", ANN), large, SALT);
            t.keep(Fixtures.submission("2", ANN), large, SALT);
            t.keepBundle(id("2"), large, Sha256.of(large));
        });

        assertThat(store.submissionBytes(id("1")).orElseThrow()).isEqualTo(large);
        assertThat(store.submissionBytes(id("2")).orElseThrow()).isEqualTo(large);
        assertThat(store.bundle(id("2")).orElseThrow()).isEqualTo(large);
    }

    // --- bundles and routing ---

    @Test
    void a_bundle_kept_again_replaces_the_former() {
        byte[] first = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] second = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        run(t -> receive(t, "1", ANN));
        assertThat(yes(t -> t.hasBundle(id("1")))).isFalse();

        run(t -> {
            t.keepBundle(id("1"), first, Sha256.of(first));
            t.keepBundle(id("1"), first, Sha256.of(first));
            assertThat(t.hasBundle(id("1"))).isTrue();
        });
        assertThat(store.bundle(id("1")).orElseThrow()).isEqualTo(first);

        run(t -> t.keepBundle(id("1"), second, Sha256.of(second)));
        assertThat(store.bundle(id("1")).orElseThrow()).isEqualTo(second);
        assertThat(yes(t -> t.hasBundle(id("1")))).isTrue();
        assertThat(store.bundle(id("2"))).isEmpty();
    }

    @Test
    void a_routed_submission_is_seen_as_routed_also_in_the_same_group() {
        run(t -> receive(t, "1", ANN));
        assertThat(yes(t -> t.isRouted(id("1")))).isFalse();

        run(t -> {
            route(t, "1", ANN);
            assertThat(t.isRouted(id("1"))).isTrue();
            assertThat(t.destinationOf(transfer("1"))).contains(COUNCIL);
            assertThat(t.mailboxItem(transfer("1"))).isEmpty();
        });

        assertThat(yes(t -> t.isRouted(id("1")))).isTrue();
        assertThat(destination(t -> t.destinationOf(transfer("1")))).contains(COUNCIL);
        assertThat(destination(t -> t.destinationOf(transfer("2")))).isEmpty();
    }

    // --- outbox ---

    @Test
    void the_outbox_keeps_the_order_of_commits_and_forgets_what_was_relayed() {
        for (String number : List.of("1", "2", "3")) {
            run(t -> receive(t, number, ANN));
        }

        List<OutboxRow> rows = store.outbox(0, 10);
        assertThat(rows).extracting(row -> row.message().submission()).containsExactly(id("1"), id("2"), id("3"));
        assertThat(store.outbox(rows.get(0).position(), 1)).containsExactly(rows.get(1));
        assertThat(store.outboxDepth()).isEqualTo(3);

        run(t -> t.markRelayed(rows.get(0).position()));
        run(t -> t.markRelayed(rows.get(0).position()));
        assertThat(store.outbox(0, 10)).containsExactly(rows.get(1), rows.get(2));
        assertThat(store.outboxDepth()).isEqualTo(2);
    }

    @Test
    void an_outbox_row_repeated_while_it_waits_changes_nothing() {
        run(t -> receive(t, "1", ANN));
        run(t -> t.enqueue(Fixtures.inbox("1", ANN)));
        run(t -> {
            t.enqueue(Fixtures.inbox("1", BEN));
            t.enqueue(Fixtures.inbox("1", BEN));
        });

        assertThat(store.outbox(0, 10)).extracting(OutboxRow::message).containsExactly(Fixtures.inbox("1", ANN));
    }

    @Test
    void positions_are_not_used_again_after_everything_was_relayed_and_the_store_reopened() {
        run(t -> receive(t, "1", ANN));
        long position = store.outbox(0, 1).get(0).position();
        run(t -> t.markRelayed(position));
        reopen();

        run(t -> receive(t, "2", ANN));
        assertThat(store.outbox(0, 1).get(0).position()).isGreaterThan(position);
    }

    @Test
    void the_outbox_is_filled_again_with_what_is_unfinished_in_its_first_order() {
        for (String number : List.of("received", "routed", "parked", "offered", "waiting")) {
            run(t -> receive(t, number, ANN));
        }
        store.outbox(0, 4).forEach(row -> run(t -> t.markRelayed(row.position())));
        run(t -> route(t, "routed", ANN));
        run(t -> t.park(BEN, id("parked")));
        run(t -> route(t, "offered", ANN));
        run(t -> offer(t, "offered"));

        assertThat(store.refillOutbox()).isEqualTo(3);
        assertThat(store.outbox(0, 10))
                .extracting(OutboxRow::message)
                .containsExactly(
                        Fixtures.inbox("received", ANN), Fixtures.inbox("waiting", ANN), Fixtures.out("routed", ANN));
        assertThat(store.refillOutbox()).isEqualTo(3);
    }

    @Test
    void a_transfer_says_which_rendering_its_destination_is_given_and_neither_stands_in_for_the_other() {
        byte[] restricted = "{}".getBytes(StandardCharsets.UTF_8);
        run(t -> receive(t, "1", ANN));
        run(t -> {
            t.keepBundle(id("1"), new byte[10], Sha256.of(new byte[10]));
            t.startTransfer(new TransferDraft(
                    transfer("1"),
                    id("1"),
                    TRUST,
                    COUNCIL,
                    Workflow.ADMISSION_NOTICE,
                    NOON,
                    Rendering.LOCATION_WITHHELD));
        });
        assertThat(store.bundle(id("1"), Rendering.LOCATION_WITHHELD)).isEmpty();
        assertThat(store.bundleHash(id("1"), Rendering.LOCATION_WITHHELD)).isEmpty();

        run(t -> t.keepRestricted(id("1"), Rendering.LOCATION_WITHHELD, new byte[1], Sha256.of(new byte[1])));
        run(t -> t.keepRestricted(id("1"), Rendering.LOCATION_WITHHELD, restricted, Sha256.of(restricted)));
        run(t -> t.markRouted(id("1")));
        store.refillOutbox();
        run(t -> t.offer(transfer("1")));

        assertThat(store.bundle(id("1"), Rendering.LOCATION_WITHHELD)).contains(restricted);
        assertThat(store.bundleHash(id("1"), Rendering.LOCATION_WITHHELD)).contains(Sha256.of(restricted));
        assertThat(store.bundle(id("1"))).contains(new byte[10]);
        assertThat(store.outbox(0, 10))
                .singleElement()
                .satisfies(row -> assertThat(row.message().rendering()).isEqualTo(Rendering.LOCATION_WITHHELD));
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().rendering()).isEqualTo(Rendering.LOCATION_WITHHELD);
        assertThatThrownBy(
                        () -> run(t -> t.keepRestricted(id("1"), Rendering.WHOLE, restricted, Sha256.of(restricted))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    // --- what cancels and corrects what ---

    private static final KeyedMatter BEGINS = visit("V1", Matter.Effect.BEGINS);
    private static final KeyedMatter CANCELS = visit("V1", Matter.Effect.CANCELS, "ADT^A01", "ADT^A04");

    @Test
    void the_predecessors_of_a_cancellation_are_the_earlier_records_of_the_same_matter_person_and_type() {
        keep("1", ANN, BEGINS);
        keep("other-visit", ANN, visit("V2", Matter.Effect.BEGINS));
        keep("other-person", BEN, BEGINS);
        run(t -> receive(t, "no-matter", ANN));
        keep("2", ANN, BEGINS);
        SubmissionRow cancelling = keep("3", ANN, CANCELS);
        keep("later", ANN, BEGINS);

        assertThat(store.predecessors(cancelling)).containsExactly(id("2"), id("1"));
        assertThat(store.predecessors(keep("other-type", ANN, visit("V1", Matter.Effect.CANCELS, "ADT^A02"))))
                .isEmpty();
        assertThat(store.predecessors(keep("never-begun", ANN, visit("V9", Matter.Effect.CANCELS, "ADT^A01"))))
                .isEmpty();
        assertThat(store.predecessors(keep("begins", ANN, BEGINS))).isEmpty();
        reopen();
        assertThat(store.submission(id("3")).orElseThrow().matter()).contains(CANCELS);
        assertThat(store.submission(id("1")).orElseThrow().matter()).contains(BEGINS);
        assertThat(store.submission(id("no-matter")).orElseThrow().matter()).isEmpty();
        assertThat(store.predecessors(store.submission(id("3")).orElseThrow())).containsExactly(id("2"), id("1"));
    }

    @Test
    void a_predecessor_is_found_however_much_came_since() {
        keep("1", ANN, BEGINS);
        SubmissionRow cancelling = keep("2", ANN, CANCELS);
        run(t -> {
            sql(t, "DELETE FROM payload WHERE arrival > (SELECT MIN(arrival) FROM submission)");
            sql(t, "UPDATE submission SET arrival = 3000000 WHERE arrival > (SELECT MIN(arrival) FROM submission)");
        });
        assertThat(store.predecessors(cancelling)).containsExactly(id("1"));
    }

    @Test
    void each_of_two_transfers_says_which_replaces_which_and_the_earlier_one_stays_in_its_mailbox() {
        run(t -> {
            for (String number : List.of("1", "2")) {
                receive(t, number, ANN);
                route(t, number, ANN);
            }
            offer(t, "1");
        });
        clock.move(Duration.ofSeconds(5));
        run(t -> {
            t.replace(transfer("1"), Matter.Effect.CANCELS, transfer("2"));
            offer(t, "2");
        });

        MailboxItem earlier = store.mailboxItem(transfer("1")).orElseThrow();
        MailboxItem later = store.mailboxItem(transfer("2")).orElseThrow();
        assertThat(earlier.replacedBy()).contains(new Replacement(Matter.Effect.CANCELS, transfer("2")));
        assertThat(earlier.replaces()).isEmpty();
        assertThat(earlier.status()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(earlier.version()).isEqualTo(2);
        assertThat(earlier.changedAt()).isAfter(earlier.offeredAt());
        assertThat(later.replaces()).contains(new Replacement(Matter.Effect.CANCELS, transfer("1")));
        assertThat(later.replacedBy()).isEmpty();
        assertThat(later.version()).isEqualTo(1);
        assertThat(store.mailbox(COUNCIL, Set.of(), 0, 10)).containsExactly(earlier, later);
    }

    @Test
    void what_is_cancelled_before_it_is_offered_is_offered_all_the_same_and_says_so() {
        run(t -> {
            for (String number : List.of("1", "2")) {
                receive(t, number, ANN);
                route(t, number, ANN);
            }
            t.replace(transfer("1"), Matter.Effect.CORRECTS, transfer("2"));
        });
        assertThat(store.mailboxItem(transfer("1"))).isEmpty();
        run(t -> offer(t, "1"));
        MailboxItem offered = store.mailboxItem(transfer("1")).orElseThrow();
        assertThat(offered.version()).isEqualTo(1);
        assertThat(offered.replacedBy()).contains(new Replacement(Matter.Effect.CORRECTS, transfer("2")));
    }

    @Test
    void of_several_transfers_the_latest_that_is_not_cancelled_stands() {
        run(t -> {
            for (String number : List.of("1", "2", "3", "4")) {
                receive(t, number, ANN);
                route(t, number, ANN);
            }
        });
        List<TransferId> candidates = List.of(transfer("absent"), transfer("3"), transfer("2"));
        assertThat(standing(candidates)).contains(transfer("3"));
        run(t -> t.replace(transfer("3"), Matter.Effect.CORRECTS, transfer("4")));
        assertThat(standing(candidates)).contains(transfer("3"));
        run(t -> t.replace(transfer("3"), Matter.Effect.CANCELS, transfer("4")));
        assertThat(standing(candidates)).contains(transfer("2"));
        run(t -> t.replace(transfer("2"), Matter.Effect.CANCELS, transfer("4")));
        assertThat(standing(candidates)).contains(transfer("3"));
        assertThat(standing(List.of(transfer("absent")))).isEmpty();
        assertThat(standing(List.of())).isEmpty();
    }

    @Test
    void transfers_of_two_destinations_never_replace_each_other() {
        TransferId elsewhere = TransferId.of(id("2"), OTHER_COUNCIL);
        run(t -> {
            receive(t, "1", ANN);
            route(t, "1", ANN);
            receive(t, "2", ANN);
            t.startTransfer(
                    new TransferDraft(elsewhere, id("2"), TRUST, OTHER_COUNCIL, Workflow.CANCELLATION_NOTICE, NOON));
        });
        assertThatThrownBy(() -> run(t -> t.replace(transfer("1"), Matter.Effect.CANCELS, elsewhere)))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        run(t -> {
            offer(t, "1");
            t.offer(elsewhere);
        });
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().replacedBy()).isEmpty();
        assertThat(store.mailboxItem(elsewhere).orElseThrow().replaces()).isEmpty();
    }

    private SubmissionRow keep(String businessId, OrderingKey person, KeyedMatter matter) {
        SubmissionRow row = submission(businessId, person, matter);
        run(t -> t.keep(row, bytes(businessId), SALT));
        return row;
    }

    private Optional<TransferId> standing(List<TransferId> candidates) {
        return write(t -> t.standing(candidates));
    }

    // --- persons of several identifiers ---

    @Test
    void it_is_known_who_was_sent_records_of_a_person() {
        run(t -> t.rememberRecipient(ANN, COUNCIL));
        run(t -> {
            t.rememberRecipient(ANN, COUNCIL);
            t.rememberRecipient(BEN, OTHER_COUNCIL);
            assertThat(t.recipientsOf(List.of(ANN, BEN))).containsExactlyInAnyOrder(COUNCIL, OTHER_COUNCIL);
        });
        assertThat(store.recipientsOf(List.of(ANN))).containsExactly(COUNCIL);
        assertThat(store.recipientsOf(List.of(ANN, BEN))).containsExactlyInAnyOrder(COUNCIL, OTHER_COUNCIL);
        assertThat(store.recipientsOf(List.of())).isEmpty();
        assertThatThrownBy(() -> run(t -> {
                    t.rememberRecipient(person("third"), COUNCIL);
                    throw new IllegalStateException("not kept");
                }))
                .hasCauseInstanceOf(IllegalStateException.class);
        run(t -> t.rememberRecipient(person("third"), COUNCIL));
        assertThat(store.recipientsOf(List.of(person("third")))).containsExactly(COUNCIL);
    }

    @Test
    void an_earlier_record_of_a_person_is_under_way_until_it_is_routed_or_parked() {
        run(t -> receive(t, "1", ANN));
        run(t -> receive(t, "2", BEN));
        assertThat(store.isUnderWay(List.of(ANN), id("2"))).isTrue();
        assertThat(store.isUnderWay(List.of(BEN), id("2"))).isFalse();
        assertThat(store.isUnderWay(List.of(ANN), id("1"))).isFalse();
        run(t -> t.park(ANN, id("1")));
        assertThat(store.isUnderWay(List.of(ANN), id("2"))).isFalse();
        assertThat(waitingFor(t -> t.mustWaitFor(List.of(ANN), id("2")))).contains(ANN);
        assertThat(waitingFor(t -> t.mustWaitFor(List.of(ANN), id("1")))).isEmpty();
        assertThat(waitingFor(t -> t.mustWaitFor(List.of(person("third")), id("2"))))
                .isEmpty();
    }

    @Test
    void what_is_parked_behind_another_person_goes_on_by_itself_when_that_persons_last_record_is_routed() {
        for (String number : List.of("1", "2", "3")) {
            run(t -> receive(t, number, number.equals("3") ? BEN : ANN));
        }
        run(t -> t.park(ANN, id("1")));
        run(t -> t.park(ANN, id("2")));
        run(t -> t.parkBehind(ANN, BEN, id("3")));
        store.outbox(0, 10).forEach(row -> run(t -> t.markRelayed(row.position())));

        run(t -> t.release(ANN));
        run(t -> t.markRouted(id("1")));
        assertThat(store.isParked(BEN)).isTrue();
        run(t -> t.markRouted(id("2")));
        assertThat(store.isParked(BEN)).isFalse();
        assertThat(store.outbox(0, 10))
                .extracting(row -> row.message().submission())
                .containsExactly(id("1"), id("2"), id("3"));
    }

    // --- mailbox ---

    @Test
    void a_transfer_appears_in_its_owners_mailbox_when_it_is_offered() {
        run(t -> receive(t, "1", ANN));
        run(t -> route(t, "1", ANN));
        assertThat(store.mailbox(COUNCIL, Set.of(), 0, 10)).isEmpty();
        assertThat(store.mailboxItem(transfer("1"))).isEmpty();

        assertThat(yes(t -> t.offer(transfer("1")))).isTrue();
        assertThat(yes(t -> t.offer(transfer("1")))).isFalse();

        MailboxItem item = store.mailboxItem(transfer("1")).orElseThrow();
        assertThat(item.status()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(item.version()).isEqualTo(1);
        assertThat(item.submission()).isEqualTo(id("1"));
        assertThat(item.sender()).isEqualTo(TRUST);
        assertThat(item.owner()).isEqualTo(COUNCIL);
        assertThat(item.offeredAt()).isEqualTo(clock.instant());
        assertThat(store.mailbox(COUNCIL, Set.of(), 0, 10)).containsExactly(item);
        assertThat(store.mailbox(OTHER_COUNCIL, Set.of(), 0, 10)).isEmpty();
        assertThat(item(t -> t.mailboxItem(transfer("1")))).contains(item);
    }

    @Test
    void a_transfer_that_was_never_started_cannot_be_offered() {
        assertThatThrownBy(() -> write(t -> t.offer(transfer("1")))).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> run(t -> t.moveTo(transfer("1"), TaskStatus.RECEIVED, Optional.empty())))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void each_move_of_a_mailbox_item_raises_its_version() {
        offered("1");
        clock.move(Duration.ofMinutes(5));

        run(t -> t.moveTo(transfer("1"), TaskStatus.RECEIVED, Optional.empty()));
        run(t -> {
            t.moveTo(transfer("1"), TaskStatus.REJECTED, Optional.of(RejectionReason.PATIENT_NOT_KNOWN));
            assertThat(t.mailboxItem(transfer("1")).orElseThrow().version()).isEqualTo(3);
        });

        MailboxItem item = store.mailboxItem(transfer("1")).orElseThrow();
        assertThat(item.status()).isEqualTo(TaskStatus.REJECTED);
        assertThat(item.reason()).contains(RejectionReason.PATIENT_NOT_KNOWN);
        assertThat(item.version()).isEqualTo(3);
        assertThat(item.changedAt()).isEqualTo(item.offeredAt().plus(Duration.ofMinutes(5)));
    }

    @Test
    void a_mailbox_is_read_in_pages_by_position_and_status() {
        for (int i = 0; i < 7; i++) {
            offered("m" + i);
        }
        run(t -> t.moveTo(transfer("m1"), TaskStatus.RECEIVED, Optional.empty()));
        run(t -> t.moveTo(transfer("m4"), TaskStatus.COMPLETED, Optional.empty()));

        List<MailboxItem> all = pages(Set.of(), 3);
        assertThat(all)
                .extracting(MailboxItem::transfer)
                .containsExactlyElementsOf(
                        IntStream.range(0, 7).mapToObj(i -> transfer("m" + i)).toList());
        assertThat(pages(EnumSet.of(TaskStatus.REQUESTED, TaskStatus.RECEIVED), 2))
                .extracting(MailboxItem::transfer)
                .containsExactly(
                        transfer("m0"), transfer("m1"), transfer("m2"), transfer("m3"), transfer("m5"), transfer("m6"));
        assertThat(store.mailboxCount(COUNCIL, Set.of())).isEqualTo(7);
        assertThat(store.mailboxCount(COUNCIL, Set.of(), 6)).isEqualTo(6);
        assertThat(store.mailboxCount(COUNCIL, Set.of(TaskStatus.COMPLETED))).isEqualTo(1);
        assertThat(store.mailboxCount(OTHER_COUNCIL, Set.of())).isZero();
    }

    private List<MailboxItem> pages(Set<TaskStatus> statuses, int size) {
        List<MailboxItem> all = new ArrayList<>();
        long after = 0;
        while (true) {
            List<MailboxItem> page = store.mailbox(COUNCIL, statuses, after, size);
            all.addAll(page);
            if (page.size() < size) {
                return all;
            }
            after = page.get(page.size() - 1).position();
        }
    }

    // --- parking ---

    @Test
    void a_parked_person_waits_and_others_do_not() {
        run(t -> receive(t, "1", ANN));
        assertThat(yes(t -> t.isParked(ANN))).isFalse();

        run(t -> t.park(ANN, id("1")));

        assertThat(yes(t -> t.isParked(ANN))).isTrue();
        assertThat(store.isParked(ANN)).isTrue();
        assertThat(yes(t -> t.isParked(BEN))).isFalse();
        assertThat(store.isParked(BEN)).isFalse();
        assertThat(store.parkedKeys()).containsExactly(new ParkedKey(ANN, id("1"), clock.instant(), 1));
    }

    @Test
    void a_release_sends_everything_again_in_the_order_of_arrival_under_new_ids() {
        for (String number : List.of("1", "2", "3")) {
            run(t -> receive(t, number, ANN));
        }
        relayAll();
        run(t -> t.park(ANN, id("2")));
        run(t -> t.park(ANN, id("1")));
        assertThat(store.parkedKeys()).containsExactly(new ParkedKey(ANN, id("1"), clock.instant(), 2));

        assertThat(count(t -> t.release(ANN))).isEqualTo(2);

        assertThat(store.outbox(0, 10))
                .extracting(row -> row.message().submission())
                .containsExactly(id("1"), id("2"));
        assertThat(store.outbox(0, 10))
                .extracting(row -> row.message().duplicateId())
                .doesNotContain(id("1").toString(), id("2").toString());
        assertThat(store.parkedKeys()).isEmpty();
        assertThat(store.isParked(ANN)).isFalse();
        assertThat(count(t -> t.release(ANN))).isZero();
    }

    @Test
    void what_the_broker_held_at_the_release_does_not_overtake_what_was_released() {
        for (String number : List.of("1", "2", "3")) {
            run(t -> receive(t, number, ANN));
        }
        relayAll();
        run(t -> t.park(ANN, id("1")));
        run(t -> {
            assertThat(t.mustWait(ANN, id("2"))).isTrue();
            t.park(ANN, id("2"));
        });
        run(t -> t.release(ANN));

        // The third was in the broker all the time and comes first now.
        run(t -> {
            assertThat(t.mustWait(ANN, id("3"))).isTrue();
            t.park(ANN, id("3"));
        });
        relayAll();
        run(t -> {
            assertThat(t.mustWait(ANN, id("1"))).isFalse();
            route(t, "1", ANN);
        });
        run(t -> {
            assertThat(t.mustWait(ANN, id("2"))).isFalse();
            route(t, "2", ANN);
        });

        assertThat(store.outbox(0, 10))
                .filteredOn(row -> row.message().address().equals(OutboxRow.INBOX))
                .extracting(row -> row.message().submission())
                .containsExactly(id("3"));
        run(t -> {
            assertThat(t.mustWait(ANN, id("3"))).isFalse();
            route(t, "3", ANN);
        });
        assertThat(store.parkedKeys()).isEmpty();
    }

    @Test
    void parked_persons_are_still_parked_after_a_restart() {
        run(t -> receive(t, "1", ANN));
        run(t -> t.park(ANN, id("1")));
        reopen();

        assertThat(yes(t -> t.isParked(ANN))).isTrue();
        assertThat(count(t -> t.release(ANN))).isEqualTo(1);
    }

    // --- requests for records ---

    @Test
    void a_request_for_a_record_is_open_until_it_ends_and_then_names_nobody() {
        OrderingKey person = new OrderingKey("0".repeat(32));
        SubmissionId answer = id("its answer");
        run(t -> t.recordRequests().add("one", COUNCIL, TRUST, person, "9990000018", answer));
        run(t -> t.recordRequests().add("two", OTHER_COUNCIL, TRUST, person, "9990000018", answer));

        RecordRequest made = store.recordRequests().find("one").orElseThrow();
        assertThat(made.nhsNumber()).contains("9990000018");
        assertThat(made.state()).isEqualTo(RecordRequest.State.REQUESTED);
        assertThat(made.submission()).isEqualTo(answer);
        assertThat(made.toString()).doesNotContain("9990000018");
        assertThat(store.recordRequests().sources()).containsExactly(TRUST);
        assertThat(store.write(t -> t.recordRequests().find(COUNCIL, TRUST, person))
                        .join())
                .contains(made);
        assertThat(store.write(t -> t.recordRequests().open(COUNCIL)).join()).isEqualTo(1);

        Instant due = Instant.ofEpochMilli(made.dueAt().toEpochMilli() + 60_000);
        run(t -> t.recordRequests().asked("one", 3, Optional.of(FailureCode.SOURCE_TIMED_OUT), due));
        assertThat(store.recordRequests().open(TRUST, 10))
                .extracting(RecordRequest::id)
                .containsExactly("two", "one");
        reopen();
        RecordRequest asked = store.recordRequests().find("one").orElseThrow();
        assertThat(asked.state()).isEqualTo(RecordRequest.State.ASKED);
        assertThat(asked.code()).contains(FailureCode.SOURCE_TIMED_OUT);
        assertThat(asked.attempts()).isEqualTo(3);
        assertThat(asked.dueAt()).isEqualTo(due);
        assertThat(asked.version()).isEqualTo(2);

        assertThat(store.write(t -> t.recordRequests().end("one", Optional.of(FailureCode.SOURCE_REFUSED)))
                        .join())
                .isTrue();
        assertThat(store.write(t -> t.recordRequests().end("one", Optional.empty()))
                        .join())
                .isFalse();
        run(t -> t.recordRequests().asked("one", 9, Optional.empty(), due));
        assertThat(store.write(t -> t.recordRequests().end("two", Optional.empty()))
                        .join())
                .isTrue();
        assertThat(store.recordRequests().find("one").orElseThrow()).satisfies(ended -> {
            assertThat(ended.nhsNumber()).isEmpty();
            assertThat(ended.state()).isEqualTo(RecordRequest.State.NOT_PROVIDED);
            assertThat(ended.code()).contains(FailureCode.SOURCE_REFUSED);
        });
        assertThat(store.recordRequests().find("two").orElseThrow().state()).isEqualTo(RecordRequest.State.PROVIDED);
        assertThat(store.recordRequests().open(TRUST, 10)).isEmpty();
        assertThat(store.recordRequests().sources()).isEmpty();
        // The same may be asked for again.
        run(t -> t.recordRequests().add("three", COUNCIL, TRUST, person, "9990000018", answer));
        assertThat(store.recordRequests().open(TRUST, 10)).hasSize(1);
    }

    @Test
    void a_destination_may_know_who_sent_what_is_given_freely_or_was_given_to_itself() {
        run(t -> {
            for (String id : List.of("free", "discreet", "unknown")) {
                receive(t, id, ANN);
                route(t, id, ANN);
                offer(t, id);
                t.rememberRecipient(ANN, COUNCIL);
            }
            t.markRouted(id("discreet"), true);
        });
        assertThat(store.sendersOf(ANN, OTHER_COUNCIL)).isEmpty();
        assertThat(store.sendersOf(ANN, COUNCIL)).containsOnlyKeys(TRUST);
        run(t -> {
            receive(t, "later", BEN);
            t.startTransfer(new TransferDraft(
                    TransferId.of(id("later"), COUNCIL),
                    id("later"),
                    TRUST,
                    COUNCIL,
                    Workflow.ADMISSION_NOTICE,
                    NOON.plus(TARGET.cutoff())));
            t.rememberRecipient(BEN, COUNCIL);
            t.markRouted(id("later"), false);
        });
        assertThat(store.sendersOf(BEN, OTHER_COUNCIL)).containsOnlyKeys(TRUST);
        run(t -> t.withdraw(TransferId.of(id("later"), COUNCIL)));
        assertThat(store.sendersOf(BEN, OTHER_COUNCIL)).isEmpty();
        assertThat(store.sendersOf(person("Cat"), COUNCIL)).isEmpty();
    }

    // --- subscriptions ---

    @Test
    void a_subscription_begins_after_what_is_in_the_mailbox_and_remembers_how_far_it_has_come() {
        offered("before");
        byte[] secret = {0, -1, 10, 13};
        run(t -> t.subscriptions().add("one", COUNCIL, "https://hooks.example.org/x", List.of("A: b", "C: d"), secret));
        run(t -> t.subscriptions().add("two", OTHER_COUNCIL, "https://hooks.example.org/y", List.of(), secret));
        offered("after");

        Subscription made = store.subscriptions().find("one").orElseThrow();
        assertThat(made.headers()).containsExactly("A: b", "C: d");
        assertThat(made.secret()).isEqualTo(secret);
        assertThat(made.createdAt()).isAfterOrEqualTo(NOON);
        assertThat(made.progress().status()).isEqualTo(Subscription.Status.REQUESTED);
        assertThat(store.mailbox(
                        COUNCIL, Set.of(TaskStatus.REQUESTED), made.progress().position(), 10))
                .extracting(MailboxItem::transfer)
                .containsExactly(transfer("after"));
        assertThat(store.subscriptions().of(COUNCIL))
                .extracting(Subscription::id)
                .containsExactly("one");
        assertThat(store.subscriptions().find("two").orElseThrow().headers()).isEmpty();

        Subscription.Progress further = new Subscription.Progress(Subscription.Status.ERROR, "answered 500", 99, 7);
        run(t -> t.subscriptions().advance("one", further));
        run(t -> t.subscriptions().advance("never made", further));
        assertThat(store.subscriptions().find("one").orElseThrow().progress()).isEqualTo(further);

        assertThat(store.write(t -> t.subscriptions().remove("one", OTHER_COUNCIL))
                        .join())
                .isFalse();
        assertThat(store.write(t -> t.subscriptions().remove("one", COUNCIL)).join())
                .isTrue();
        assertThat(store.write(t -> t.subscriptions().count(COUNCIL)).join()).isZero();
        assertThat(store.subscriptions().find("one")).isEmpty();
    }

    // --- exports ---

    @Test
    void an_export_holds_what_is_in_the_mailbox_now_and_remembers_how_far_it_has_come() {
        offered("before");
        Instant since = NOON.minusSeconds(60);
        run(t -> t.exports()
                .add(
                        "one",
                        COUNCIL,
                        "?_type=Task",
                        Set.of(ExportFile.Type.TASK),
                        Optional.of(since),
                        Duration.ofHours(1),
                        7));
        run(t -> t.exports()
                .add(
                        "two",
                        OTHER_COUNCIL,
                        "",
                        EnumSet.allOf(ExportFile.Type.class),
                        Optional.empty(),
                        TARGET.cutoff(),
                        0));
        offered("after");
        ExportJob made = store.exports().find("one").orElseThrow();
        assertThat(made.types()).containsExactly(ExportFile.Type.TASK);
        assertThat(made.since()).contains(since);
        assertThat(made.total()).isEqualTo(7);
        assertThat(store.mailbox(COUNCIL, Set.of(), made.position(), 10).stream()
                        .filter(item -> item.position() <= made.lastPosition()))
                .extracting(MailboxItem::transfer)
                .containsExactly(transfer("before"));
        assertThat(store.exports().unfinished(made.requestedAt()))
                .extracting(ExportJob::id)
                .containsExactly("one", "two");
        assertThat(store.exports().unfinished(made.expiresAt()))
                .extracting(ExportJob::id)
                .containsExactly("two");

        byte[] content = {0, -1, 10, 13};
        ExportFile tasks = new ExportFile(1, ExportFile.Type.TASK, 0, 5, 3, 99);
        ExportFile bundles = new ExportFile(2, ExportFile.Type.BUNDLE, 0, 4, 2, 0);
        run(t -> t.exports()
                .advance(
                        "one",
                        5,
                        3,
                        true,
                        List.of(
                                new ExportWriter.Draft(tasks, Optional.of(content)),
                                new ExportWriter.Draft(bundles, Optional.empty()))));
        run(t -> t.exports()
                .advance("never made", 5, 3, true, List.of(new ExportWriter.Draft(tasks, Optional.of(content)))));
        ExportJob advanced = store.exports().find("one").orElseThrow();
        assertThat(advanced.ready()).isTrue();
        assertThat(advanced.position()).isEqualTo(5);
        assertThat(advanced.prepared()).isEqualTo(3);
        assertThat(store.exports().files("one")).containsExactly(tasks, bundles);
        assertThat(store.exports().files("never made")).isEmpty();
        assertThat(store.exports().content("one", 1)).contains(content);
        assertThat(store.exports().content("one", 2)).isEmpty();
        assertThat(store.write(t -> t.exports().expiries(COUNCIL)).join()).containsExactly(made.expiresAt());

        assertThat(store.write(t -> t.exports().remove("one", OTHER_COUNCIL)).join())
                .isFalse();
        assertThat(store.write(t -> t.exports().remove("one", COUNCIL)).join()).isTrue();
        assertThat(store.exports().find("one")).isEmpty();
        assertThat(store.exports().files("one")).isEmpty();
        assertThat(store.exports().content("one", 1)).isEmpty();
    }

    @Test
    void an_expired_export_is_removed_with_its_files() {
        run(t -> t.exports().add("brief", COUNCIL, "", Set.of(), Optional.empty(), Duration.ZERO, 0));
        run(t -> t.exports().add("long", COUNCIL, "", Set.of(), Optional.empty(), Duration.ofDays(400), 0));
        ExportFile file = new ExportFile(1, ExportFile.Type.BUNDLE, 0, 4, 2, 0);
        run(t -> t.exports().advance("brief", 5, 3, true, List.of(new ExportWriter.Draft(file, Optional.empty()))));
        assertThat(store.write(t -> t.exports().removeExpired()).join()).isOne();
        assertThat(store.exports().files("brief")).isEmpty();
        assertThat(store.exports().find("long")).isPresent();
    }

    @Test
    void the_sizes_of_bundles_are_known_without_their_bytes() {
        offered("sized");
        List<MailboxItem> items = store.mailbox(COUNCIL, Set.of(), 0, 10);
        assertThat(store.exports().bundles(items)).hasSize(1).allSatisfy((transfer, stored) -> {
            assertThat(stored.size())
                    .isEqualTo(store.bundle(items.get(0).submission()).orElseThrow().length);
            assertThat(stored.hash())
                    .isEqualTo(Sha256.of(store.bundle(items.get(0).submission()).orElseThrow()));
        });
        assertThat(store.exports().bundles(List.of())).isEmpty();
    }

    // --- caseload ---

    @Test
    void a_caseload_is_replaced_as_a_whole() {
        run(t -> t.replaceCaseload(COUNCIL, Set.of(ANN, BEN)));
        run(t -> t.replaceCaseload(OTHER_COUNCIL, Set.of(ANN)));
        assertThat(store.caseload(ANN)).containsExactly(OTHER_COUNCIL, COUNCIL);
        assertThat(store.caseloadSize(COUNCIL)).isEqualTo(2);

        run(t -> t.replaceCaseload(COUNCIL, Set.of(BEN, person("Cat"))));
        assertThat(store.caseload(ANN)).containsExactly(OTHER_COUNCIL);
        assertThat(store.caseload(BEN)).containsExactly(COUNCIL);
        assertThat(store.caseloadSize(COUNCIL)).isEqualTo(2);

        run(t -> t.replaceCaseload(COUNCIL, Set.of()));
        assertThat(store.caseload(BEN)).isEmpty();
        assertThat(store.caseloadSize(COUNCIL)).isZero();
    }

    // --- ledger ---

    @Test
    void a_transfers_timeline_starts_with_its_submission() {
        offered("1");
        TransferId other = TransferId.of(id("1"), OTHER_COUNCIL);
        run(t -> t.append(entry(EntryKind.REPEATED, "1").draft()));
        run(t -> t.append(
                EntryDraft.of(EntryKind.COLLECTED).transfer(transfer("1")).draft()));
        run(t -> t.append(entry(EntryKind.FAILED, "1")
                .transfer(other)
                .code(FailureCode.INTERNAL)
                .draft()));

        assertThat(store.ledger().entriesOf(transfer("1")))
                .extracting(e -> e.content().kind())
                .containsExactly(EntryKind.RECEIVED, EntryKind.ROUTED, EntryKind.OFFERED, EntryKind.COLLECTED);
        assertThat(store.ledger().entriesOf(id("1"))).hasSize(6);
        assertThat(store.ledger().entriesAfter(2, 2))
                .extracting(Entry::sequence)
                .containsExactly(3L, 4L);
    }

    @Test
    void a_submission_counts_once_before_and_after_it_is_routed() {
        run(t -> receive(t, "1", ANN));
        assertThat(statuses()).containsExactly(cell("", Measure.STATUS, "OPEN", 1));
        assertThat(store.ledger().state(TransferId.withoutDestination(id("1")))).isPresent();

        run(t -> route(t, "1", ANN));
        assertThat(statuses()).containsExactly(cell("E99", Measure.STATUS, "OPEN", 1));
        assertThat(store.ledger().state(TransferId.withoutDestination(id("1")))).isEmpty();
        assertThat(store.ledger().state(transfer("1")).orElseThrow().status()).isEqualTo(TransferStatus.OPEN);
        assertThat(store.ledger().open(today())).hasSize(1);
    }

    @Test
    void the_rollups_equal_a_recount_of_the_entries_by_other_means() {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            RandomHistories histories = new RandomHistories(random, clock);
            long before = store.ledger().lastSequence();
            List<CompletableFuture<Boolean>> writes = new ArrayList<>();
            for (int step = 0; step < 600; step++) {
                List<EntryDraft> entries = histories.step();
                writes.add(store.write(t -> {
                    entries.forEach(t::append);
                    return true;
                }));
                if (random.nextInt(50) == 0) {
                    // Its entries must leave no trace, nor disturb the others of its group.
                    store.write(t -> {
                        entries.forEach(t::append);
                        throw new UnsupportedOperationException("guilty");
                    });
                }
                if (random.nextInt(20) == 0) {
                    writes.forEach(CompletableFuture::join);
                }
                if (step == 300) {
                    reopen();
                }
            }
            writes.forEach(CompletableFuture::join);

            List<Entry> entries = store.ledger().entriesAfter(0, 1_000_000);
            assertThat(store.ledger().lastSequence()).isGreaterThan(before);
            Map<String, Long> counted = Recount.of(store.ledger()
                    .rollups(RollupQuery.of(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31)))
                    .cells());
            Map<String, Long> recounted = Recount.of(entries);
            assertThat(differences(counted, recounted))
                    .as("seed %d: counted, recounted", seed)
                    .isEmpty();
            TransferFold.over(entries)
                    .forEach((id, state) -> assertThat(store.ledger().state(id))
                            .as("transfer %s", id)
                            .contains(state));
        }
    }

    @Test
    void an_overdue_transfer_is_found_until_it_has_expired() {
        offered("1");
        run(t -> receive(t, "2", ANN));
        assertThat(store.expired(NOON.plus(TARGET.cutoff()), 10)).isEmpty();

        clock.move(TARGET.cutoff());
        assertThat(store.expired(clock.instant(), 10))
                .containsExactlyInAnyOrder(transfer("1"), TransferId.withoutDestination(id("2")));
        run(t -> store.expired(clock.instant(), 10)
                .forEach(id ->
                        t.append(EntryDraft.of(EntryKind.EXPIRED).transfer(id).draft())));

        assertThat(store.expired(clock.instant(), 10)).isEmpty();
        assertThat(store.ledger().state(transfer("1")).map(TransferState::status))
                .contains(TransferStatus.DELIVERED_NOT_INTEGRATED);
    }

    @Test
    void the_newest_transfers_come_first() {
        for (String number : List.of("1", "2", "3")) {
            run(t -> receive(t, number, ANN));
        }
        run(t -> route(t, "2", ANN));

        assertThat(store.ledger().newest(2))
                .extracting(TransferState::transfer)
                .containsExactly(transfer("2"), TransferId.withoutDestination(id("3")));
    }

    @Test
    void time_never_goes_back_in_the_ledger() {
        run(t -> receive(t, "1", ANN));
        clock.move(Duration.ofHours(-1));
        run(t -> receive(t, "2", ANN));
        reopen();
        run(t -> receive(t, "3", ANN));

        assertThat(store.ledger().entriesAfter(0, 10))
                .extracting(Entry::time)
                .isSorted()
                .allMatch(NOON.plusSeconds(10)::equals);
    }

    @Test
    void an_entry_without_what_its_kind_needs_is_refused_and_alone() {
        CompletableFuture<Boolean> bad = store.write(t -> {
            t.append(EntryDraft.of(EntryKind.ROUTED).draft());
            return true;
        });
        CompletableFuture<Optional<Sha256>> good = store.write(t -> receive(t, "1", ANN));

        assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(good.join()).isEmpty();
    }

    @Test
    void the_database_refuses_to_change_the_ledger() throws SQLException {
        run(t -> receive(t, "1", ANN));
        run(t -> receive(t, "2", ANN));
        // Its writer would hold others off by its lock, whatever they want to do.
        store.close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : ledgerChanges()) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("the ledger");
            }
        }
        store = opened();
        assertThat(store.ledger().lastSequence()).isEqualTo(2);
    }

    List<String> ledgerChanges() {
        return List.of(
                "UPDATE entry SET kind = 'REFUSED' WHERE sequence = 1",
                "UPDATE entry SET sequence = 9",
                "DELETE FROM entry WHERE sequence = 2",
                "DELETE FROM entry");
    }

    final Connection connect() throws SQLException {
        if (configuration instanceof StoreConfiguration.Postgresql postgresql) {
            return DriverManager.getConnection(postgresql.url(), postgresql.user(), postgresql.password());
        }
        return DriverManager.getConnection("jdbc:sqlite:" + ((StoreConfiguration.Sqlite) configuration).file());
    }

    // --- the writer ---

    @Test
    void a_change_that_throws_fails_alone() throws Exception {
        CountDownLatch gathered = hold();
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String number = "g" + i;
            boolean guilty = i % 7 == 3;
            futures.add(store.write(t -> {
                receive(t, number, ANN);
                if (guilty) {
                    throw new UnsupportedOperationException("guilty");
                }
                return true;
            }));
        }
        gathered.countDown();

        for (int i = 0; i < 20; i++) {
            CompletableFuture<?> future = futures.get(i);
            if (i % 7 == 3) {
                assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(UnsupportedOperationException.class);
                assertThat(store.submission(id("g" + i))).isEmpty();
            } else {
                assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo(true);
                assertThat(store.submission(id("g" + i))).isPresent();
            }
        }
        assertThat(sequences()).containsExactlyElementsOf(upTo(17));
        assertThat(store.outboxDepth()).isEqualTo(17);
    }

    @Test
    void a_change_that_the_database_refuses_fails_alone() throws Exception {
        CountDownLatch gathered = hold();
        store.write(t -> receive(t, "1", ANN));
        CompletableFuture<Boolean> twice = store.write(t -> {
            t.keep(Fixtures.submission("1", ANN), bytes("1"), SALT);
            return true;
        });
        CompletableFuture<Boolean> orphan = store.write(t -> {
            t.keepBundle(id("nowhere"), new byte[1], Sha256.of(new byte[1]));
            return true;
        });
        CompletableFuture<Boolean> swallowed = store.write(t -> {
            t.keepBundle(id("nowhere"), new byte[1], Sha256.of(new byte[1]));
            try {
                t.offer(transfer("1"));
            } catch (RuntimeException e) {
                return true;
            }
            return false;
        });
        CompletableFuture<Optional<Sha256>> good = store.write(t -> receive(t, "2", ANN));
        gathered.countDown();

        assertThatThrownBy(() -> twice.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> orphan.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> swallowed.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(good.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(store.submission(id("2"))).isPresent();
    }

    @Test
    void sixteen_threads_write_and_every_future_completes_and_no_sequence_is_missing() throws Exception {
        int threads = 16;
        int each = 200;
        List<CompletableFuture<Void>> writers = IntStream.range(0, threads)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                String number = thread + "." + i;
                                assertThat(claimed(t -> receive(t, number, person(number))))
                                        .isEmpty();
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<Void> writer : writers) {
            writer.get(120, TimeUnit.SECONDS);
        }

        assertThat(store.ledger().lastSequence()).isEqualTo(threads * each);
        assertThat(sequences()).containsExactlyElementsOf(upTo(threads * each));
        assertThat(store.outboxDepth()).isEqualTo(threads * each);
        assertThat(statuses()).containsExactly(cell("", Measure.STATUS, "OPEN", threads * each));
    }

    @Test
    void more_than_can_wait_is_answered_at_once() throws Exception {
        CountDownLatch full = hold();
        List<CompletableFuture<Boolean>> futures = IntStream.range(0, Writer.MOST_WAITING + 100)
                .mapToObj(i -> store.write(t -> true))
                .toList();

        List<CompletableFuture<Boolean>> refused =
                futures.stream().filter(CompletableFuture::isDone).toList();
        assertThat(refused).hasSize(100);
        assertThatThrownBy(refused.get(0)::get)
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.code()).isEqualTo(FailureCode.OVERLOADED));
        full.countDown();
        for (CompletableFuture<Boolean> future : futures) {
            if (!refused.contains(future)) {
                assertThat(future.get(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void an_interrupted_writer_goes_on() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("portage-store-writer"))
                .forEach(Thread::interrupt);
        assertThat(claimed(t -> receive(t, "1", ANN))).isEmpty();
        assertThat(store.isWritable()).isTrue();
    }

    @Test
    void a_closed_store_says_so_and_has_kept_what_waited() {
        List<CompletableFuture<Optional<Sha256>>> futures = IntStream.range(0, 50)
                .mapToObj(i -> store.write(t -> receive(t, "c" + i, ANN)))
                .toList();
        store.close();

        assertThat(futures).allSatisfy(future -> assertThat(future.join()).isEmpty());
        assertThatThrownBy(() -> store.write(t -> true).join()).hasCauseInstanceOf(StoreUnavailableException.class);
        store = opened();
        assertThat(store.ledger().lastSequence()).isEqualTo(50);
    }

    @Test
    void everything_is_there_after_reopening() {
        offered("1");
        run(t -> t.moveTo(transfer("1"), TaskStatus.RECEIVED, Optional.empty()));
        MailboxItem item = store.mailboxItem(transfer("1")).orElseThrow();
        List<Entry> entries = store.ledger().entriesAfter(0, 100);
        List<RollupCell> cells = store.ledger().rollups(today()).cells();
        reopen();

        assertThat(store.mailboxItem(transfer("1"))).contains(item);
        assertThat(store.ledger().entriesAfter(0, 100)).isEqualTo(entries);
        assertThat(store.ledger().rollups(today()).cells()).isEqualTo(cells);
        offered("2");
        assertThat(sequences()).containsExactlyElementsOf(upTo(6));
    }

    @Test
    void what_was_acknowledged_survives_a_kill_before_a_commit_and_at_any_moment() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        for (int round = 1; round <= 3; round++) {
            store.close();
            // The first two at the failpoint, the last one by a signal.
            List<String> options = round < 3 ? List.of("-Dportage.failpoint=BEFORE_COMMIT:" + 7 * round) : List.of();
            List<String> heard = runAndKill(command, options, "r" + round + "-", round < 3 ? Integer.MAX_VALUE : 40);
            assertThat(heard).as("round %d", round).isNotEmpty();
            acknowledged.addAll(heard);
            store = opened();

            for (String number : acknowledged) {
                assertThat(store.submissionBytes(id(number)).orElseThrow()).isEqualTo(bytes(number));
                assertThat(store.ledger().entriesOf(id(number))).hasSize(1);
            }
            long stored = store.ledger().lastSequence();
            assertThat(stored).isGreaterThanOrEqualTo(acknowledged.size());
            assertThat(sequences()).containsExactlyElementsOf(upTo(stored));
            assertThat(store.outboxDepth()).isEqualTo(stored);
        }
    }

    private List<String> runAndKill(List<String> java, List<String> options, String prefix, int most) throws Exception {
        List<String> command = new ArrayList<>(java);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreProcess.class.getName()));
        if (configuration instanceof StoreConfiguration.Postgresql postgresql) {
            command.addAll(List.of(
                    "postgresql", keyFile().toString(), postgresql.url(), postgresql.user(), postgresql.password()));
        } else {
            command.addAll(List.of(
                    "sqlite",
                    keyFile().toString(),
                    ((StoreConfiguration.Sqlite) configuration).file().toString()));
        }
        command.add(prefix);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> heard = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Not the log's lines, nor one that the kill cut short.
                if (line.matches(prefix + "\\d+")) {
                    heard.add(line);
                }
                if (heard.size() == most) {
                    // By its handle: the process itself would close what is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isIn(Failpoint.EXIT_STATUS, 137);
        return heard;
    }

    @Test
    void what_a_mailbox_holds_of_a_person_is_found_in_order_and_of_nobody_else() {
        for (int i = 0; i < 6; i++) {
            String id = Integer.toString(i);
            OrderingKey person = i % 2 == 0 ? ANN : BEN;
            run(t -> {
                receive(t, id, person);
                route(t, id, person);
                offer(t, id);
            });
        }
        run(t -> {
            receive(t, "not offered", ANN);
            route(t, "not offered", ANN);
        });
        assertThat(store.mailboxOf(COUNCIL, ANN))
                .extracting(MailboxItem::transfer)
                .containsExactly(transfer("0"), transfer("2"), transfer("4"));
        assertThat(store.mailboxOf(OTHER_COUNCIL, ANN)).isEmpty();
        assertThat(store.mailboxOf(COUNCIL, person("Cat"))).isEmpty();
    }

    @Test
    void a_lease_is_kept_until_an_answer_ends_it_and_lapses_by_itself() {
        for (String id : List.of("1", "2", "3")) {
            run(t -> {
                receive(t, id, ANN);
                route(t, id, ANN);
                offer(t, id);
            });
        }
        Instant now = clock.instant();
        run(t -> t.lease(transfer("1"), new Lease("one", now.plusSeconds(60))));
        reopen();
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().lease())
                .contains(new Lease("one", now.plusSeconds(60)));
        assertThat(claimable("one", now, 2)).containsExactly(transfer("1"), transfer("2"));
        assertThat(claimable("two", now, 5)).containsExactly(transfer("2"), transfer("3"));
        assertThat(claimable("two", now.plusSeconds(60), 5))
                .containsExactly(transfer("1"), transfer("2"), transfer("3"));
        assertThat(store.claimedCount(COUNCIL, Set.of(), Optional.of("two"), now))
                .isEqualTo(1);
        assertThat(store.claimedCount(COUNCIL, Set.of(TaskStatus.REQUESTED), Optional.empty(), now))
                .isEqualTo(1);
        assertThat(store.claimedCount(COUNCIL, Set.of(), Optional.of("one"), now))
                .isZero();
        assertThat(store.claimedCount(COUNCIL, Set.of(), Optional.of("two"), now.plusSeconds(60)))
                .isZero();

        run(t -> t.moveTo(transfer("1"), TaskStatus.RECEIVED, Optional.empty()));
        assertThat(claimable("two", now, 5)).containsExactly(transfer("2"), transfer("3"));
        assertThat(claimable("two", now.plusSeconds(60), 5)).startsWith(transfer("1"));
        run(t -> t.moveTo(
                transfer("1"), TaskStatus.REJECTED, Optional.of(RejectionReason.OTHER), Optional.of("system|code")));
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().lease()).isEmpty();
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().reasonSent()).contains("system|code");
        assertThat(claimable("one", now, 5)).containsExactly(transfer("2"), transfer("3"));
    }

    @Test
    void what_is_withdrawn_is_cancelled_whether_it_was_offered_or_not_and_what_was_collected_is_not() {
        for (String id : List.of("offered", "collected")) {
            run(t -> {
                receive(t, id, ANN);
                route(t, id, ANN);
                offer(t, id);
            });
        }
        run(t -> {
            receive(t, "on its way", ANN);
            route(t, "on its way", ANN);
            t.moveTo(transfer("collected"), TaskStatus.RECEIVED, Optional.empty());
        });
        assertThat(yes(t -> t.withdraw(transfer("offered")))).isTrue();
        assertThat(yes(t -> t.withdraw(transfer("offered")))).isFalse();
        assertThat(yes(t -> t.withdraw(transfer("collected")))).isFalse();
        assertThat(yes(t -> t.withdraw(transfer("on its way")))).isTrue();
        assertThat(yes(t -> t.offer(transfer("on its way")))).isFalse();
        assertThat(store.mailbox(COUNCIL, Set.of(TaskStatus.CANCELLED), 0, 10))
                .extracting(MailboxItem::transfer)
                .containsExactly(transfer("offered"), transfer("on its way"));
        assertThat(store.mesh().transfers(COUNCIL, 0, 10))
                .extracting(MailboxItem::transfer)
                .containsExactly(transfer("collected"));
        reopen();
        assertThat(yes(t -> t.offer(transfer("on its way")))).isFalse();
    }

    private List<TransferId> claimable(String worker, Instant now, int limit) {
        List<MailboxItem> items = write(t -> t.claimable(COUNCIL, worker, now, limit));
        return items.stream().map(MailboxItem::transfer).toList();
    }

    @Test
    void nothing_of_a_record_is_in_any_text_form() {
        run(t -> receive(t, "1", ANN));
        assertThat(store.submission(id("1")).orElseThrow().toString()).doesNotContain("ZZCANARY");
        assertThat(store.toString()).doesNotContain("ZZCANARY");
        assertThat(configuration.toString()).doesNotContain("password");
        CompletableFuture<Boolean> twice = store.write(t -> {
            t.keep(Fixtures.submission("1", ANN), bytes("1"), SALT);
            return true;
        });
        assertThatThrownBy(twice::join).satisfies(failure -> {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("ZZCANARY");
            }
        });
    }

    // --- words of the tests ---

    /** Holds the writer until the latch is counted down, so that what is written meanwhile becomes one group. */
    CountDownLatch hold() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        store.write(t -> {
            running.countDown();
            return passed(release);
        });
        assertThat(passed(running)).isTrue();
        return release;
    }

    private static boolean passed(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void offered(String number) {
        run(t -> receive(t, number, ANN));
        run(t -> route(t, number, ANN));
        run(t -> offer(t, number));
    }

    void relayAll() {
        store.outbox(0, 1000).forEach(row -> run(t -> t.markRelayed(row.position())));
    }

    private static Map<String, String> differences(Map<String, Long> some, Map<String, Long> others) {
        Set<String> names = new TreeSet<>(some.keySet());
        names.addAll(others.keySet());
        names.removeIf(name -> Objects.equals(some.get(name), others.get(name)));
        return names.stream().collect(Collectors.toMap(name -> name, name -> some.get(name) + ", " + others.get(name)));
    }

    static RollupQuery today() {
        return RollupQuery.of(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 2));
    }

    List<String> statuses() {
        return store.ledger().rollups(today()).cells().stream()
                .filter(cell -> cell.measure() == Measure.STATUS)
                .map(cell -> cell(
                        cell.key().recipient().map(Object::toString).orElse(""),
                        cell.measure(),
                        cell.detail(),
                        cell.amount()))
                .toList();
    }

    static String cell(String recipient, Measure measure, String detail, long amount) {
        return recipient + " " + measure + " " + detail + " " + amount;
    }

    List<Long> sequences() {
        return store.ledger().entriesAfter(0, 100_000).stream()
                .map(Entry::sequence)
                .toList();
    }

    static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static MeshMessage message(String id, String recipient, boolean inInbox) {
        return new MeshMessage(
                0,
                id,
                MeshMessage.Type.DATA,
                "SENDER01",
                recipient,
                "A_WORKFLOW",
                "local: 1",
                Map.of("mex-subject", "a subject: with a colon, and \u00e9", "mex-filename", "a.txt"),
                3,
                1,
                7,
                MeshMessage.State.UPLOADING,
                "00",
                "",
                Optional.empty(),
                Optional.of("LINKED"),
                inInbox,
                NOON,
                NOON);
    }

    private void add(MeshMessage message) {
        run(t -> t.mesh().add(message));
    }

    @Test
    void a_mesh_message_comes_back_as_it_was_kept_and_changes_as_it_is_told() {
        add(message("M1", "RECIPIENT1", false));
        MeshMessage kept = store.mesh().message("M1").orElseThrow();
        assertThat(kept.position()).isPositive();
        assertThat(kept.headers()).isEqualTo(message("M1", "RECIPIENT1", false).headers());
        assertThat(kept.linked()).hasValue("LINKED");
        assertThat(kept.submission()).isEmpty();
        receiveRouteOffer("1");
        MeshMessage changed = kept.withChunk(2, 5, NOON.plusSeconds(1))
                .in(MeshMessage.State.ACCEPTED, "00", "text", NOON.plusSeconds(2))
                .as(id("1"));
        run(t -> t.mesh().replace(changed));
        reopen();
        assertThat(store.mesh().message("M1")).hasValue(changed);
        assertThat(store.mesh().messagesOf(id("1"))).containsExactly(changed);
        assertThat(store.mesh().messages("SENDER01", "local: 1", 5)).containsExactly(changed);
        assertThat(store.mesh().messages("SENDER02", "local: 1", 5)).isEmpty();
        assertThat(store.mesh().underWay(0, 5)).containsExactly(changed);
        assertThat(store.mesh().underWay(changed.position(), 5)).isEmpty();
        assertThat(changed.toString()).doesNotContain("subject", "local");
    }

    @Test
    void a_mesh_inbox_holds_its_owners_transfers_until_they_leave_it_by_any_face() {
        for (String businessId : List.of("1", "2", "3", "4")) {
            receiveRouteOffer(businessId);
        }
        assertThat(inbox(0)).containsExactly(transfer("1"), transfer("2"), transfer("3"), transfer("4"));
        assertThat(store.mesh().transfers(OTHER_COUNCIL, 0, 10)).isEmpty();
        assertThat(yes(t -> t.mesh().end(transfer("1"), MeshEnd.Kind.ACKNOWLEDGED)))
                .isTrue();
        clock.move(Duration.ofSeconds(1));
        assertThat(yes(t -> t.mesh().end(transfer("1"), MeshEnd.Kind.UNDELIVERED)))
                .as("it leaves once")
                .isFalse();
        run(t -> t.moveTo(transfer("2"), TaskStatus.RECEIVED, Optional.empty()));
        run(t -> t.moveTo(transfer("3"), TaskStatus.COMPLETED, Optional.empty()));
        reopen();
        assertThat(inbox(0)).containsExactly(transfer("2"), transfer("4"));
        assertThat(inbox(store.mailboxItem(transfer("2")).orElseThrow().position()))
                .containsExactly(transfer("4"));
        assertThat(store.mesh().transferCount(COUNCIL)).isEqualTo(2);
        assertThat(store.mesh().transferCount(COUNCIL, 1)).isEqualTo(1);
        assertThat(store.mesh().endOf(transfer("1")))
                .hasValue(new MeshEnd(MeshEnd.Kind.ACKNOWLEDGED, NOON.plusSeconds(10)));
        assertThat(store.mesh().endOf(transfer("2"))).isEmpty();
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().status())
                .as("the other faces see no difference")
                .isEqualTo(TaskStatus.REQUESTED);
    }

    private List<TransferId> inbox(long after) {
        return store.mesh().transfers(COUNCIL, after, 10).stream()
                .map(MailboxItem::transfer)
                .toList();
    }

    private void receiveRouteOffer(String businessId) {
        run(t -> {
            receive(t, businessId, ANN);
            route(t, businessId, ANN);
            offer(t, businessId);
        });
    }

    @Test
    void transfers_and_mesh_messages_of_an_inbox_have_positions_in_one_order() {
        add(message("M1", "RECIPIENT1", true));
        receiveRouteOffer("1");
        add(message("M2", "RECIPIENT1", true));
        add(message("M3", "RECIPIENT2", true));
        List<MeshMessage> messages = store.mesh().messages("RECIPIENT1", 0, 5);
        assertThat(messages).extracting(MeshMessage::id).containsExactly("M1", "M2");
        assertThat(store.mailboxItem(transfer("1")).orElseThrow().position())
                .isBetween(messages.get(0).position(), messages.get(1).position());
        run(t -> t.mesh().replace(messages.get(0).lying(false)));
        assertThat(store.mesh().messages("RECIPIENT1", 0, 5))
                .extracting(MeshMessage::id)
                .containsExactly("M2");
        assertThat(store.mesh().messageCount("RECIPIENT1")).isEqualTo(1);
    }

    @Test
    void a_mesh_credential_is_used_once_until_it_is_forgotten() {
        Sha256 credential = Sha256.ofParts("credential");
        assertThat(yes(t -> t.mesh().use(credential, NOON.plusSeconds(60)))).isTrue();
        assertThat(yes(t -> t.mesh().use(credential, NOON.plusSeconds(60)))).isFalse();
        List<CompletableFuture<Boolean>> together = IntStream.range(0, 20)
                .mapToObj(i -> store.write(t -> t.mesh().use(Sha256.ofParts("another"), NOON)))
                .toList();
        assertThat(together.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
        reopen();
        run(t -> t.mesh().forgetCredentials(NOON.plusSeconds(60)));
        assertThat(yes(t -> t.mesh().use(credential, NOON.plusSeconds(60)))).isFalse();
        run(t -> t.mesh().forgetCredentials(NOON.plusSeconds(61)));
        assertThat(yes(t -> t.mesh().use(credential, NOON.plusSeconds(60)))).isTrue();
    }

    @Test
    void what_is_good_once_is_spent_once_also_after_a_restart_until_it_is_forgotten() {
        Sha256 credential = Sha256.ofParts("assertion");
        List<CompletableFuture<Boolean>> together = IntStream.range(0, 20)
                .mapToObj(i -> store.write(t -> t.spentCredentials().spend(credential, NOON.plusSeconds(60))))
                .toList();
        assertThat(together.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
        reopen();
        assertThat(yes(t -> t.spentCredentials().spend(credential, NOON.plusSeconds(60))))
                .isFalse();
        run(t -> t.spentCredentials().forget(NOON.plusSeconds(60)));
        assertThat(yes(t -> t.spentCredentials().spend(credential, NOON.plusSeconds(60))))
                .isFalse();
        run(t -> t.spentCredentials().forget(NOON.plusSeconds(61)));
        assertThat(yes(t -> t.spentCredentials().spend(credential, NOON.plusSeconds(60))))
                .isTrue();
    }

    @Test
    void chunks_of_a_mesh_message_are_kept_replaced_dropped_and_go_with_it_by_age() {
        add(message("M1", "RECIPIENT1", false));
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);
        run(t -> t.mesh().keepChunk("M1", 1, bytes("first")));
        run(t -> t.mesh().keepChunk("M1", 1, large));
        run(t -> t.mesh().keepChunk("M1", 2, bytes("second")));
        assertThat(store.mesh().chunk("M1", 1))
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(large));
        assertThat(store.mesh().chunk("M1", 3)).isEmpty();
        run(t -> t.mesh().dropChunks("M1"));
        assertThat(store.mesh().chunk("M1", 2)).isEmpty();
        run(t -> t.mesh().keepChunk("M1", 1, bytes("again")));
        run(t -> t.mesh().deleteMessagesBefore(NOON));
        assertThat(store.mesh().message("M1")).isPresent();
        run(t -> t.mesh().deleteMessagesBefore(NOON.plusMillis(1)));
        assertThat(store.mesh().message("M1")).isEmpty();
        assertThat(store.mesh().chunk("M1", 1)).isEmpty();
    }

    private static final byte[] SITE_KEY = new byte[32];

    private static final SubmissionSearch ANYTHING = new SubmissionSearch(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static SubmissionSearch with(SearchKey key) {
        return new SubmissionSearch(
                Optional.of(key),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static SubmissionSearch at(SubmissionStanding standing) {
        return new SubmissionSearch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(standing),
                Optional.empty());
    }

    /** One of a sender, received so many seconds after noon, found by its number and its person. */
    private static void keepFindable(
            Transaction transaction, String number, OdsCode sender, OrderingKey person, long seconds) {
        SubmissionRow like = submission(number, person);
        SubmissionRow row = new SubmissionRow(
                like.id(),
                sender,
                like.channel(),
                like.format(),
                like.messageType(),
                like.workflow(),
                like.receivingFacility(),
                like.eventTime(),
                NOON.plusSeconds(seconds),
                false,
                person,
                like.content(),
                like.size());
        transaction.keep(
                row, bytes(number), SALT, Set.of(SearchKey.ofControlId(SITE_KEY, number), SearchKey.of(person)));
        transaction.append(Fixtures.received(number));
    }

    private static void fail(Transaction transaction, String number, EntryKind kind, FailureCode code) {
        transaction.append(entry(kind, number)
                .transfer(TransferId.withoutDestination(id(number)))
                .sender(TRUST)
                .workflow(Workflow.ADMISSION_NOTICE)
                .code(code)
                .draft());
        transaction.markRouted(id(number));
    }

    private List<SubmissionId> search(SubmissionSearch search) {
        return ids(store.submissions().find(search, Optional.empty(), 100));
    }

    private static List<SubmissionId> ids(SubmissionFinder.Page page) {
        return page.found().stream().map(found -> found.submission().id()).toList();
    }

    @Test
    void submissions_are_found_by_key_sender_time_and_standing_newest_first_and_page_by_page() {
        OdsCode other = new OdsCode("RZ8");
        write(transaction -> {
            keepFindable(transaction, "1", TRUST, ANN, 1);
            keepFindable(transaction, "2", other, ANN, 2);
            keepFindable(transaction, "3", TRUST, BEN, 3);
            keepFindable(transaction, "4", TRUST, BEN, 3);
            return receive(transaction, "without keys", BEN);
        });
        write(transaction -> {
            fail(transaction, "1", EntryKind.NOT_ROUTED, FailureCode.NO_ROUTE);
            fail(transaction, "2", EntryKind.FAILED, FailureCode.INVALID_VALUE);
            transaction.park(BEN, id("3"));
            route(transaction, "4", BEN);
            return true;
        });
        assertThat(search(with(SearchKey.ofControlId(SITE_KEY, "2")))).containsExactly(id("2"));
        assertThat(search(with(SearchKey.ofControlId(SITE_KEY, "5")))).isEmpty();
        assertThat(search(with(SearchKey.of(ANN)))).containsExactly(id("2"), id("1"));
        assertThat(search(with(SearchKey.of(BEN)))).containsExactly(id("4"), id("3"));
        assertThat(search(ANYTHING)).containsExactly(id("4"), id("3"), id("without keys"), id("2"), id("1"));
        assertThat(search(new SubmissionSearch(
                        Optional.empty(),
                        Optional.of(TRUST),
                        Optional.of(NOON.plusSeconds(2)),
                        Optional.of(NOON.plusSeconds(3)),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly(id("without keys"));
        assertThat(search(at(SubmissionStanding.NOT_ROUTED))).containsExactly(id("1"));
        assertThat(search(at(SubmissionStanding.FAILED))).containsExactly(id("2"));
        assertThat(ids(store.submissions().findWhatWentToNobody(ANYTHING, Optional.empty(), 100)))
                .containsExactly(id("2"), id("1"));
        SubmissionFinder.Page newest = store.submissions().findWhatWentToNobody(ANYTHING, Optional.empty(), 1);
        assertThat(ids(newest)).containsExactly(id("2"));
        assertThat(ids(store.submissions().findWhatWentToNobody(ANYTHING, newest.end(), 1)))
                .containsExactly(id("1"));
        assertThat(search(at(SubmissionStanding.PARKED))).containsExactly(id("3"));
        assertThat(search(at(SubmissionStanding.UNDER_WAY))).containsExactly(id("4"));
        assertThat(search(at(SubmissionStanding.WAITING))).containsExactly(id("without keys"));
        assertThat(store.submissions().find(id("2")).orElseThrow().code()).contains(FailureCode.INVALID_VALUE);
        write(transaction -> {
            offer(transaction, "4");
            return true;
        });
        assertThat(search(at(SubmissionStanding.DELIVERED))).containsExactly(id("4"));
        List<SubmissionId> paged = new ArrayList<>();
        Optional<SubmissionSearch.Place> behind = Optional.empty();
        do {
            SubmissionFinder.Page page = store.submissions().find(ANYTHING, behind, 2);
            paged.addAll(ids(page));
            behind = page.end();
        } while (behind.isPresent());
        assertThat(paged).containsExactlyElementsOf(search(ANYTHING));
        Backlog backlog = store.submissions().backlog();
        assertThat(backlog.toTranslate()).isEqualTo(new Backlog.Waiting(1, Optional.of(NOON.plusSeconds(2))));
        assertThat(backlog.parked().count()).isEqualTo(1);
        assertThat(backlog.toOffer()).isEmpty();
    }

    private static DeadLetter inboxLetter(String number) {
        return new DeadLetter(1, OutboxRow.INBOX, Optional.of(id(number)), Optional.empty(), NOON);
    }

    private static DeadLetter outLetter(String number) {
        return new DeadLetter(
                2, OutboxRow.addressOf(COUNCIL), Optional.of(id(number)), Optional.of(transfer(number)), NOON);
    }

    @Test
    void a_message_is_sent_again_only_for_what_is_still_to_be_done() {
        write(transaction -> {
            for (String number : List.of("waits", "parked", "released", "routed", "erased")) {
                keepFindable(transaction, number, TRUST, person(number), 1);
            }
            transaction.park(person("parked"), id("parked"));
            transaction.park(person("released"), id("released"));
            route(transaction, "routed", person("routed"));
            return true;
        });
        write(transaction -> transaction.release(person("released")) == 1);
        store.erase(id("erased"), ErasureReason.OTHER, true).join();
        Map<DeadLetter, Obligation> expected = new LinkedHashMap<>();
        expected.put(inboxLetter("waits"), Obligation.OPEN);
        expected.put(inboxLetter("released"), Obligation.OPEN);
        expected.put(outLetter("routed"), Obligation.OPEN);
        expected.put(inboxLetter("routed"), Obligation.DONE);
        expected.put(inboxLetter("parked"), Obligation.PARKED);
        expected.put(inboxLetter("erased"), Obligation.ERASED);
        expected.put(inboxLetter("nobody"), Obligation.UNKNOWN);
        expected.put(outLetter("waits"), Obligation.UNKNOWN);
        long before = store.outboxDepth();
        expected.forEach((letter, obligation) -> {
            assertThat(store.submissions().obligation(letter))
                    .as(letter.toString())
                    .isEqualTo(obligation);
            assertThat(yes(transaction -> transaction.sendAgain(letter)))
                    .as(letter.toString())
                    .isEqualTo(obligation == Obligation.OPEN);
        });
        List<OutboxRow> sent = store.outbox(0, 100);
        assertThat(sent).hasSize((int) before + 3);
        assertThat(sent.get(sent.size() - 1).message().address()).isEqualTo(OutboxRow.addressOf(COUNCIL));
        assertThat(sent.get(sent.size() - 1).message().transfer()).contains(transfer("routed"));
        write(transaction -> {
            offer(transaction, "routed");
            return true;
        });
        assertThat(store.submissions().obligation(outLetter("routed"))).isEqualTo(Obligation.DONE);
    }

    @Test
    void what_is_erased_is_found_by_no_key() {
        write(transaction -> {
            keepFindable(transaction, "1", TRUST, ANN, 1);
            keepFindable(transaction, "2", TRUST, ANN, 2);
            return true;
        });
        SearchKey found = SearchKey.ofDocumentId(SITE_KEY, "found at translation");
        for (int times = 0; times < 2; times++) {
            write(transaction -> {
                transaction.addKeys(id("1"), Set.of(found, SearchKey.of(ANN)));
                transaction.addKeys(id("2"), Set.of(found));
                return true;
            });
        }
        assertThat(search(with(found))).containsExactly(id("2"), id("1"));
        store.erase(id("1"), ErasureReason.PERSON, true).join();
        assertThat(search(with(found))).containsExactly(id("2"));
        assertThat(search(with(SearchKey.ofControlId(SITE_KEY, "1")))).isEmpty();
        assertThat(search(with(SearchKey.of(ANN)))).containsExactly(id("2"));
        assertThat(search(at(SubmissionStanding.ERASED))).containsExactly(id("1"));
    }

    private static final Replay.Order ORDER = new Replay.Order(
            new ReplayId(new UUID(1, 2)), ReplayReason.ROUTE_MENDED, TRUST, NOON, "standing not-routed", 5);

    private void begin(String... numbers) {
        List<FoundSubmission> chosen = Stream.of(numbers)
                .map(number -> store.submissions().find(id(number)).orElseThrow())
                .toList();
        write(transaction -> {
            transaction.replays().begin(ORDER, chosen);
            return true;
        });
    }

    /** The turn of the next of them, as the road would have it. */
    private int turn(int limit) {
        return count(transaction -> {
            List<SubmissionId> next = transaction.replays().next(ORDER.id(), limit);
            for (SubmissionId submission : next) {
                if (transaction.replays().replay(ORDER.id(), submission)) {
                    transaction.append(EntryDraft.of(EntryKind.REPLAYED)
                            .submission(submission)
                            .transfer(TransferId.withoutDestination(submission))
                            .replay(ORDER.id(), ORDER.reason())
                            .draft());
                }
            }
            transaction.replays().endIfDone(ORDER.id());
            return next.size();
        });
    }

    private Replay replay() {
        return store.replays().find(ORDER.id()).orElseThrow();
    }

    private List<SubmissionId> sentToInbox() {
        return store.outbox(0, 100).stream()
                .filter(row -> row.message().address().equals(OutboxRow.INBOX))
                .map(row -> row.message().submission())
                .toList();
    }

    @Test
    void only_what_went_to_nobody_is_replayed_each_once_and_it_goes_on_after_a_restart() {
        write(transaction -> {
            for (String number : List.of("not routed", "failed", "sent", "parked", "erased", "waits")) {
                keepFindable(transaction, number, TRUST, person(number), 1);
            }
            fail(transaction, "not routed", EntryKind.NOT_ROUTED, FailureCode.NO_ROUTE);
            fail(transaction, "failed", EntryKind.FAILED, FailureCode.INVALID_VALUE);
            fail(transaction, "erased", EntryKind.FAILED, FailureCode.INVALID_VALUE);
            route(transaction, "sent", person("sent"));
            transaction.park(person("parked"), id("parked"));
            return true;
        });
        store.erase(id("erased"), ErasureReason.OTHER, true).join();
        begin("not routed", "failed", "sent", "parked", "erased", "waits");
        assertThat(turn(1)).isEqualTo(1);
        reopen();
        assertThat(store.replays().running()).containsExactly(replay());
        assertThat(turn(100)).isEqualTo(5);
        assertThat(turn(100)).isZero();
        assertThat(replay().state()).isEqualTo(Replay.State.DONE);
        assertThat(replay().replayed()).isEqualTo(2);
        assertThat(replay().leftOut()).isEqualTo(4);
        assertThat(sentToInbox()).containsExactly(id("not routed"), id("failed"));
        assertThat(store.submissions().find(id("failed")).orElseThrow().standing())
                .isEqualTo(SubmissionStanding.WAITING);
        assertThat(store.ledger().entriesOf(id("failed")).stream()
                        .filter(entry -> entry.content().replay().equals(Optional.of(ORDER.id())))
                        .map(entry -> entry.content().replayReason()))
                .containsExactly(Optional.of(ReplayReason.ROUTE_MENDED));
        assertThat(store.ledger()
                        .state(TransferId.withoutDestination(id("failed")))
                        .orElseThrow()
                        .status())
                .isEqualTo(TransferStatus.OPEN);
    }

    @Test
    void a_replay_that_is_stopped_leaves_what_has_not_had_its_turn_as_it_is() {
        write(transaction -> {
            for (String number : List.of("1", "2", "3")) {
                keepFindable(transaction, number, TRUST, person(number), 1);
                fail(transaction, number, EntryKind.NOT_ROUTED, FailureCode.NO_ROUTE);
            }
            return true;
        });
        begin("1", "2", "3");
        assertThat(turn(1)).isEqualTo(1);
        assertThat(yes(transaction -> transaction.replays().stop(ORDER.id()))).isTrue();
        assertThat(turn(100)).isZero();
        assertThat(yes(transaction -> transaction.replays().stop(ORDER.id()))).isFalse();
        assertThat(replay().state()).isEqualTo(Replay.State.STOPPED);
        assertThat(replay().left()).isEqualTo(2);
        assertThat(sentToInbox()).containsExactly(id("1"));
        assertThat(search(at(SubmissionStanding.NOT_ROUTED))).containsExactly(id("3"), id("2"));
    }

    /** A message that the broker brings once more may route the record while a replay has it in hand. */
    @Test
    void what_was_routed_in_the_same_commit_is_not_replayed() {
        write(transaction -> {
            keepFindable(transaction, "1", TRUST, ANN, 1);
            return true;
        });
        begin("1");
        int turns = count(transaction -> {
            route(transaction, "1", ANN);
            return transaction.replays().replay(ORDER.id(), id("1")) ? 1 : 0;
        });
        assertThat(turns).isZero();
        assertThat(yes(transaction -> transaction.isRouted(id("1")))).isTrue();
    }
}
