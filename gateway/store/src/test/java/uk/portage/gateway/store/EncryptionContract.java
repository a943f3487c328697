package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.store.Fixtures.COUNCIL;
import static uk.portage.gateway.store.Fixtures.NOON;
import static uk.portage.gateway.store.Fixtures.SALT;
import static uk.portage.gateway.store.Fixtures.TRUST;
import static uk.portage.gateway.store.Fixtures.id;
import static uk.portage.gateway.store.Fixtures.key;
import static uk.portage.gateway.store.Fixtures.offer;
import static uk.portage.gateway.store.Fixtures.person;
import static uk.portage.gateway.store.Fixtures.receive;
import static uk.portage.gateway.store.Fixtures.route;
import static uk.portage.gateway.store.Fixtures.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferStatus;

/** How payloads are kept and erased, whatever the database. */
abstract class EncryptionContract {

    static final OrderingKey ANN = person("Ann");

    private static final String CANARY = "ZZKITTIWAKE";
    private static final String NHS_NUMBER = "9990000182";

    final TestClock clock = new TestClock(NOON.plusSeconds(10));
    StoreConfiguration configuration;
    SqlStore store;

    /** A new database, and a key file of its own that is not there yet. */
    abstract StoreConfiguration newDatabase();

    abstract Path keyFile();

    abstract Connection connect() throws SQLException;

    @BeforeEach
    void open() {
        configuration = newDatabase();
        store = opened();
    }

    @AfterEach
    void close() {
        store.close();
    }

    SqlStore opened() {
        return SqlStore.open(configuration, KeyFile.at(keyFile()), clock);
    }

    void reopen() {
        store.close();
        store = opened();
    }

    void run(Consumer<Transaction> change) {
        store.write(transaction -> {
                    change.accept(transaction);
                    return true;
                })
                .join();
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void offered(String number) {
        run(t -> receive(t, number, ANN));
        run(t -> route(t, number, ANN));
        run(t -> offer(t, number));
    }

    private void collected(String number) {
        offered(number);
        run(t -> t.moveTo(transfer(number), TaskStatus.RECEIVED, Optional.<RejectionReason>empty()));
    }

    private void assertNoCanaryLies() throws SQLException {
        assertThat(lies(CANARY)).isFalse();
        assertThat(lies(NHS_NUMBER)).isFalse();
    }

    /** True if the text stands in a cell of any table. */
    private boolean lies(String text) throws SQLException {
        return everything().contains(text);
    }

    /** Every cell of every table, bytes in Latin-1. */
    private String everything() throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = connect()) {
            for (String table : tables(connection)) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + '"')) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        for (int column = 1; column <= columns; column++) {
                            Object value = rows.getObject(column);
                            text.append(
                                            value instanceof byte[] bytes
                                                    ? new String(bytes, StandardCharsets.ISO_8859_1)
                                                    : value)
                                    .append('\n');
                        }
                    }
                }
            }
        }
        return text.toString();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        DatabaseMetaData meta = connection.getMetaData();
        try (ResultSet rows = meta.getTables(null, null, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                if (!"pg_catalog".equals(rows.getString(2)) && !"information_schema".equals(rows.getString(2))) {
                    tables.add(rows.getString(3));
                }
            }
        }
        return tables;
    }

    private static byte[] canary() {
        return ("{\"family\":\"" + CANARY + "\",\"value\":\"" + NHS_NUMBER + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private void keepCanaries() {
        byte[] canary = canary();
        run(t -> {
            t.claim(key("canary"), Sha256.of(canary));
            t.keep(plainFacility(), canary, SALT);
            t.keepBundle(id("canary"), canary, Sha256.of(canary));
            t.keepRestricted(id("canary"), Rendering.LOCATION_WITHHELD, canary, Sha256.of(canary));
            t.mesh().add(message());
            t.mesh().keepChunk("M1", 1, canary);
            t.exports().add("job", COUNCIL, "", Set.of(ExportFile.Type.TASK), Optional.empty(), Duration.ofDays(1), 1);
            ExportFile file = new ExportFile(1, ExportFile.Type.TASK, 0, 1, 1, canary.length);
            t.exports().advance("job", 1, 1, true, List.of(new ExportWriter.Draft(file, Optional.of(canary))));
            t.recordRequests().add("request", COUNCIL, TRUST, ANN, NHS_NUMBER, id("asked"));
            t.subscriptions().add("told", COUNCIL, "https://h", List.of("X: " + CANARY), canary);
        });
    }

    private static SubmissionRow plainFacility() {
        SubmissionRow like = Fixtures.submission("canary", ANN);
        return new SubmissionRow(
                like.id(),
                like.sender(),
                like.channel(),
                like.format(),
                like.messageType(),
                like.workflow(),
                "E99",
                like.eventTime(),
                like.receivedAt(),
                like.testRecord(),
                like.orderingKey(),
                Sha256.of(canary()),
                canary().length);
    }

    private static MeshMessage message() {
        return new MeshMessage(
                0,
                "M1",
                MeshMessage.Type.DATA,
                "SENDER01",
                "RECEIVER",
                "A_WORKFLOW",
                "",
                Map.of("mex-subject", CANARY),
                1,
                1,
                canary().length,
                MeshMessage.State.ACCEPTED,
                "00",
                "",
                Optional.empty(),
                Optional.empty(),
                true,
                NOON,
                NOON);
    }

    private void assertCanariesComeBack() {
        byte[] canary = canary();
        assertThat(store.submissionBytes(id("canary"))).contains(canary);
        assertThat(store.bundle(id("canary"))).contains(canary);
        assertThat(store.bundleSize(id("canary"), Rendering.WHOLE)).hasValue(canary.length);
        assertThat(store.bundle(id("canary"), Rendering.LOCATION_WITHHELD)).contains(canary);
        assertThat(store.bundleSize(id("canary"), Rendering.LOCATION_WITHHELD)).hasValue(canary.length);
        assertThat(store.mesh().message("M1").orElseThrow().headers()).containsEntry("mex-subject", CANARY);
        assertThat(store.mesh().chunk("M1", 1)).contains(canary);
        assertThat(store.exports().content("job", 1)).contains(canary);
        assertThat(store.recordRequests().find("request").orElseThrow().nhsNumber())
                .contains(NHS_NUMBER);
        Subscription told = store.subscriptions().find("told").orElseThrow();
        assertThat(told.headers()).containsExactly("X: " + CANARY);
        assertThat(told.secret()).isEqualTo(canary);
    }

    @Test
    void nothing_of_a_record_lies_in_the_database_as_it_is_and_all_of_it_comes_back() throws Exception {
        keepCanaries();
        reopen();

        assertThat(lies(id("canary").toString())).isTrue();
        assertNoCanaryLies();
        assertCanariesComeBack();
    }

    @Test
    void a_byte_that_has_changed_is_noticed_and_nothing_is_given_out() throws Exception {
        keepCanaries();
        store.close();
        flipLastByte("payload", "bytes");
        flipLastByte("bundle", "bytes");
        flipLastByte("restricted_bundle", "bytes");
        flipLastByte("mesh_chunk", "bytes");
        flipLastByte("export_file", "content");
        flipLastByte("subscription", "secret");
        store = opened();

        List<Runnable> reads = List.of(
                () -> store.submissionBytes(id("canary")),
                () -> store.bundle(id("canary")),
                () -> store.bundle(id("canary"), Rendering.LOCATION_WITHHELD),
                () -> store.mesh().chunk("M1", 1),
                () -> store.exports().content("job", 1),
                () -> store.subscriptions().find("told"));
        assertThat(reads).allSatisfy(read -> assertThatThrownBy(read::run).isInstanceOf(DamagedPayloadException.class));
    }

    private void flipLastByte(String table, String column) throws SQLException {
        byte[] bytes;
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + column + " FROM " + table)) {
            row.next();
            bytes = row.getBytes(1);
        }
        bytes[bytes.length - 1] ^= 1;
        sql("UPDATE " + table + " SET " + column + " = " + literal(bytes));
    }

    /** Bytes in SQL. */
    abstract String literal(byte[] bytes);

    @Test
    void a_payload_in_anothers_row_or_in_another_place_does_not_open() throws Exception {
        offered("1");
        offered("2");
        run(t -> {
            t.mesh().add(message());
            t.mesh().keepChunk("M1", 1, canary());
            t.mesh().keepChunk("M1", 2, canary());
        });
        store.close();
        sql(
                "UPDATE payload SET bytes = (SELECT bytes FROM payload AS other WHERE other.arrival <> payload.arrival)"
                        + " WHERE arrival = (SELECT MIN(arrival) FROM payload)",
                "UPDATE bundle SET bytes = (SELECT bytes FROM payload WHERE arrival = (SELECT MAX(arrival) FROM payload))"
                        + " WHERE submission = '" + id("2") + "'",
                "UPDATE mesh_chunk SET bytes = (SELECT bytes FROM mesh_chunk AS other WHERE other.number = 1)"
                        + " WHERE number = 2");
        store = opened();

        assertThatThrownBy(() -> store.submissionBytes(id("1"))).isInstanceOf(DamagedPayloadException.class);
        assertThat(store.submissionBytes(id("2"))).contains(Fixtures.bytes("2"));
        assertThatThrownBy(() -> store.bundle(id("2"))).isInstanceOf(DamagedPayloadException.class);
        assertThatThrownBy(() -> store.mesh().chunk("M1", 2)).isInstanceOf(DamagedPayloadException.class);
        store.close();

        // With its key beside it, it is another's all the same.
        sql("UPDATE submission SET data_key = (SELECT data_key FROM submission AS other WHERE other.id = '" + id("2")
                + "') WHERE id = '" + id("1") + "'");
        store = opened();
        assertThatThrownBy(() -> store.submissionBytes(id("1"))).isInstanceOf(DamagedPayloadException.class);
    }

    @Test
    void a_payload_that_is_put_in_the_place_of_an_encrypted_one_as_it_is_is_not_taken_for_one() throws Exception {
        offered("1");
        store.close();
        sql(
                "UPDATE payload SET bytes = " + literal(canary()),
                "UPDATE submission SET data_key = NULL, wrapped_by = NULL");
        store = opened();

        assertThatThrownBy(() -> store.submissionBytes(id("1"))).isInstanceOf(DamagedPayloadException.class);
    }

    @Test
    void with_another_key_or_with_none_the_store_does_not_open_and_says_why_in_one_line() throws Exception {
        keepCanaries();
        store.close();
        byte[] right = Files.readAllBytes(keyFile());

        Files.write(keyFile(), new byte[32]);
        assertThatThrownBy(this::opened)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("encrypted with another key")
                .hasMessageContaining("restore the right one from a backup");
        Files.delete(keyFile());
        assertThatThrownBy(this::opened)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is missing");
        assertThat(keyFile()).doesNotExist();
        Files.write(keyFile(), new byte[31]);
        assertThatThrownBy(this::opened)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(this::opened)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("31 bytes");

        Files.write(keyFile(), right);
        store = opened();
        assertCanariesComeBack();
    }

    @Test
    void after_a_rotation_the_new_key_opens_everything_and_the_former_nothing() throws Exception {
        keepCanaries();
        offered("1");
        byte[] former = Files.readAllBytes(keyFile());

        String id = store.rotateKey().orElseThrow();

        await().until(() -> Files.size(keyFile()) == 32);
        offered("2");
        reopen();
        assertCanariesComeBack();
        assertThat(store.bundle(id("1"))).isPresent();
        assertThat(store.bundle(id("2"))).isPresent();
        assertThat(lies(id)).isTrue();
        store.close();
        byte[] present = Files.readAllBytes(keyFile());
        Files.write(keyFile(), former);
        assertThatThrownBy(this::opened)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(id);

        // Stopped between the new key and its first use, the file holds both and nothing is lost.
        byte[] both = Arrays.copyOf(former, 64);
        System.arraycopy(present, 0, both, 32, 32);
        Files.write(keyFile(), both);
        store = opened();
        assertCanariesComeBack();
        await().until(() -> Files.size(keyFile()) == 32);
        assertThat(Files.readAllBytes(keyFile())).isEqualTo(former);
    }

    @Test
    void what_was_kept_before_there_was_encryption_is_encrypted_at_the_next_start() throws Exception {
        keepCanaries();
        for (int i = 0; i < 50; i++) {
            offered("m" + i);
        }
        store.close();
        sql(
                "UPDATE payload SET bytes = " + literal(canary()),
                "UPDATE bundle SET bytes = " + literal(canary()),
                "UPDATE restricted_bundle SET bytes = " + literal(canary()),
                "UPDATE submission SET data_key = NULL, wrapped_by = NULL",
                "UPDATE mesh_message SET headers = 'mex-subject:" + CANARY + "'",
                "UPDATE mesh_chunk SET bytes = " + literal(canary()),
                "UPDATE export_file SET content = " + literal(canary()),
                "UPDATE record_request SET nhs_number = '" + NHS_NUMBER + "'",
                "UPDATE subscription SET headers = 'X: " + CANARY + "', secret = " + literal(canary()),
                "UPDATE writer SET plain = 1",
                "DELETE FROM wrapping_key");
        assertThat(lies(CANARY)).isTrue();
        assertThat(lies(NHS_NUMBER)).isTrue();
        Files.delete(keyFile());

        store = opened();
        assertCanariesComeBack();
        assertThat(store.bundle(id("m49"))).contains(canary());
        await().until(() -> !store.encryption().mayBePlain());
        assertNoCanaryLies();
        reopen();
        assertCanariesComeBack();
        assertThat(store.bundle(id("m49"))).contains(canary());
    }

    // --- erasure ---

    @Test
    void what_is_erased_can_be_read_by_nobody_and_its_erasure_is_on_record() throws Exception {
        collected("1");
        collected("2");
        byte[] wrapped = wrappedKey("1");
        long entries = store.ledger().lastSequence();
        TransferStatus before =
                store.ledger().state(transfer("1")).orElseThrow().status();

        Erasure erased = store.erase(id("1"), ErasureReason.PERSON, false).join();

        assertThat(erased).isEqualTo(new Erasure.Erased(0));
        assertThat(store.isErased(id("1"))).isTrue();
        assertThat(store.isErased(id("2"))).isFalse();
        for (int i = 0; i < 2; i++) {
            assertThat(store.submissionBytes(id("1"))).isEmpty();
            assertThat(store.bundle(id("1"))).isEmpty();
            assertThat(store.bundleHash(id("1"), Rendering.WHOLE)).isEmpty();
            assertThat(store.submission(id("1"))).isPresent();
            assertThat(store.mailboxItem(transfer("1"))).isPresent();
            assertThat(store.mesh().endOf(transfer("1")).orElseThrow().kind()).isEqualTo(MeshEnd.Kind.UNDELIVERED);
            reopen();
        }
        List<Entry> added = store.ledger().entriesAfter(entries, 10);
        assertThat(added).singleElement().satisfies(entry -> {
            EntryDraft content = entry.content();
            assertThat(content.kind()).isEqualTo(EntryKind.ERASED);
            assertThat(content.submission()).contains(id("1"));
            assertThat(content.erasure()).contains(ErasureReason.PERSON);
        });
        assertThat(store.ledger().state(transfer("1")).orElseThrow().status()).isEqualTo(before);
        assertThat(lies(new String(wrapped, StandardCharsets.ISO_8859_1))).isFalse();
        assertThat(store.bundle(id("2"))).isPresent();
        assertThat(store.erase(id("1"), ErasureReason.OTHER, true).join())
                .isEqualTo(new Erasure.ErasedBefore(Instant.ofEpochMilli(clock.millis())));
        assertThat(store.erase(id("nothing"), ErasureReason.OTHER, true).join()).isEqualTo(new Erasure.NotFound());
        store.close();
        assertNothingLeftOf(wrapped);
        store = opened();
    }

    /** Where the files can be looked into. */
    void assertNothingLeftOf(byte[] wrapped) throws IOException {}

    private byte[] wrappedKey(String number) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT data_key FROM submission WHERE id = '" + id(number) + "'")) {
            row.next();
            return row.getBytes(1);
        }
    }

    @Test
    void what_waits_for_its_destination_is_erased_only_if_that_is_meant() {
        run(t -> receive(t, "unrouted", ANN));
        run(t -> receive(t, "unoffered", ANN));
        run(t -> route(t, "unoffered", ANN));
        offered("waiting");
        assertThat(store.erase(id("unrouted"), ErasureReason.OTHER, false).join())
                .isEqualTo(new Erasure.Undelivered(0, false));
        for (String number : List.of("unoffered", "waiting")) {
            assertThat(store.erase(id(number), ErasureReason.OTHER, false).join())
                    .isEqualTo(new Erasure.Undelivered(1, true));
            assertThat(store.bundle(id(number))).isPresent();
        }

        assertThat(store.erase(id("unrouted"), ErasureReason.OTHER, true).join())
                .isEqualTo(new Erasure.Erased(0));
        for (String number : List.of("unoffered", "waiting")) {
            assertThat(store.erase(id(number), ErasureReason.OTHER, true).join())
                    .isEqualTo(new Erasure.Erased(1));
            assertThat(store.bundle(id(number))).isEmpty();
            assertThat(store.mailboxItem(transfer(number)).orElseThrow().status())
                    .isEqualTo(TaskStatus.CANCELLED);
        }
        assertThat(store.mailboxCount(COUNCIL, Set.of(TaskStatus.REQUESTED))).isZero();
        assertThat(store.refillOutbox()).isZero();
        // What was not delivered has not been withdrawn by its sender: it stays in the count, and open until its
        // cutoff.
        assertThat(store.ledger().state(transfer("waiting")).orElseThrow().status())
                .isEqualTo(TransferStatus.OPEN);
    }

    @Test
    void an_erased_record_is_given_no_bundle_again_and_those_who_waited_behind_it_go_on() {
        run(t -> receive(t, "first", ANN));
        run(t -> receive(t, "second", ANN));
        run(t -> t.park(ANN, id("first")));
        run(t -> t.park(ANN, id("second")));

        assertThat(store.erase(id("first"), ErasureReason.OTHER, true).join()).isEqualTo(new Erasure.Erased(0));

        assertThatThrownBy(() -> run(t -> t.keepRestricted(
                        id("first"), Rendering.LOCATION_WITHHELD, new byte[1], Sha256.of(new byte[1]))))
                .isNotNull();
        assertThat(store.parkedKeys()).isEmpty();
        assertThat(store.outbox(0, 10))
                .extracting(row -> row.message().submission())
                .contains(id("second"))
                .doesNotContain(id("first"));
    }

    static String hexadecimal(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
