package uk.portage.gateway.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.app.server.AuthorisationTable.Caller;
import uk.portage.gateway.app.server.AuthorisationTable.Row;
import uk.portage.gateway.app.server.AuthorisationTable.Whose;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** One gateway with two trusts and two councils, each with one of everything that it can have. */
final class AuthorisationWorld implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final String FHIR_JSON = "application/fhir+json";
    private static final String MESH_SECRET = "only-for-this-test";
    private static final String ADMISSION_ANSWER = "PORTAGE_ADMISSION_NOTICE_ACK";

    /** What differs between two answers to the same question: times, and what the connection is about. */
    private static final Set<String> UNSTEADY =
            Set.of("date", "last-modified", "connection", "keep-alive", "x-request-id");

    /** The same in bodies: ids and times of the answer itself, and the keyed hash of the person that was asked for. */
    private static final Pattern UNSTEADY_TEXT = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                    + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+00:00)|\\d{14}\\+0000|(?<=\\^ACK\\|)[0-9a-f]{20}|(?<=_person=)[0-9a-f]{32}");

    /** A trust, the council it sends to, and one of everything they have, by the name of its place in an address. */
    private record Party(
            String source, String destination, String receiver, String person, Map<String, String> things) {

        static Party of(String source, String destination, String receiver, String person) {
            return new Party(source, destination, receiver, person, new LinkedHashMap<>());
        }

        String thing(String name) {
            return switch (name) {
                case "person" -> person;
                case "organisation" -> destination;
                case "sender" -> source;
                default -> Optional.ofNullable(things.get(name)).orElseThrow(() -> new AssertionError(name));
            };
        }
    }

    private final Party first = Party.of("RCB", "9D1", "ROUTE", "9990000018");
    private final Party second = Party.of("RCC", "9D2", "SOUTH", "9990000026");
    private final Party nobody = Party.of("RZZ", "9ZZ", "NOWHERE", "9990000034");

    private final DataDirectory directory;
    private final RunningGateway gateway;
    private final int amqpPort = freePort();
    private final int channelOfA = freePort();
    private final int channelOfB = freePort();
    private final Map<String, String> expired = new LinkedHashMap<>();
    private final Map<String, String> revoked = new LinkedHashMap<>();
    private final List<TokenFile.Line> tokens;
    private final SignedTokens signed;
    private int number;

    AuthorisationWorld(Path parent) throws IOException {
        directory = DataDirectory.open(parent.resolve("data"), true);
        LogFile.openIn(directory.logs());
        configure();
        String valid = Files.readString(directory.tokens()) + token("RCC", "source", "2099-01-01");
        StringBuilder more = new StringBuilder();
        for (Role role : Role.values()) {
            String name = role.name().toLowerCase(Locale.ROOT);
            String organisation = switch (role) {
                case SOURCE -> "RCB";
                case DESTINATION -> "9D1";
                case AUDITOR -> "9A1";
                case OPERATOR -> "9P1";
            };
            String old = token(organisation, name, "2020-01-01");
            expired.put(name, old.split(" ", -1)[0]);
            valid += old;
            String removed = token(organisation, name, "2099-01-01");
            revoked.put(name, removed.split(" ", -1)[0]);
            more.append(removed);
        }
        Files.writeString(directory.tokens(), valid + more);
        signed = new SignedTokens(directory.folder());
        gateway = TestGateway.start(directory);
        signed.issue(AuthorisationWorld::send, "http://127.0.0.1:" + gateway.httpPort());
        List<String> toBeRevoked = Stream.concat(revoked.values().stream(), signed.revoked().stream())
                .toList();
        for (String secret : toBeRevoked) {
            assertThat(get("/nothing", bearer(secret)).statusCode())
                    .as("until it is revoked it is a token")
                    .isNotEqualTo(401);
        }
        Files.writeString(directory.tokens(), valid);
        tokens = TokenFile.read(directory.tokens());
        signed.revoke();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> toBeRevoked.stream()
                        .allMatch(secret -> get("/nothing", bearer(secret)).statusCode() == 401));
        fill(first);
        fill(second);
        fillNobody();
    }

    private static String token(String organisation, String role, String expires) {
        return UUID.randomUUID() + " " + organisation + " " + role + " " + expires + "\n";
    }

    private void configure() throws IOException {
        Files.writeString(directory.configuration(), "oauth2: {}\n", StandardOpenOption.APPEND);
        for (String mailbox : List.of("RCBHC001", "RCCHC001", "9D1HC001", "9D2HC001")) {
            secret(directory.folder().resolve("mesh-" + mailbox + ".password"));
        }
        secret(directory.folder().resolve("mesh-shared.key"));
        Files.writeString(
                directory.configuration(),
                Files.readString(directory.configuration())
                        .replace("  RCB: Demo trust\n", "  RCB: Demo trust\n  RCC: Another trust\n")
                        .replace("      RCB: RCB\n", "      RCB: RCB\n      RCC: RCC\n")
                        .replace(
                                "      RCB55: RCB\n",
                                "      RCB55: RCB\n" + channel("only-a", channelOfA, "RCB")
                                        + channel("only-b", channelOfB, "RCC"))
                        .replace("routing:\n", "amqp: {port: " + amqpPort + ", destinations: [9D1, 9D2]}\nrouting:\n")
                        .replace("    ROUTE: 9D1\n", "    ROUTE: 9D1\n    SOUTH: 9D2\n")
                        .replace(
                                "    9D1HC001:",
                                "    RCCHC001: {organisation: RCC, password-file: mesh-RCCHC001.password,"
                                        + " sends: [PORTAGE_HL7V2]}\n    9D1HC001:")
                        // Nobody listens there, and nobody need.
                        .replace("destinations: [9D1, 9D2]\n", """
                                destinations: [9D1, 9D2]
                                subscriptions:
                                  9D1: {hosts: ["http://localhost:9/"]}
                                  9D2: {hosts: ["http://localhost:9/"]}
                                requests:
                                  - {organisation: RCB, fhir: "http://localhost:9/r4", mode: everything}
                                """));
    }

    private static String channel(String name, int port, String sender) {
        return "  - {name: " + name + ", adapter: hl7v2, port: " + port + ", senders: {" + sender + ": " + sender
                + "}}\n";
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    int amqpPort() {
        return amqpPort;
    }

    /** Where one trust speaks MLLP, and no other. */
    int channelOf(Caller source) {
        return source.isB() ? channelOfB : channelOfA;
    }

    /** The name and the secret with which a caller of AMQP logs in, if it has any. */
    Optional<Map.Entry<String, String>> login(Caller caller) {
        return switch (caller) {
            case ANONYMOUS -> Optional.empty();
            case MALFORMED -> Optional.of(Map.entry("9D1", "1234"));
            case EXPIRED ->
                Optional.of(Map.entry(
                        "9D1", Optional.ofNullable(expired.get("destination")).orElseThrow()));
            case REVOKED ->
                Optional.of(Map.entry(
                        "9D1", Optional.ofNullable(revoked.get("destination")).orElseThrow()));
            default -> Optional.of(Map.entry(organisation(caller).value(), secret(caller)));
        };
    }

    /** An address with the names of whose it is in their places. */
    String filled(String address, Whose whose, Caller caller) {
        Party own = caller.isB() ? second : first;
        Party party = switch (whose) {
            case ANOTHERS -> own == first ? second : first;
            case UNKNOWN -> nobody;
            default -> own;
        };
        Map<String, String> used = new LinkedHashMap<>(party.things());
        used.put("organisation", party.destination());
        used.put("sender", party.source());
        used.put("receiver", party.receiver());
        used.put("visit", "VISIT-OF-" + party.source());
        return filled(address, used);
    }

    /** What a council sees of a transfer. */
    String task(String transfer, Caller destination) {
        return get("/fhir/Task/" + transfer, bearer(secret(destination))).body();
    }

    private static void secret(Path file) throws IOException {
        Files.writeString(file, MESH_SECRET + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void fill(Party party) {
        Caller source = party == first ? Caller.SOURCE_A : Caller.SOURCE_B;
        Caller destination = party == first ? Caller.DESTINATION_A : Caller.DESTINATION_B;
        String council = bearer(secret(destination));
        assertStatus(
                200,
                send(HttpRequest.newBuilder(uri("/caseload"))
                        .header("Authorization", council)
                        .header("Content-Type", "text/csv")
                        .PUT(BodyPublishers.ofString("nhs_number\n" + party.person() + "\n"))));
        for (String name : List.of("transfer", "letter", "withdrawn")) {
            String identifier = identifier();
            assertStatus(
                    200,
                    send(HttpRequest.newBuilder(uri("/hl7v2"))
                            .header("Authorization", bearer(secret(source)))
                            .header("Content-Type", "application/hl7-v2")
                            .POST(BodyPublishers.ofString(hl7(party, party.source(), identifier)))));
            SubmissionId submission = SubmissionId.of(
                    DedupeKey.ofDocument(new OdsCode(party.source()), "http-hl7v2", "PAS", party.source(), identifier));
            String transfer =
                    TransferId.of(submission, new OdsCode(party.destination())).toString();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> get("/fhir/Task/" + transfer, council).statusCode() == 200);
            party.things().put(name, transfer);
            party.things().put("submission", submission.value().toString());
        }
        party.things().put("message", capitals(party.thing("transfer")));
        party.things().put("taken", capitals(party.thing("letter")));
        party.things().put("subscription", subscribe(destination));
        party.things().put("export", export(destination));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        get("/fhir/export/" + party.thing("export"), council).statusCode() == 200);
        HttpResponse<String> asked = send(HttpRequest.newBuilder(uri("/fhir/$request-record"))
                .header("Authorization", council)
                .header("Content-Type", FHIR_JSON)
                .POST(BodyPublishers.ofString(recordRequest(party.person()))));
        assertStatus(202, asked);
        party.things().put("request", lastWord(asked, "Content-Location"));
        String local = "local-" + party.source();
        party.things().put("local", local);
        party.things().put("sent", meshSend(source, hl7(party, party.source(), identifier()), "1:1", local));
        party.things().put("upload", upload(source));
    }

    private void fillNobody() {
        String none = "01234567-89ab-8cde-8f01-23456789abcd";
        for (String name : List.of("transfer", "letter", "submission", "subscription", "export", "request")) {
            nobody.things().put(name, none);
        }
        for (String name : List.of("message", "taken")) {
            nobody.things().put(name, capitals(none));
        }
        for (String name : List.of("sent", "upload")) {
            nobody.things().put(name, "20260101000000000000_00000000");
        }
        nobody.things().put("local", "local-RZZ");
        // Nobody is parked.
        List.of(first, second, nobody).forEach(party -> party.things().put("key", "0".repeat(32)));
    }

    private static String capitals(String id) {
        return id.toUpperCase(Locale.ROOT);
    }

    private String subscribe(Caller destination) {
        HttpResponse<String> made = send(HttpRequest.newBuilder(uri("/fhir/Subscription"))
                .header("Authorization", bearer(secret(destination)))
                .header("Content-Type", FHIR_JSON)
                .POST(BodyPublishers.ofString(subscription())));
        assertStatus(201, made);
        return lastWord(made, "Location");
    }

    private String export(Caller destination) {
        HttpResponse<String> begun = send(HttpRequest.newBuilder(uri("/fhir/$export"))
                .header("Authorization", bearer(secret(destination)))
                .header("Prefer", "respond-async"));
        assertStatus(202, begun);
        return lastWord(begun, "Content-Location");
    }

    private String upload(Caller source) {
        return meshSend(source, "MSH|^~\\&|PAS|", "1:2", "");
    }

    private String meshSend(Caller source, String body, String range, String local) {
        String mailbox = mailbox(source, Whose.OWN);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/messageexchange/" + mailbox + "/outbox"))
                .header("Authorization", mesh(mailbox, MESH_SECRET, Instant.now()))
                .header("Mex-To", "PORTAGE01")
                .header("Mex-WorkflowID", "PORTAGE_HL7V2")
                .header("Mex-Chunk-Range", range)
                .POST(BodyPublishers.ofString(body));
        if (!local.isEmpty()) {
            request.header("Mex-LocalID", local);
        }
        HttpResponse<String> sent = send(request);
        assertStatus(202, sent);
        return sent.body().replaceAll("(?s).*\"messageID\":\"([^\"]+)\".*", "$1");
    }

    private static String lastWord(HttpResponse<String> response, String header) {
        String value = response.headers().firstValue(header).orElseThrow();
        return value.substring(value.lastIndexOf('/') + 1);
    }

    private static void assertStatus(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }

    RunningGateway gateway() {
        return gateway;
    }

    /** The organisation that a caller with a valid credential is. */
    OdsCode organisation(Caller caller) {
        Party party = caller.isB() ? second : first;
        return new OdsCode(
                switch (caller) {
                    case SOURCE_A, SOURCE_B, SIGNED_SOURCE -> party.source();
                    case DESTINATION_A, DESTINATION_B, SIGNED_DESTINATION -> party.destination();
                    case AUDITOR -> "9A1";
                    case OPERATOR -> "9P1";
                    default -> throw new IllegalArgumentException("nobody knows who that is");
                });
    }

    /** An answer, and what stands in it of the objects that were asked for, to be overlooked in a comparison. */
    record Answered(HttpResponse<String> response, List<String> names) {

        /** The status, and the code of the failure if the body has one. */
        String outcome() {
            int status = response.statusCode();
            if (status < 400) {
                return Integer.toString(status);
            }
            Matcher code = Pattern.compile(
                            "\"code\"\\s*:\\s*\"([A-Z][A-Z_]+)\"|\"error_?[cC]ode\"\\s*:\\s*\"([^\"]+)\"|\\|([A-Z]+_[A-Z_]+): ")
                    .matcher(response.body());
            if (!code.find()) {
                return Integer.toString(status);
            }
            for (int group = 1; group <= code.groupCount(); group++) {
                if (code.group(group) != null) {
                    return status + ":" + code.group(group);
                }
            }
            return Integer.toString(status);
        }

        /** Everything that a caller can see, without the time, the object's own name and the number of the answer. */
        String seen() {
            StringBuilder seen = new StringBuilder("HTTP ").append(response.statusCode());
            response.headers().map().forEach((name, values) -> {
                if (!UNSTEADY.contains(name.toLowerCase(Locale.ROOT))) {
                    seen.append('\n').append(name).append(": ").append(values);
                }
            });
            String text = seen.append("\n\n").append(response.body()).toString();
            for (String name : names) {
                text = text.replace(name, "OBJECT").replace(URLEncoder.encode(name, UTF_8), "OBJECT");
            }
            return UNSTEADY_TEXT.matcher(text).replaceAll("...");
        }
    }

    /** Asks what a cell asks. */
    Answered ask(Row row, Caller caller) {
        Party own = caller.isB() ? second : first;
        Party party = switch (row.whose()) {
            case ANOTHERS -> caller.isB() ? first : second;
            case UNKNOWN -> nobody;
            default -> own;
        };
        Map<String, String> used = new LinkedHashMap<>(party.things());
        used.put("person", party.person());
        used.put("organisation", party.destination());
        used.put("sender", party.source());
        used.put("mailbox", mailbox(caller, row.whose()));
        used.put("identifier", identifier());
        used.put(
                "counts",
                caller == Caller.OPERATOR
                        ? "organisation,day,events\nRCB,2026-01-01,4\n"
                        : "day,events\n2026-01-01,4\n");
        if (row.whose() == Whose.OWN && row.admits(caller)) {
            fresh(row, caller, used);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(filled(row.address(), used))).header("Portage-Worker", "matrix");
        credential(row, caller, used.get("mailbox")).ifPresent(value -> request.header("Authorization", value));
        body(request, row, own, used);
        HttpResponse<String> response = send(request);
        if (row.name().startsWith("EXPORT")
                && response.statusCode() == 202
                && row.address().contains("$export")) {
            assertStatus(
                    202,
                    send(HttpRequest.newBuilder(uri("/fhir/export/" + lastWord(response, "Content-Location")))
                            .header("Authorization", bearer(secret(caller)))
                            .DELETE()));
        }
        return new Answered(response, List.copyOf(used.values()));
    }

    /** Asks a known address by a method that it has no row for. */
    int askOtherwise(String method, Row row, Caller caller) {
        Party own = caller.isB() ? second : first;
        Map<String, String> used = new LinkedHashMap<>(own.things());
        used.put("organisation", own.destination());
        used.put("mailbox", mailbox(caller, Whose.OWN));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(filled(row.path(), used))).method(method, BodyPublishers.noBody());
        credential(row, caller, used.get("mailbox")).ifPresent(value -> request.header("Authorization", value));
        return send(request).statusCode();
    }

    /** What a cell uses up is made for it. */
    private void fresh(Row row, Caller caller, Map<String, String> used) {
        switch (row.operation()) {
            case "fhir.SUBSCRIPTION_DELETE" -> used.put("subscription", subscribe(caller));
            case "fhir.EXPORT_DELETE" -> used.put("export", export(caller));
            case "mesh.SEND_CHUNK" -> used.put("upload", upload(caller));
            default -> {}
        }
    }

    private static String filled(String template, Map<String, String> used) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(
                        Optional.ofNullable(used.get(place.group(1))).orElseThrow(() -> new AssertionError(template))));
    }

    private String mailbox(Caller caller, Whose whose) {
        boolean other = whose == Whose.ANOTHERS_MAILBOX;
        Party party = whose == Whose.UNKNOWN_MAILBOX ? nobody : caller.isB() == other ? first : second;
        return (caller.isSource() ? party.source() : party.destination()) + "HC001";
    }

    private Optional<String> credential(Row row, Caller caller, String mailbox) {
        if (caller == Caller.ANONYMOUS) {
            return Optional.empty();
        }
        if (caller == Caller.MALFORMED) {
            return Optional.of(row.room().equals("mesh") ? "NHSMESH " + mailbox : "Token 1234");
        }
        if (row.room().equals("mesh")) {
            String own = mailbox(caller, Whose.OWN);
            return switch (caller) {
                case EXPIRED -> Optional.of(mesh(own, MESH_SECRET, Instant.now().minus(Duration.ofHours(3))));
                case REVOKED -> Optional.of(mesh(own, "what-it-was-before", Instant.now()));
                case AUDITOR, OPERATOR -> Optional.of(bearer(secret(caller)));
                default -> Optional.of(mesh(own, MESH_SECRET, Instant.now()));
            };
        }
        return Optional.of(bearer(
                switch (caller) {
                    case EXPIRED -> Optional.ofNullable(expired.get(role(row))).orElseThrow();
                    case REVOKED -> Optional.ofNullable(revoked.get(role(row))).orElseThrow();
                    case WRONG_AUDIENCE -> signed.forAnotherAudience(role(row));
                    case SIGNED_EXPIRED -> signed.expired(role(row));
                    case SIGNED_REVOKED -> signed.revoked(role(row));
                    default -> secret(caller);
                }));
    }

    /** The role that could do it. */
    private static String role(Row row) {
        for (Caller caller : List.of(Caller.AUDITOR, Caller.OPERATOR, Caller.SOURCE_A)) {
            if (row.admits(caller)) {
                return caller.name().toLowerCase(Locale.ROOT).replace("_a", "");
            }
        }
        return row.room().equals("push") ? "source" : "destination";
    }

    private String secret(Caller caller) {
        if (caller == Caller.SIGNED_SOURCE || caller == Caller.SIGNED_DESTINATION) {
            return signed.valid(caller == Caller.SIGNED_SOURCE ? "source" : "destination");
        }
        Role role = caller.isSource()
                ? Role.SOURCE
                : caller == Caller.AUDITOR
                        ? Role.AUDITOR
                        : caller == Caller.OPERATOR ? Role.OPERATOR : Role.DESTINATION;
        OdsCode organisation = organisation(caller);
        return tokens.stream()
                .filter(line -> line.token().caller().role() == role
                        && line.token().caller().organisation().equals(organisation)
                        && !line.token().isExpired(Instant.now()))
                .findFirst()
                .orElseThrow()
                .secret();
    }

    private static String bearer(String secret) {
        return "Bearer " + secret;
    }

    private static String mesh(String mailbox, String password, Instant at) {
        return mesh(mailbox, password, MESH_SECRET, at);
    }

    /** A credential of MESH. */
    static String mesh(String mailbox, String password, String sharedKey, Instant at) {
        String time = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
        String nonce = UUID.randomUUID().toString();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(sharedKey.getBytes(UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((mailbox + ":" + nonce + ":0:" + password + ":" + time).getBytes(UTF_8));
            return "NHSMESH " + mailbox + ":" + nonce + ":0:" + time + ":"
                    + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void body(HttpRequest.Builder request, Row row, Party own, Map<String, String> used) {
        String type = FHIR_JSON;
        String body = "";
        switch (row.operation()) {
            case "push.PROCESS_MESSAGE", "push.ROOT", "push.BUNDLE" ->
                body = fhirMessage(used.getOrDefault("identifier", ""), used.getOrDefault("sender", ""), own);
            case "push.HL7V2" -> {
                type = "application/hl7-v2";
                body = hl7(own, used.getOrDefault("sender", ""), used.getOrDefault("identifier", ""));
            }
            case "fhir.TASK_SEARCH_BY_POST" -> {
                type = "application/x-www-form-urlencoded";
                body = "patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C" + used.get("person");
            }
            case "fhir.TASK_UPDATE" ->
                body = "{\"resourceType\":\"Task\",\"id\":\"" + used.get("transfer")
                        + "\",\"status\":\"accepted\",\"intent\":\"order\"}";
            case "fhir.EVERYTHING_BY_POST" -> {
                type = "application/x-www-form-urlencoded";
                body = "identifier=https://fhir.nhs.uk/Id/nhs-number%7C" + used.get("person");
            }
            case "fhir.EXPORT_BY_POST" -> body = "{\"resourceType\":\"Parameters\"}";
            case "fhir.WITHDRAW" -> body = parameters("submission", used.getOrDefault("submission", ""));
            case "fhir.RECORD_REQUEST" -> body = recordRequest(used.getOrDefault("person", ""));
            case "fhir.SENDERS_LOCATE" -> body = parameters("nhs-number", used.getOrDefault("person", ""));
            case "fhir.CASELOAD_REPLACE" ->
                body = "{\"resourceType\":\"Group\",\"id\":\"caseload\",\"type\":\"person\",\"actual\":true,"
                        + "\"member\":[{\"entity\":{\"identifier\":{\"system\":"
                        + "\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"" + own.person() + "\"}}}]}";
            case "fhir.SUBSCRIPTION_CREATE" -> body = subscription();
            case "caseload.REPLACE", "caseload.REPLACE/post" -> {
                type = "text/csv";
                body = "nhs_number\n" + own.person() + "\n";
            }
            case "source-events.PUT" -> {
                type = "text/csv";
                body = used.getOrDefault("counts", "");
            }
            case "mesh.HANDSHAKE", "mesh.HANDSHAKE_BY_GET" ->
                request.header("Mex-ClientVersion", "1")
                        .header("Mex-OSName", "any")
                        .header("Mex-OSVersion", "1");
            case "mesh.SEND/record" -> {
                type = "application/octet-stream";
                request.header("Mex-To", "PORTAGE01").header("Mex-WorkflowID", "PORTAGE_HL7V2");
                body = hl7(own, own.source(), identifier());
            }
            case "mesh.SEND/answer" -> {
                type = "application/json";
                request.header("Mex-To", "PORTAGE01").header("Mex-WorkflowID", ADMISSION_ANSWER);
                body = "{\"message_id\":\"" + used.get("taken") + "\",\"status\":\"completed\"}";
            }
            case "mesh.SEND_CHUNK" -> {
                type = "application/octet-stream";
                request.header("Mex-Chunk-Range", "2:2");
                body = hl7(own, own.source(), identifier()).substring("MSH|^~\\&|PAS|".length());
            }
            default -> {}
        }
        if (row.name().startsWith("EXPORT")) {
            request.header("Prefer", "respond-async");
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.method(row.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private String identifier() {
        return String.format("AUTHORISED-%05d", ++number);
    }

    private static String hl7(Party party, String sender, String identifier) {
        return "MSH|^~\\&|PAS|" + sender + "||" + party.receiver() + "|20261123101500||ADT^A01^ADT_A01|" + identifier
                + "|P|2.4|||AL|NE|GBR\r"
                + "EVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||" + party.person() + "^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55\r";
    }

    private static String fhirMessage(String id, String sender, Party party) {
        String ods = "\"identifier\":{\"system\":\"https://fhir.nhs.uk/Id/ods-organization-code\",\"value\":\"";
        return "{\"resourceType\":\"Bundle\",\"id\":\"" + id + "\",\"type\":\"message\",\"entry\":["
                + "{\"fullUrl\":\"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0501\",\"resource\":{\"resourceType\":"
                + "\"MessageHeader\",\"id\":\"" + id + "\",\"eventUri\":\"urn:x-test\",\"source\":{\"endpoint\":"
                + "\"https://ward.example\"},\"sender\":{" + ods + sender + "\"}},\"destination\":[{\"endpoint\":"
                + "\"https://portage.example\",\"receiver\":{" + ods + party.destination() + "\"}}}]}},"
                + "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\",\"identifier\":[{\"system\":"
                + "\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"" + party.person() + "\"}]}}]}";
    }

    private static String parameters(String name, String value) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"" + name + "\",\"valueString\":\"" + value
                + "\"}]}";
    }

    private static String recordRequest(String person) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"nhs-number\",\"valueString\":\"" + person
                + "\"},{\"name\":\"organization\",\"valueString\":\"RCB\"}]}";
    }

    private static String subscription() {
        return """
                {"resourceType": "Subscription", "status": "requested", "reason": "New transfers",
                 "criteria": "https://portage.uk/fhir/SubscriptionTopic/new-transfer",
                 "channel": {"type": "rest-hook", "endpoint": "http://localhost:9/hook", "payload": "application/fhir+json",
                  "_payload": {"extension": [{"url":
                   "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                   "valueCode": "id-only"}]}}}
                """;
    }

    /** How many callers were refused so far, as the metrics have it. */
    double denied() {
        return get("/metrics?includedNames=portage_denied,portage_denied_total", bearer(secret(Caller.AUDITOR)))
                .body()
                .lines()
                .filter(line -> line.startsWith("portage_denied_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(String path, String authorization) {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", authorization));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        directory.close();
    }
}
