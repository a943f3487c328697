package uk.portage.gateway.proofs.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.app.access.OneTimeCodes;
import uk.portage.gateway.app.access.Passwords;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.app.server.Databases;
import uk.portage.gateway.app.server.LogFile;
import uk.portage.gateway.app.server.RunningGateway;
import uk.portage.gateway.app.simulate.Simulation;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.ledger.Commitment;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

/** A gateway with somebody who may sign in on its pages. It runs within the test, so that a second one starts soon. */
final class Website implements AutoCloseable {

    private static final String NAME = "olga";
    private static final String PASSWORD = "heron-ladder-teacup";
    private static final int MOST_PAGES = 40;
    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"#]+)");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}");

    private final String host;
    private final DataDirectory directory;
    private final RunningGateway gateway;
    private final String secret = OneTimeCodes.drawSecret();

    private Website(Path data, String host) {
        this.host = host;
        directory = DataDirectory.open(data, true);
        // An operator sees everything that an auditor sees, and more.
        UsersFile.write(
                UsersFile.in(directory.folder()),
                List.of(new User(
                        NAME, new Caller(new OdsCode("9A1"), Role.OPERATOR), Passwords.hash(PASSWORD), secret)));
        LogFile.openIn(directory.logs());
        gateway = RunningGateway.start(
                configuration(directory).onPorts(Optional.of(0), Optional.of(0)),
                directory,
                "test",
                Optional.empty(),
                Clock.systemUTC());
    }

    /**
     * Of a directory, as it is; a new one is laid out.
     *
     * @param host the name of this machine in addresses
     */
    static Website of(Path data, String host) {
        return new Website(data, host);
    }

    /** Of a new directory whose ledger has the transfers of a small country, and in which a person is parked. */
    static Website of(Path data, String host, Simulation.Settings country) throws IOException {
        Simulation.PlayedClock clock = new Simulation.PlayedClock();
        try (DataDirectory directory = DataDirectory.open(data, true);
                Store store = Databases.open(configuration(directory), directory.folder(), clock)) {
            new Simulation(country, store, clock).play(entries -> {});
            park(store);
        }
        return new Website(data, host);
    }

    private static void park(Store store) {
        SubmissionId id = new SubmissionId(new UUID(0, 1));
        OrderingKey person = new OrderingKey("0123456789abcdef".repeat(2));
        byte[] bytes = SyntheticAdmission.message("PARKED", 42, 4240);
        SubmissionRow submission = new SubmissionRow(
                id,
                new OdsCode("RCB"),
                "pushed",
                "hl7v2",
                "ADT^A01",
                Workflow.ADMISSION_NOTICE,
                "",
                Optional.empty(),
                Instant.now(),
                false,
                person,
                Sha256.of(bytes),
                bytes.length);
        store.commit(transaction -> {
            transaction.keep(submission, bytes, new byte[Commitment.SALT_LENGTH]);
            transaction.park(person, id);
            transaction.append(EntryDraft.of(EntryKind.PARKED)
                    .submission(id)
                    .code(FailureCode.INTERNAL)
                    .draft());
            return true;
        });
    }

    private static Configuration configuration(DataDirectory directory) {
        return ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4", "cda"));
    }

    URI page(String path) {
        return URI.create("http://" + host + ":" + gateway.httpPort()).resolve(path);
    }

    int mllpPort() {
        return gateway.mllpPort();
    }

    /** Fills in the page on which people sign in, with a code. */
    void signIn(Chromium browser, String code) {
        browser.type("name", NAME);
        browser.type("password", PASSWORD);
        browser.type("code", code);
        browser.press("main button[type=submit]");
    }

    /** What an authenticator shows now. */
    String code() {
        return new OneTimeCodes(secret).at(Instant.now());
    }

    /**
     * One page of each kind that links lead to, from the auditor's first one and the operator's. Two pages are of a kind if their paths differ in an
     * identifier only, and, where questions count, what they ask about differs in values only.
     */
    List<URI> pages(String cookies, boolean byQuestion) throws IOException, InterruptedException {
        Deque<URI> waiting = new ArrayDeque<>(List.of(page("/audit/"), page("/operator/")));
        Set<String> known = new HashSet<>();
        waiting.forEach(first -> known.add(kind(first, byQuestion)));
        List<URI> pages = new ArrayList<>();
        while (!waiting.isEmpty() && pages.size() < MOST_PAGES) {
            URI next = waiting.remove();
            HttpResponse<String> answer = get(next, cookies);
            if (answer.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("text/html"))
                    .isEmpty()) {
                continue;
            }
            pages.add(next);
            LINK.matcher(answer.body())
                    .results()
                    .map((MatchResult link) -> next.resolve(link.group(1).replace("&amp;", "&")))
                    .filter(link -> link.getPort() == gateway.httpPort())
                    .filter(link -> known.add(kind(link, byQuestion)))
                    .forEach(waiting::add);
        }
        return pages;
    }

    private static String kind(URI page, boolean byQuestion) {
        String path = ID.matcher(page.getPath()).replaceAll("ID");
        return byQuestion
                ? path
                        + Optional.ofNullable(page.getQuery()).stream()
                                .flatMap(query -> Stream.of(query.split("&")))
                                .map(parameter -> parameter.replaceAll("=.*", ""))
                                .sorted()
                                .collect(Collectors.joining("&", "?", ""))
                : path;
    }

    HttpResponse<String> get(URI page, String cookies) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page)
                                .header("Cookie", cookies)
                                .header("Accept", "text/html")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Fills the store's files with nothing; whoever reads next from the disk finds no table. */
    void loseTheStore() throws IOException {
        for (String name : List.of("portage.db", "portage.db-wal")) {
            Path file = directory.folder().resolve("store").resolve(name);
            byte[] nothing = new byte[Math.toIntExact(Files.size(file))];
            Files.write(file, nothing, StandardOpenOption.WRITE);
        }
    }

    @Override
    public void close() {
        gateway.close();
        try {
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
