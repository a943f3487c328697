package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.app.CommandLineRun;
import uk.portage.gateway.app.access.OneTimeCodes;
import uk.portage.gateway.app.access.Passwords;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** What operators see and order, on pages, by the API and by the command line, of a whole gateway. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorAreaTest {

    private static final String PASSWORD = "heron-ladder-teacup";
    private static final Pattern TOKEN = Pattern.compile("name=\"form\" value=\"([0-9a-f]{64})\"");

    private static final OdsCode OTHER_TRUST = new OdsCode("RZ9");
    private static final OdsCode COUNCIL = new OdsCode("9D1");
    private static final OrderingKey PERSON = new OrderingKey("ab".repeat(16));
    private static final SubmissionId PARKED = new SubmissionId(new UUID(7, 1));
    private static final SubmissionId UNDELIVERABLE = new SubmissionId(new UUID(7, 2));

    /** So many records name a receiver that there is not. */
    private static final int LOST = 4;

    @TempDir
    private static Path parent;

    private static DataDirectory directory;
    private static RunningGateway gateway;
    private static final CookieManager COOKIES = new CookieManager();
    private static final HttpClient BROWSER = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(COOKIES)
            .build();

    private static String message(String controlId, String receiver, String nhsNumber) {
        return "MSH|^~\\&|PAS|RCB||" + receiver + "|20261123101500||ADT^A01^ADT_A01|" + controlId
                + "|P|2.4|||AL|NE|GBR\rEVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||" + nhsNumber + "^^^NHS~ZZLOCAL7^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55||||C9990001^PEREGRINE^Ada^^^Dr" + "|".repeat(43) + "ZZVISIT" + controlId
                + "\r";
    }

    @BeforeAll
    static void start() throws IOException {
        directory = DataDirectory.open(parent.resolve("data"), true);
        LogFile.openIn(directory.logs());
        stick(ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4")));
        gateway = TestGateway.start(directory);
        for (int i = 1; i <= LOST; i++) {
            assertThat(push(message("ZZCONTROL" + i, "NOWHERE", "9990000018")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(push(message("ZZCONTROL9", "ROUTE", "9990000018")).statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> json(search("standing", "not-routed"))
                                        .path("submissions")
                                        .size()
                                == LOST
                        && json(search("standing", "delivered"))
                                        .path("submissions")
                                        .size()
                                == 1);
    }

    /** From before the gateway starts: a person is parked, and a transfer cannot be delivered for want of a bundle. */
    private static void stick(Configuration configuration) {
        try (Store store = Databases.open(configuration, directory.folder(), Clock.systemUTC())) {
            store.commit(transaction -> {
                keep(transaction, PARKED, PERSON);
                transaction.park(PERSON, PARKED);
                transaction.append(EntryDraft.of(EntryKind.PARKED)
                        .submission(PARKED)
                        .transfer(TransferId.withoutDestination(PARKED))
                        .code(FailureCode.INTERNAL)
                        .draft());
                keep(transaction, UNDELIVERABLE, new OrderingKey("cd".repeat(16)));
                transaction.startTransfer(new TransferDraft(
                        TransferId.of(UNDELIVERABLE, COUNCIL),
                        UNDELIVERABLE,
                        OTHER_TRUST,
                        COUNCIL,
                        Workflow.ADMISSION_NOTICE,
                        Instant.now().plusSeconds(3600)));
                transaction.markRouted(UNDELIVERABLE);
                return true;
            });
        }
    }

    private static void keep(Transaction transaction, SubmissionId id, OrderingKey person) {
        byte[] bytes = message(id.toString(), "ROUTE", "9990000026").getBytes(StandardCharsets.UTF_8);
        transaction.keep(
                new SubmissionRow(
                        id,
                        OTHER_TRUST,
                        "hl7v2",
                        "hl7v2",
                        "ADT^A01",
                        Workflow.ADMISSION_NOTICE,
                        "ROUTE",
                        Optional.empty(),
                        Instant.now(),
                        false,
                        person,
                        Sha256.of(bytes),
                        bytes.length),
                bytes,
                new byte[32],
                Set.of(SearchKey.of(person)));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        directory.close();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> push(String message) {
        return send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(uri("/hl7v2"))
                        .header("Authorization", "Bearer " + TestGateway.secret(directory, "RCB"))
                        .header("Content-Type", "x-application/hl7-v2+er7")
                        .POST(BodyPublishers.ofString(message)));
    }

    private static HttpRequest.Builder operator(String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + TestGateway.secret(directory, "9P1"));
    }

    private static String form(String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return String.join("&", pairs);
    }

    private static HttpResponse<String> order(String path, String... namesAndValues) {
        return send(
                HttpClient.newHttpClient(),
                operator(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(namesAndValues))));
    }

    private static HttpResponse<String> search(String... namesAndValues) {
        return order("/operator/api/search", namesAndValues);
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode ask(String path) {
        return json(send(HttpClient.newHttpClient(), operator(path).GET()));
    }

    private static HttpResponse<String> browse(String path) {
        return send(BROWSER, HttpRequest.newBuilder(uri(path)).header("Accept", "text/html"));
    }

    private static HttpResponse<String> submit(String path, String... namesAndValues) {
        return send(
                BROWSER,
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(namesAndValues))));
    }

    private static String token(String page) {
        Matcher token = TOKEN.matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return token.group(1);
    }

    private static void signIn() {
        String codes = OneTimeCodes.drawSecret();
        UsersFile.write(
                UsersFile.in(directory.folder()),
                List.of(new User(
                        "omar", new Caller(new OdsCode("9P1"), Role.OPERATOR), Passwords.hash(PASSWORD), codes)));
        await().pollInterval(Duration.ofMillis(250))
                .atMost(Duration.ofSeconds(10))
                .until(() -> submit(
                                        "/sign-in",
                                        "form",
                                        token(browse("/sign-in").body()),
                                        "name",
                                        "omar",
                                        "password",
                                        PASSWORD,
                                        "code",
                                        new OneTimeCodes(codes).at(Instant.now()))
                                .statusCode()
                        == 303);
    }

    @Test
    @Order(1)
    void what_is_indexed_at_intake_and_translation_is_found_and_no_identifier_lies_in_the_store_in_clear()
            throws IOException {
        assertThat(json(search("controlId", "ZZCONTROL2")).path("submissions"))
                .hasSize(1)
                .allSatisfy(found -> {
                    assertThat(found.path("standing").asText()).isEqualTo("not-routed");
                    assertThat(found.path("code").asText()).isEqualTo("UNKNOWN_DESTINATION");
                    assertThat(found.path("remedy").asText()).isNotEmpty();
                });
        assertThat(json(search("controlId", "ZZCONTROL")).path("submissions")).isEmpty();
        assertThat(json(search("documentId", "ZZVISITZZCONTROL2")).path("submissions"))
                .as("by a number that only translation finds")
                .hasSize(1);
        assertThat(json(search("nhsNumber", "999 000 0018")).path("submissions"))
                .hasSize(LOST + 1);
        assertThat(json(search("nhsNumber", "9990000018", "standing", "delivered"))
                        .path("submissions"))
                .hasSize(1);
        assertThat(json(search("localId", "ZZLOCAL7", "authority", "RCB", "sender", "RCB"))
                        .path("submissions"))
                .hasSize(LOST + 1);
        assertThat(search("nhsNumber", "9990000017").statusCode()).isEqualTo(400);
        assertThat(search("nhsNumber", "9990000018", "controlId", "ZZCONTROL1").statusCode())
                .isEqualTo(400);
        assertThat(search("standing", "lost").body()).contains("not-routed");
        JsonNode first = json(search("sender", "RCB", "limit", "2"));
        assertThat(first.path("submissions")).hasSize(2);
        assertThat(json(search("sender", "RCB", "behind", first.path("behind").asText()))
                        .path("submissions"))
                .hasSize(LOST - 1);
        try (Stream<Path> files = Files.walk(directory.folder().resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("ZZCONTROL2"))
                        .as(file.getFileName().toString())
                        .isFalse();
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("ZZLOCAL7"))
                        .as(file.getFileName().toString())
                        .isFalse();
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("9990000018"))
                        .as(file.getFileName().toString())
                        .isFalse();
            }
        }
    }

    @Test
    @Order(2)
    void what_waits_for_whom_and_why_something_is_stuck_is_told() {
        JsonNode overview = ask("/operator/api/overview");
        assertThat(overview.path("gateway").path("ready").asBoolean()).isTrue();
        assertThat(overview.path("flow").path("perMinute").path("RECEIVED").asDouble())
                .isPositive();
        assertThat(overview.path("backlog").path("toTranslate").path("count").asInt())
                .isZero();
        assertThat(overview.path("destinations")).anySatisfy(destination -> {
            assertThat(destination.path("code").asText()).isEqualTo("9D1");
            assertThat(destination.path("toCollect").path("count").asInt()).isEqualTo(1);
            assertThat(destination.path("overdue").asBoolean()).isFalse();
        });
        JsonNode stuck = ask("/operator/api/stuck");
        assertThat(stuck.path("failed")).hasSize(LOST);
        assertThat(stuck.path("parked")).hasSize(1);
        assertThat(stuck.path("failed").get(0).path("fault").asText()).isEqualTo("SENDER");
    }

    @Test
    @Order(3)
    void a_form_changes_something_only_with_the_token_of_its_session() {
        assertThat(submit("/operator/search", "nhsNumber", "9990000018").statusCode())
                .isEqualTo(401);
        signIn();
        assertThat(send(
                                HttpClient.newHttpClient(),
                                HttpRequest.newBuilder(uri("/operator/")).header("Accept", "text/html"))
                        .headers()
                        .firstValue("Location"))
                .contains("/sign-in");
        for (String page : List.of("/operator/", "/operator/stuck", "/operator/search", "/operator/replays")) {
            HttpResponse<String> shown = browse(page);
            assertThat(shown.statusCode()).as(page).isEqualTo(200);
            assertThat(shown.body()).contains("<h1", "omar").doesNotContain("<script", " style=", "9990000018");
            assertThat(shown.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        String token = token(browse("/operator/search").body());
        for (String foreign : List.of("", "0".repeat(64))) {
            assertThat(submit("/operator/search", "form", foreign, "nhsNumber", "9990000018")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(submit("/operator/replays", "form", foreign, "reason", "route-mended", "confirmed", "true")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(submit("/operator/release", "form", foreign, "key", PERSON.value(), "confirmed", "true")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(submit("/operator/dead-letters", "form", foreign, "letter", "7", "order", "send-again")
                            .statusCode())
                    .isEqualTo(403);
        }
        // Where there is no form, a session changes nothing, whatever it brings.
        assertThat(submit("/operator/api/replays", "form", token, "reason", "route-mended")
                        .statusCode())
                .isEqualTo(401);
        assertThat(submit("/operator/key/rotate", "form", token).statusCode()).isEqualTo(401);
        assertThat(ask("/operator/api/replays").path("replays")).isEmpty();
        HttpResponse<String> found = submit("/operator/search", "form", token, "nhsNumber", "9990000018");
        assertThat(found.statusCode()).isEqualTo(303);
        String address = found.headers().firstValue("Location").orElseThrow();
        assertThat(address).matches("/operator/search\\?key=[0-9a-f]{32}");
        assertThat(browse(address).body()).contains("Found, newest first", "Not routed");
        HttpResponse<String> wrong = submit("/operator/search", "form", token, "nhsNumber", "9990000017");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("There is a problem").doesNotContain("9990000017");
    }

    @Test
    @Order(4)
    void what_went_to_nobody_is_previewed_replayed_and_arrives_exactly_once() {
        // The person's council makes itself known: the records have somebody to go to now.
        assertThat(send(
                                HttpClient.newHttpClient(),
                                HttpRequest.newBuilder(uri("/caseload"))
                                        .header("Authorization", "Bearer " + TestGateway.secret(directory, "9D2"))
                                        .header("Content-Type", "text/csv")
                                        .PUT(BodyPublishers.ofString("nhs_number\n9990000018\n")))
                        .statusCode())
                .isBetween(200, 299);
        assertThat(order("/operator/api/replays", "dryRun", "true").statusCode())
                .as("without a reason")
                .isEqualTo(400);
        String key = json(search("controlId", "ZZCONTROL1"))
                .path("submissions")
                .get(0)
                .path("id")
                .asText();
        JsonNode preview =
                json(order("/operator/api/replays", "sender", "RCB", "reason", "destination-joined", "dryRun", "true"));
        assertThat(preview.path("goes").asInt()).isEqualTo(LOST);
        assertThat(preview.path("goesBy").get(0).path("code").asText()).isEqualTo("UNKNOWN_DESTINATION");
        assertThat(ask("/operator/api/replays").path("replays")).isEmpty();
        CommandLineRun dry = CommandLineRun.of(
                "replay",
                "--dry-run",
                "--reason",
                "destination-joined",
                "--http-port",
                String.valueOf(gateway.httpPort()),
                "--token",
                TestGateway.secret(directory, "9P1"),
                key);
        assertThat(dry.out()).as(dry.err()).contains("would go: 1", "UNKNOWN_DESTINATION");
        CommandLineRun searched = CommandLineRun.of(
                "search",
                "--control-id",
                "ZZCONTROL1",
                "--http-port",
                String.valueOf(gateway.httpPort()),
                "--token",
                TestGateway.secret(directory, "9P1"));
        assertThat(searched.out()).as(searched.err()).contains(key, "not-routed");
        if (COOKIES.getCookieStore().getCookies().isEmpty()) {
            signIn();
        }
        String token = token(browse("/operator/replays").body());
        HttpResponse<String> shown =
                submit("/operator/replays", "form", token, "reason", "destination-joined", "ratePerSecond", "100");
        assertThat(shown.body()).contains("Replay " + LOST, "No more than 100 a second");
        assertThat(ask("/operator/api/replays").path("replays")).isEmpty();
        HttpResponse<String> begun = submit(
                "/operator/replays",
                "form",
                token,
                "reason",
                "destination-joined",
                "ratePerSecond",
                "100",
                "confirmed",
                "true");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
        String page = begun.headers().firstValue("Location").orElseThrow();
        String replay = page.substring(page.lastIndexOf('/') + 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> json(search("standing", "delivered"))
                                .path("submissions")
                                .size()
                        == LOST + 1);
        assertThat(browse(page).body()).contains("Done", LOST + " of " + LOST);
        assertThat(ask("/operator/api/submissions/" + key).path("entries"))
                .anySatisfy(entry -> assertThat(entry.path("replay").asText()).isEqualTo(replay))
                .filteredOn(entry -> entry.path("kind").asText().equals("OFFERED"))
                .hasSize(1);
        assertThat(browse("/operator/submissions/" + key).body()).contains("Replay " + replay);
        JsonNode again = json(order(
                "/operator/api/replays", "nhsNumber", "9990000018", "reason", "destination-joined", "dryRun", "true"));
        assertThat(again.path("goes").asInt()).isZero();
        assertThat(again.path("leftOut").get(0).path("why").asText()).isEqualTo("DELIVERED");
        assertThat(again.path("leftOut").get(0).path("count").asInt()).isEqualTo(LOST + 1);
        assertThat(order("/operator/api/replays", "nhsNumber", "9990000018", "reason", "destination-joined")
                        .statusCode())
                .isEqualTo(409);
        assertThat(order("/operator/api/replays/" + replay + "/stop").statusCode())
                .isEqualTo(409);
    }

    private static JsonNode letters() {
        return ask("/operator/api/stuck").path("deadLetters").path("letters");
    }

    private static List<String> kinds(SubmissionId submission) {
        List<String> kinds = new ArrayList<>();
        ask("/operator/api/submissions/" + submission)
                .path("entries")
                .forEach(entry -> kinds.add(entry.path("kind").asText()));
        return kinds;
    }

    @Test
    @Order(5)
    void a_dead_letter_is_listed_with_what_can_be_done_and_is_sent_again_with_an_entry() {
        if (COOKIES.getCookieStore().getCookies().isEmpty()) {
            signIn();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> letters().size() == 1);
        JsonNode letter = letters().get(0);
        String id = letter.path("id").asText();
        assertThat(letter.path("queue").asText()).isEqualTo("out.9D1");
        assertThat(letter.path("submission").asText()).isEqualTo(UNDELIVERABLE.toString());
        assertThat(letter.path("transfer").asText())
                .isEqualTo(TransferId.of(UNDELIVERABLE, COUNCIL).toString());
        assertThat(letter.path("obligation").asText()).isEqualTo("OPEN");
        assertThat(letter.path("remedy").asText()).contains("send it again");
        HttpResponse<String> page = browse("/operator/stuck");
        assertThat(page.body())
                .contains("Send again", "name=\"letter\" value=\"" + id + "\"", UNDELIVERABLE.toString())
                .doesNotContain("OXLIP", "9990000026");
        assertThat(CommandLineRun.of(
                                "dead-letters",
                                "--http-port",
                                String.valueOf(gateway.httpPort()),
                                "--token",
                                TestGateway.secret(directory, "9P1"))
                        .out())
                .contains(id, "out.9D1", "OPEN");
        String token = token(page.body());
        assertThat(order("/operator/api/dead-letters/" + id + "/remove").statusCode())
                .isEqualTo(409);
        assertThat(submit("/operator/dead-letters", "form", token, "letter", id, "order", "burn")
                        .statusCode())
                .isEqualTo(400);
        assertThat(kinds(UNDELIVERABLE)).isEmpty();
        HttpResponse<String> sent =
                submit("/operator/dead-letters", "form", token, "letter", id, "order", "send-again");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        assertThat(browse(sent.headers().firstValue("Location").orElseThrow()).body())
                .contains("The message is sent again");
        assertThat(kinds(UNDELIVERABLE)).containsExactly("RELEASED");
        assertThat(order("/operator/api/dead-letters/" + id + "/send-again").statusCode())
                .isEqualTo(404);
        // What kept it is as it was: it comes back, as another message.
        await().atMost(Duration.ofSeconds(20)).until(() -> letters().size() == 1);
        String next = letters().get(0).path("id").asText();
        assertThat(next).isNotEqualTo(id);
        assertThat(CommandLineRun.of(
                                "dead-letters",
                                "send-again",
                                "--http-port",
                                String.valueOf(gateway.httpPort()),
                                "--token",
                                TestGateway.secret(directory, "9P1"),
                                next)
                        .out())
                .contains("the message is sent again");
        assertThat(kinds(UNDELIVERABLE)).containsExactly("RELEASED", "RELEASED");
    }

    @Test
    @Order(6)
    void a_parked_person_is_released_on_the_page_after_it_was_shown_whose_records_go_on() {
        if (COOKIES.getCookieStore().getCookies().isEmpty()) {
            signIn();
        }
        String page = browse("/operator/stuck").body();
        assertThat(page).contains(PERSON.value(), "action=\"/operator/release\"");
        HttpResponse<String> shown = submit("/operator/release", "form", token(page), "key", PERSON.value());
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).contains("Records that would go on", PARKED.toString(), "value=\"true\"");
        assertThat(kinds(PARKED)).as("before it is confirmed").containsExactly("PARKED");
        assertThat(submit("/operator/release", "form", token(page), "key", "0".repeat(32))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> released =
                submit("/operator/release", "form", token(shown.body()), "key", PERSON.value(), "confirmed", "true");
        assertThat(released.statusCode()).as(released.body()).isEqualTo(303);
        assertThat(browse(released.headers().firstValue("Location").orElseThrow())
                        .body())
                .contains("1 record goes on", "Nobody is parked");
        await().atMost(Duration.ofSeconds(20)).until(() -> kinds(PARKED).contains("OFFERED"));
        assertThat(kinds(PARKED)).startsWith("PARKED", "RELEASED").containsOnlyOnce("RELEASED", "OFFERED");
        assertThat(order("/operator/api/parked/" + PERSON.value() + "/release").statusCode())
                .as("nothing is left to release")
                .isEqualTo(404);
    }
}
