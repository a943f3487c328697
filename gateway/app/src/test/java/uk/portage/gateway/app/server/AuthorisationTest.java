package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.server.AuthorisationTable.Caller;
import uk.portage.gateway.app.server.AuthorisationTable.Row;
import uk.portage.gateway.app.server.AuthorisationTable.Whose;
import uk.portage.gateway.app.server.AuthorisationWorld.Answered;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.http.PushAddress;
import uk.portage.gateway.transfer.OdsCode;

/** Every cell of the table of who may do what, against the whole gateway on a real port. */
class AuthorisationTest {

    private static final List<Row> ROWS = AuthorisationTable.read();
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");

    /** The closed lists of the rooms, by the names that rows call the rooms. */
    private static final Map<String, String> LISTS = Map.of(
            "fhir", "uk.portage.gateway.mailbox.Route$Interaction",
            "mesh", "uk.portage.gateway.mailbox.mesh.Operation",
            "push", "uk.portage.gateway.pipeline.receive.http.PushAddress",
            "audit", "uk.portage.gateway.auditor.AuditAddress",
            "auditfhir", "uk.portage.gateway.auditor.FhirAddress",
            "ledger", "uk.portage.gateway.auditor.LedgerAddress",
            "published", "uk.portage.gateway.auditor.OpenAddress",
            "operator", "uk.portage.gateway.app.server.OperatorServlet$Order",
            "area", "uk.portage.gateway.operator.OperatorAddress");

    private static final Pattern TELLTALE =
            Pattern.compile("(?i)tomcat|spring|hapi|catalina|artemis|sqlite|exception|java\\.|uk\\.portage\\.|\\bat"
                    + " \\w+\\.\\w+|\\d+\\.\\d+\\.\\d+");

    private static final AtomicInteger CELLS = new AtomicInteger();
    private static final AtomicInteger HELD = new AtomicInteger();
    private static final AtomicInteger OTHERS = new AtomicInteger();

    private static final List<Caller> ONE_OF_EACH =
            List.of(Caller.ANONYMOUS, Caller.SOURCE_A, Caller.DESTINATION_A, Caller.AUDITOR, Caller.OPERATOR);

    @TempDir
    private static Path folder;

    private static AuthorisationWorld world;

    private final Map<String, String> seen = new HashMap<>();

    /** Refusals that were counted before the row in hand. */
    private double denied;

    @BeforeAll
    static void start() throws IOException {
        world = new AuthorisationWorld(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        System.out.println("authorisation: " + HELD + " of " + CELLS + " cells hold; " + OTHERS
                + " requests by methods without a row were refused");
    }

    @TestFactory
    Stream<DynamicTest> every_cell_is_answered_as_the_table_says_and_anothers_object_as_one_that_there_is_not() {
        denied = world.denied();
        Stream<DynamicTest> cells = ROWS.stream()
                .flatMap(row -> Stream.concat(
                        Stream.of(Caller.values())
                                .filter(caller -> !row.cell(caller).equals("-"))
                                .map(caller -> DynamicTest.dynamicTest(sentence(row, caller), () -> cell(row, caller))),
                        Stream.of(DynamicTest.dynamicTest(
                                "each refusal by " + row.operation() + " is counted", () -> refusals(row)))));
        return Stream.concat(cells, pairs()).sequential();
    }

    private static String sentence(Row row, Caller caller) {
        return (caller.words() + " asks for " + row.operation() + " "
                                + row.whose().words())
                        .strip() + " and hears " + row.cell(caller);
    }

    private void cell(Row row, Caller caller) {
        CELLS.incrementAndGet();
        boolean recorded = row.recorded() && caller.hasValidCredential() && isAbsence(row.cell(caller));
        long entry = recorded ? world.gateway().ledger().lastSequence() : 0;
        Answered answered = world.ask(row, caller);
        assertThat(answered.outcome()).as(answered.response().body()).isEqualTo(row.cell(caller));
        seen.put(key(row, row.whose(), caller), answered.seen());
        if (answered.response().statusCode() >= 400) {
            assertThat(answered.seen()).doesNotContainPattern(TELLTALE);
        }
        assertThat(answered.response().headers().map()).doesNotContainKeys("server", "x-powered-by");
        if (recorded) {
            OdsCode asker = world.organisation(caller);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> world.gateway().ledger().entriesAfter(entry, 100).stream()
                            .anyMatch(found -> found.content().kind() == EntryKind.DENIED
                                    && found.content().code().equals(Optional.of(FailureCode.NOT_FOUND))
                                    && found.content().sender().equals(Optional.of(asker))));
        }
        HELD.incrementAndGet();
    }

    /** Compares the metric with the cells of a row, once they have been asked. */
    private void refusals(Row row) {
        double before = denied;
        denied = world.denied();
        long expected = Stream.of(Caller.values())
                .filter(caller -> isCounted(row, caller))
                .count();
        assertThat(denied - before).isEqualTo(expected);
    }

    private static boolean isAbsence(String cell) {
        return cell.startsWith("404") || cell.startsWith("417:20");
    }

    /** Whoever brings no credential is not counted; one that is not valid is, wherever it is brought. */
    private static boolean isCounted(Row row, Caller caller) {
        String cell = row.cell(caller);
        if (row.room().equals("people")) {
            return false;
        }
        if (row.operation().equals("oauth2.TOKEN")) {
            return true;
        }
        return row.room().equals("mesh")
                ? cell.startsWith("403")
                : cell.equals("403:FORBIDDEN") || (!caller.hasValidCredential() && caller != Caller.ANONYMOUS);
    }

    private static String key(Row row, Whose whose, Caller caller) {
        return row.operation() + row.method() + row.path() + whose + caller;
    }

    /** Comparisons of answers that were given before. */
    private Stream<DynamicTest> pairs() {
        return ROWS.stream()
                .filter(row -> row.whose() == Whose.ANOTHERS || row.whose() == Whose.ANOTHERS_MAILBOX)
                .flatMap(row -> Stream.of(Caller.values())
                        .filter(caller -> !row.cell(caller).equals("-"))
                        .map(caller -> DynamicTest.dynamicTest(
                                caller.words() + " cannot tell whether what it asks for by " + row.operation()
                                        + " is another's or nobody's",
                                () -> {
                                    Whose unknown =
                                            row.whose() == Whose.ANOTHERS ? Whose.UNKNOWN : Whose.UNKNOWN_MAILBOX;
                                    assertThat(seen.get(key(row, row.whose(), caller)))
                                            .isNotNull()
                                            .isEqualTo(seen.get(key(row, unknown, caller)));
                                })));
    }

    @Test
    void every_question_of_an_auditor_is_an_entry_that_names_who_asked_and_what() {
        long before = world.gateway().ledger().lastSequence();
        List<String> expected = new ArrayList<>();
        for (Row row : ROWS) {
            if (row.room().startsWith("audit") && row.whose() != Whose.UNKNOWN) {
                world.ask(row, Caller.AUDITOR);
                question(row.name()).ifPresent(expected::add);
            }
        }

        List<String> kept = world.gateway().ledger().entriesAfter(before, 1_000).stream()
                .map(Entry::content)
                .filter(entry -> entry.kind() == EntryKind.QUERIED)
                .map(entry ->
                        entry.sender().orElseThrow() + " " + entry.question().orElseThrow())
                .toList();
        assertThat(expected).hasSizeGreaterThan(6);
        assertThat(kept)
                .isEqualTo(expected.stream()
                        .map(kind -> world.organisation(Caller.AUDITOR) + " " + kind)
                        .toList());
    }

    /** What an address of the auditor's side asks; empty for what is the same for every ledger. */
    private static Optional<String> question(String address) {
        return switch (address) {
            case "ENTRANCE", "DEFINITIONS_PAGE", "ASSET", "API_DOCUMENT", "METADATA", "MEASURE" -> Optional.empty();
            case "EVALUATE_MEASURE" -> Optional.of("MEASURE_REPORT");
            case "AUDIT_EVENT", "AUDIT_EVENT_SEARCH", "AUDIT_EVENT_EXPORT" -> Optional.of("AUDIT_EVENTS");
            case "PORTABILITY_PAGE" -> Optional.of("PORTABILITY");
            case "TRANSFER_PAGE" -> Optional.of("TRANSFER");
            default -> Optional.of(address);
        };
    }

    @TestFactory
    Stream<DynamicTest> no_address_answers_to_a_method_that_has_no_row() {
        Map<String, Row> addresses = ROWS.stream().collect(Collectors.toMap(Row::path, row -> row, (a, b) -> a));
        return addresses.values().stream()
                .flatMap(row -> METHODS.stream()
                        .filter(method -> ROWS.stream()
                                .noneMatch(other -> other.path().equals(row.path())
                                        && other.method().equals(method)))
                        .map(method -> DynamicTest.dynamicTest("nobody hears of " + method + " " + row.path(), () -> {
                            for (Caller caller : ONE_OF_EACH) {
                                assertThat(world.askOtherwise(method, row, caller))
                                        .as(caller.words())
                                        .isIn(400, 401, 403, 404, 405, 415);
                                OTHERS.incrementAndGet();
                            }
                        })));
    }

    @Test
    void every_operation_of_the_code_has_a_row_and_every_row_an_operation() throws ReflectiveOperationException {
        for (Map.Entry<String, String> list : LISTS.entrySet()) {
            Set<String> named = new TreeSet<>();
            ROWS.stream().filter(row -> row.room().equals(list.getKey())).forEach(row -> named.add(row.name()));
            Set<String> listed = new TreeSet<>();
            for (Object operation : Class.forName(list.getValue()).getEnumConstants()) {
                Enum<?> one = (Enum<?>) operation;
                listed.add(one.name());
                ROWS.stream()
                        .filter(row ->
                                row.room().equals(list.getKey()) && row.name().equals(one.name()))
                        .forEach(row ->
                                assertThat(isOf(row, one)).as(row.operation()).isTrue());
            }
            assertThat(named).as("rows and operations of " + list.getKey()).isEqualTo(listed);
        }
    }

    /** True if method and address of a row are those of the operation. */
    private static boolean isOf(Row row, Enum<?> operation) {
        String example = row.path().replaceAll("\\{key}", "0".repeat(32)).replaceAll("\\{\\w+}", "0".repeat(36));
        return switch (row.room()) {
            case "fhir" ->
                row.method().equals(value(operation, "method"))
                        && ((Pattern) value(operation, "path"))
                                .matcher(example.substring("/fhir".length()))
                                .matches();
            case "operator", "area" ->
                row.method().equals(value(operation, "method"))
                        && ((Pattern) value(operation, "path"))
                                .matcher(example.substring("/operator".length()))
                                .matches();
            case "mesh" ->
                row.method().equals(value(operation, "method"))
                        && example.matches(((String) value(operation, "template")).replaceAll("\\{\\w+}", "[^/]+"));
            case "audit" ->
                example.matches("/audit" + ((String) value(operation, "template")).replaceAll("\\{\\w+}", "[^/]+"));
            case "published" ->
                example.matches("/open" + ((String) value(operation, "template")).replaceAll("\\{\\w+}", "[^/]+"));
            case "auditfhir" ->
                row.method().equals("GET")
                        && ((Pattern) value(operation, "path"))
                                .matcher(row.path().substring("/audit/fhir".length()))
                                .matches();
            case "ledger" ->
                row.method().equals("GET")
                        && ((Pattern) value(operation, "path"))
                                .matcher(example.substring("/ledger".length()))
                                .matches();
            default -> row.method().equals("POST") && row.path().equals(((PushAddress) operation).path());
        };
    }

    private static Object value(Enum<?> constant, String name) {
        try {
            Field field = constant.getDeclaringClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(constant);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void every_address_of_the_running_gateway_has_a_row_and_every_row_an_address() {
        Set<String> mappings = new TreeSet<>(world.gateway().mappings());
        // Spring's own, behind which are the endpoints, which are in the list too.
        assertThat(mappings.remove("/")).isTrue();
        Set<String> met = new HashSet<>();
        for (Row row : ROWS) {
            List<String> of = mappings.stream()
                    .filter(mapping -> covers(mapping, row.path()))
                    .toList();
            met.addAll(of);
            if (!row.room().equals("closed")) {
                assertThat(of).as(row.operation()).isNotEmpty();
            }
        }
        assertThat(mappings).isEqualTo(new TreeSet<>(met));
    }

    private static boolean covers(String mapping, String path) {
        if (mapping.isEmpty()) {
            return path.equals("/");
        }
        if (mapping.endsWith("/**")) {
            return path.startsWith(mapping.substring(0, mapping.length() - 2));
        }
        if (mapping.endsWith("/*")) {
            String root = mapping.substring(0, mapping.length() - 2);
            return path.equals(root) || path.startsWith(root + "/");
        }
        return mapping.equals(path);
    }
}
