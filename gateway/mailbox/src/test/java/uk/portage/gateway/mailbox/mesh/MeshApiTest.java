package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static uk.portage.gateway.mailbox.mesh.MeshServer.GATEWAY_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.RECORD;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.sentId;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.mailbox.mesh.MeshServer.Call;
import uk.portage.gateway.mailbox.mesh.MeshServer.Reply;

/** Each operation of the MESH API with each of its statuses, and each error code. */
class MeshApiTest {

    private static final String BASE = "/messageexchange/";
    private static final String UNKNOWN = "20200529155357895317_3573F8";

    private static MeshServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MeshServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** @param code of MESH, empty if the answer has none */
    private record Case(Operation operation, int status, String code, String what, Supplier<Reply> ask) {

        String line() {
            return operation.method() + " " + operation.template() + " " + status;
        }
    }

    @TestFactory
    Stream<DynamicTest> each_operation_answers_with_each_of_its_statuses_and_codes() {
        return cases().stream()
                .map(one ->
                        dynamicTest(one.operation() + " " + one.status() + " " + one.code() + ": " + one.what(), () -> {
                            Reply reply = one.ask().get();
                            assertThat(reply.status()).as(reply.text()).isEqualTo(one.status());
                            if (!one.code().isEmpty()) {
                                assertThat(reply.text()).contains("\"" + one.code() + "\"");
                            }
                        }));
    }

    @Test
    void every_operation_and_status_of_the_specification_has_a_case() throws Exception {
        Set<String> specified = specified();
        Set<String> covered = cases().stream().map(Case::line).collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(specified);
        missing.removeAll(covered);
        long operations = operations(specified).stream()
                .filter(operation -> Stream.of(Operation.values())
                        .anyMatch(known -> operation.equals(known.method() + " " + known.template())))
                .count();
        System.out.printf(
                "MESH API 2.0.0: %d of %d operations, %d of %d pairs of operation and status%n",
                operations, operations(specified).size(), specified.size() - missing.size(), specified.size());
        assertThat(missing).isEmpty();
        assertThat(operations).isEqualTo(operations(specified).size());
    }

    @Test
    void every_error_code_of_the_specification_has_a_case_but_that_of_child_protection() {
        // The table "Error codes" of the specification.
        List<String> specified = List.of("02", "06", "07", "08", "11", "12", "14", "15", "16", "17");
        Set<String> covered = cases().stream().map(Case::code).collect(Collectors.toSet());
        List<String> missing =
                specified.stream().filter(code -> !covered.contains(code)).toList();
        System.out.printf(
                "MESH error codes: %d of %d, and beside them %s%n",
                specified.size() - missing.size(),
                specified.size(),
                covered.stream()
                        .filter(code -> !code.isEmpty() && !specified.contains(code))
                        .sorted()
                        .toList());
        assertThat(missing).containsExactly("15");
    }

    /** The list beside this class against the document itself: {@code -Dportage.mesh.openapi=mesh-api.yaml}. */
    @Test
    @EnabledIfSystemProperty(named = "portage.mesh.openapi", matches = ".+")
    void the_list_of_operations_and_statuses_is_that_of_the_openapi_document() throws Exception {
        Pattern address = Pattern.compile(" {2}(/messageexchange\\S*):");
        Pattern method = Pattern.compile(" {4}(get|post|put|head|delete|patch):");
        Pattern status = Pattern.compile(" {8}'(\\d{3})':");
        Set<String> found = new TreeSet<>();
        String path = "";
        String verb = "";
        for (String line : Files.readAllLines(Path.of(System.getProperty("portage.mesh.openapi")))) {
            Matcher one = address.matcher(line);
            path = one.matches() ? one.group(1) : path;
            Matcher two = method.matcher(line);
            verb = two.matches() ? two.group(1).toUpperCase(java.util.Locale.ROOT) : verb;
            Matcher three = status.matcher(line);
            if (three.matches()) {
                found.add(verb + " " + path + " " + three.group(1));
            }
        }
        assertThat(specified()).isEqualTo(found);
    }

    private static Set<String> specified() throws IOException {
        try (InputStream list = Objects.requireNonNull(MeshApiTest.class.getResourceAsStream("mesh-api-2.0.0.txt"))) {
            return new TreeSet<>(new String(list.readAllBytes(), UTF_8).lines().toList());
        }
    }

    private static Set<String> operations(Set<String> lines) {
        return lines.stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            cases.add(new Case(
                    operation,
                    400,
                    "",
                    "a version that there is not",
                    () -> ask(operation)
                            .header("Accept", "application/vnd.mesh.v9+json")
                            .send()));
            if (operation.isOfMailbox()) {
                cases.add(new Case(
                        operation,
                        403,
                        "",
                        "no credential",
                        () -> ask(operation).without("Authorization").send()));
                String code = operation == Operation.HEAD ? "" : "07";
                cases.add(new Case(
                        operation,
                        403,
                        code,
                        "another mailbox's credential",
                        () -> ask(operation)
                                .header("Authorization", server.credential(SOUTH_BOX))
                                .send()));
            }
        }
        open(cases);
        inbox(cases);
        outbox(cases);
        chunks(cases);
        tracking(cases);
        return cases;
    }

    /** A call of the operation with a good credential and any values. */
    private static Call ask(Operation operation) {
        String path = operation
                .template()
                .replace("{mailbox_id}", NORTH_BOX)
                .replace("{message_id}", UNKNOWN)
                .replace("{chunk_number}", "2")
                .replace("{local_id}", "none")
                .replace("{ods_code}", NORTH.value())
                .replace("{workflow_id}", RECORD);
        return operation.isOfMailbox()
                ? server.call(NORTH_BOX, operation.method(), path.substring((BASE + NORTH_BOX).length()))
                : server.bare(operation.method(), path);
    }

    private static void open(List<Case> cases) {
        cases.add(new Case(
                Operation.PING,
                200,
                "",
                "no credential is needed",
                () -> ask(Operation.PING).send()));
        cases.add(new Case(
                Operation.LOOK_UP_ENDPOINT,
                200,
                "",
                "first version",
                () -> ask(Operation.LOOK_UP_ENDPOINT).send()));
        cases.add(new Case(
                Operation.LOOK_UP_ENDPOINT,
                400,
                "",
                "no ODS code",
                () -> server.bare("GET", BASE + "endpointlookup/-/" + RECORD).send()));
        cases.add(new Case(
                Operation.SEARCH_WORKFLOW,
                200,
                "",
                "any version",
                () -> ask(Operation.SEARCH_WORKFLOW).send()));
        for (Operation handshake : List.of(Operation.HANDSHAKE, Operation.HANDSHAKE_BY_GET)) {
            cases.add(new Case(
                    handshake, 200, "", "all headers", () -> shaking(handshake).send()));
            for (String header : List.of("mex-ClientVersion", "mex-OSName", "mex-OSVersion")) {
                cases.add(new Case(
                        handshake,
                        400,
                        "",
                        "without " + header,
                        () -> shaking(handshake).without(header).send()));
            }
        }
    }

    private static Call shaking(Operation handshake) {
        return ask(handshake)
                .header("mex-ClientVersion", "test==1")
                .header("mex-OSName", "Linux")
                .header("mex-OSVersion", "6");
    }

    private static void inbox(List<Case> cases) {
        cases.add(new Case(
                Operation.COUNT,
                200,
                "",
                "first version",
                () -> ask(Operation.COUNT).send()));
        cases.add(new Case(
                Operation.LIST,
                200,
                "",
                "first version",
                () -> ask(Operation.LIST).send()));
        for (String query : List.of(
                "max_results=9",
                "max_results=5001",
                "max_results=ten",
                "continue_from=short",
                "continue_from=" + "0".repeat(1_001),
                "continue_from=" + UNKNOWN,
                "workflow_filter=W",
                "workflow_filter=" + "W".repeat(256))) {
            cases.add(new Case(
                    Operation.LIST,
                    400,
                    "",
                    shorten(query),
                    () -> server.call(NORTH_BOX, "GET", "/inbox?" + query).send()));
        }
        for (Operation download : List.of(Operation.DOWNLOAD, Operation.HEAD)) {
            cases.add(new Case(download, 200, "", "a record", () -> message(download, server.offer(NORTH))));
            cases.add(new Case(
                    download,
                    404,
                    download == Operation.HEAD ? "" : "20",
                    "another's record",
                    () -> message(download, server.offer(MeshServer.SOUTH))));
            cases.add(new Case(
                    download,
                    404,
                    download == Operation.HEAD ? "" : "20",
                    "an id that nobody has",
                    () -> ask(download).send()));
            cases.add(new Case(download, 410, "", "an acknowledged record", () -> message(download, acknowledged())));
        }
        cases.add(new Case(
                Operation.DOWNLOAD, 206, "", "a record of several chunks", () -> message(Operation.DOWNLOAD, large())));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 206, "", "a chunk in the middle", () -> chunk(large(), "2")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 200, "", "the last chunk", () -> chunk(large(), "3")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 404, "20", "a chunk beyond the last", () -> chunk(large(), "4")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 404, "20", "an id that nobody has", () -> chunk(UNKNOWN, "1")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 400, "", "chunk 0", () -> chunk(large(), "0")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 400, "", "no number", () -> chunk(large(), "two")));
        cases.add(new Case(
                Operation.DOWNLOAD_CHUNK, 404, "20", "another's", () -> chunk(server.offer(MeshServer.SOUTH), "1")));
        cases.add(new Case(Operation.DOWNLOAD_CHUNK, 410, "", "acknowledged", () -> chunk(acknowledged(), "1")));
        cases.add(new Case(Operation.ACKNOWLEDGE, 200, "", "a record", () -> acknowledge(server.offer(NORTH))));
        cases.add(new Case(Operation.ACKNOWLEDGE, 200, "", "again", () -> acknowledge(acknowledged())));
        cases.add(new Case(Operation.ACKNOWLEDGE, 404, "20", "an id that nobody has", () -> acknowledge(UNKNOWN)));
        cases.add(new Case(
                Operation.ACKNOWLEDGE, 404, "20", "another's", () -> acknowledge(server.offer(MeshServer.SOUTH))));
        cases.add(new Case(Operation.TRACK, 200, "14", "a record that nobody collected in five days", () -> {
            String id = sentId(record("five days " + System.nanoTime()).send());
            server.clock.move(Duration.ofDays(5).plusMinutes(1));
            server.rounds().go();
            return server.call(TRUST_BOX, "GET", "/outbox/tracking?messageID=" + id)
                    .v2()
                    .send();
        }));
    }

    private static String large() {
        return server.offer(NORTH, Workflow.ADMISSION_NOTICE, " ".repeat(2_500));
    }

    private static String acknowledged() {
        String id = server.offer(NORTH);
        acknowledge(id);
        return id;
    }

    private static Reply acknowledge(String id) {
        return server.call(NORTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged")
                .send();
    }

    private static Reply message(Operation download, String id) {
        return server.call(NORTH_BOX, download.method(), "/inbox/" + id).send();
    }

    private static Reply chunk(String id, String number) {
        return server.call(NORTH_BOX, "GET", "/inbox/" + id + "/" + number).send();
    }

    private static Call record(String text) {
        return server.send(TRUST_BOX, NORTH_BOX, text);
    }

    private static void outbox(List<Case> cases) {
        cases.add(new Case(
                Operation.SEND, 202, "", "a record", () -> record("sent 1").send()));
        cases.add(new Case(
                Operation.SEND,
                202,
                "",
                "the same again",
                () -> record("sent 1").send()));
        cases.add(sending(417, "02", "nothing", record("")));
        cases.add(sending(417, "02", "what nobody can read", record("REFUSE UNREADABLE\n")));
        cases.add(sending(417, "02", "another content under the same id", record("sent 1\nchanged")));
        cases.add(sending(417, "02", "more than a message may have", record("x".repeat(300_001))));
        cases.add(sending(417, "07", "from another", record("r").header("Mex-From", NORTH_BOX)));
        cases.add(sending(417, "08", "no recipient", record("r").without("Mex-To")));
        cases.add(sending(417, "09", "another version", record("r").header("Mex-Version", "2.0")));
        cases.add(sending(417, "11", "a report", record("r").header("Mex-MessageType", "REPORT")));
        cases.add(sending(417, "12", "to nobody", record("r").header("Mex-To", "NOBODY01")));
        cases.add(sending(
                417,
                "EPL-151",
                "to whoever is a person's practice",
                record("r").header("Mex-To", "GPPROVIDER_9990000018_19700101_Testcase")));
        cases.add(sending(
                417,
                "EPL-152",
                "to whoever is the practice of a number that is none",
                record("r").header("Mex-To", "GPPROVIDER_9990000010_19700101_Testcase")));
        cases.add(sending(417, "16", "not this sender's kind", server.send(NORTH_BOX, GATEWAY_BOX, "r")));
        cases.add(sending(417, "16", "a type nobody reads", record("r").header("Content-Type", "image/png")));
        cases.add(sending(417, "16", "a type the road refuses", record("REFUSE UNSUPPORTED_TYPE\n")));
        cases.add(sending(417, "17", "an unknown workflow", record("r").header("Mex-WorkflowID", "NOTHING")));
        cases.add(sending(417, "17", "to a mailbox that takes none", record("r").header("Mex-To", TRUST_BOX)));
        cases.add(sending(417, "", "a range without a number", record("r").header("Mex-Chunk-Range", "a:b")));
        cases.add(sending(417, "", "the second chunk first", record("r").header("Mex-Chunk-Range", "2:2")));
        cases.add(sending(422, "", "an encoding nobody reads", record("r").header("Content-Encoding", "br")));
        cases.add(sending(422, "", "what gzip does not make", record("r").header("Content-Encoding", "gzip")));
        cases.add(sending(503, "", "while the road is full", record("REFUSE OVERLOADED\n")));
        cases.add(sending(500, "", "an error of ours", record("REFUSE INTERNAL\n")));
        cases.add(sending(400, "", "no workflow", record("r").without("Mex-WorkflowID")));
        cases.add(sending(400, "06", "a control character", record("r").header("Mex-Subject", "a\tb")));
        cases.add(
                sending(400, "06", "a recipient that is an address", record("r").header("Mex-To", "http://a")));
        cases.add(
                sending(400, "06", "a workflow that is an address", record("r").header("Mex-WorkflowID", "https://a")));
        cases.add(
                sending(400, "06", "a checksum that is none", record("r").header("Mex-Content-Checksum", "<script>")));
        cases.add(sending(400, "", "a long subject", record("r").header("Mex-Subject", "s".repeat(501))));
        cases.add(new Case(
                Operation.SEND,
                417,
                "20",
                "an answer to no message",
                () -> server.answer(NORTH_BOX, "PORTAGE_ADMISSION_NOTICE", UNKNOWN, "completed", Optional.empty())
                        .send()));
        cases.add(new Case(
                Operation.SEND,
                202,
                "",
                "an answer",
                () -> server.answer(
                                NORTH_BOX,
                                "PORTAGE_ADMISSION_NOTICE",
                                server.offer(NORTH),
                                "completed",
                                Optional.empty())
                        .send()));
    }

    private static Case sending(int status, String code, String what, Call call) {
        return new Case(Operation.SEND, status, code, what, call::send);
    }

    private static void chunks(List<Case> cases) {
        cases.add(new Case(Operation.SEND_CHUNK, 202, "", "the second of three", () -> next(begun(3), 2, "2:3", "b")));
        cases.add(new Case(Operation.SEND_CHUNK, 202, "", "the last", () -> next(begun(2), 2, "2:2", "b")));
        cases.add(new Case(Operation.SEND_CHUNK, 202, "", "the same again", () -> {
            String id = begun(3);
            next(id, 2, "2:3", "b");
            return next(id, 2, "2:3", "b");
        }));
        cases.add(new Case(Operation.SEND_CHUNK, 417, "", "again, with other content", () -> {
            String id = begun(3);
            next(id, 2, "2:3", "b");
            return next(id, 2, "2:3", "c");
        }));
        cases.add(new Case(Operation.SEND_CHUNK, 417, "", "out of order", () -> next(begun(3), 3, "3:3", "c")));
        cases.add(new Case(Operation.SEND_CHUNK, 417, "", "another range", () -> next(begun(3), 2, "2:4", "b")));
        cases.add(new Case(
                Operation.SEND_CHUNK,
                417,
                "",
                "no range",
                () -> chunk(begun(3), 2, "b").send()));
        cases.add(new Case(
                Operation.SEND_CHUNK,
                417,
                "",
                "another encoding",
                () -> chunk(begun(3), 2, "b")
                        .header("Mex-Chunk-Range", "2:3")
                        .header("Content-Encoding", "gzip")
                        .send()));
        cases.add(new Case(Operation.SEND_CHUNK, 417, "02", "nothing", () -> next(begun(3), 2, "2:3", "")));
        cases.add(new Case(
                Operation.SEND_CHUNK,
                417,
                "02",
                "more than a message may have",
                () -> next(begun(3), 2, "2:3", "x".repeat(300_000))));
        cases.add(new Case(Operation.SEND_CHUNK, 406, "", "a fourth of three", () -> next(begun(3), 4, "4:4", "d")));
        cases.add(new Case(Operation.SEND_CHUNK, 404, "20", "of no message", () -> next(UNKNOWN, 2, "2:2", "b")));
        cases.add(new Case(
                Operation.SEND_CHUNK,
                400,
                "",
                "no number",
                () -> server.call(TRUST_BOX, "POST", "/outbox/" + begun(3) + "/two")
                        .body("b")
                        .send()));
        cases.add(new Case(
                Operation.SEND_CHUNK,
                404,
                "20",
                "of another's message",
                () -> server.call(NORTH_BOX, "POST", "/outbox/" + begun(3) + "/2")
                        .body("b")
                        .send()));
        cases.add(new Case(Operation.SEND_CHUNK, 423, "", "of a message that is whole", () -> {
            String id = begun(2);
            next(id, 2, "2:2", "b");
            return next(id, 2, "2:2", "b");
        }));
    }

    private static String begun(int chunks) {
        Reply reply = record("chunks " + System.nanoTime() + "\n")
                .header("Mex-Chunk-Range", "1:" + chunks)
                .send();
        assertThat(reply.status()).isEqualTo(202);
        return sentId(reply);
    }

    private static Call chunk(String id, int number, String text) {
        return server.call(TRUST_BOX, "POST", "/outbox/" + id + "/" + number).body(text);
    }

    private static Reply next(String id, int number, String range, String text) {
        return chunk(id, number, text).header("Mex-Chunk-Range", range).send();
    }

    private static void tracking(List<Case> cases) {
        cases.add(new Case(Operation.TRACK, 200, "", "one's own message", () -> tracked(TRUST_BOX, sent("t"))));
        cases.add(new Case(Operation.TRACK, 404, "20", "another's message", () -> tracked(NORTH_BOX, sent("t"))));
        cases.add(new Case(Operation.TRACK, 404, "20", "no message", () -> tracked(TRUST_BOX, UNKNOWN)));
        cases.add(new Case(
                Operation.TRACK,
                400,
                "",
                "no id",
                () -> server.call(TRUST_BOX, "GET", "/outbox/tracking").send()));
        cases.add(new Case(Operation.TRACK_LOCAL, 200, "", "one message", () -> {
            sent("once");
            return local("once");
        }));
        cases.add(new Case(Operation.TRACK_LOCAL, 300, "", "two messages", () -> {
            sent("twice");
            sent("twice");
            return local("twice");
        }));
        cases.add(new Case(Operation.TRACK_LOCAL, 404, "20", "no message", () -> local("never")));
    }

    private static String sent(String localId) {
        return sentId(record("tracked " + System.nanoTime())
                .header("Mex-LocalID", localId)
                .send());
    }

    private static Reply tracked(String mailbox, String id) {
        return server.call(mailbox, "GET", "/outbox/tracking?messageID=" + id).send();
    }

    private static Reply local(String id) {
        return server.call(TRUST_BOX, "GET", "/outbox/tracking/" + id).send();
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60);
    }
}
