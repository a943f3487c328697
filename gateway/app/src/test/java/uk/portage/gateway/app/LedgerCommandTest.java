package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.server.RunningGateway;
import uk.portage.gateway.app.server.TestGateway;
import uk.portage.verifier.Verifier;

/** The ledger of a running gateway, taken away, verified, witnessed and doubted by its commands. */
class LedgerCommandTest {

    /** Of letters that Latin-1, which servlets presume of a form, does not have. */
    private static final String NAME = "Ysbyty Gw\u0177r";

    @TempDir
    private static Path parent;

    private static DataDirectory directory;
    private static RunningGateway gateway;
    private static Path secret;
    private static String witness;

    @BeforeAll
    static void start() throws IOException {
        directory = DataDirectory.open(parent.resolve("data"), true);
        secret = parent.resolve("witness.key");
        witness = verifier("witness-key", "witness.example", secret.toString());
        Files.writeString(
                directory.configuration(), "ledger: {witnesses: [\"" + witness + "\"]}\n", StandardOpenOption.APPEND);
        gateway = TestGateway.start(directory);
        run("organisation", "add", "RZ7", "--name", NAME, "--role", "source");
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        directory.close();
    }

    @Test
    void an_exported_ledger_is_verified_and_a_changed_entry_is_found() throws IOException {
        Path export = exported("first");
        String key = newestKey();

        CommandLineRun whole = CommandLineRun.of("verify", export.toString(), "--key", key);
        assertThat(whole.status()).as(whole.err()).isZero();

        Path entries = export.resolve("entries.ndjson");
        List<String> lines = new ArrayList<>(Files.readAllLines(entries));
        lines.set(0, lines.get(0).replaceFirst("\"time\":\"2", "\"time\":\"3"));
        Files.write(entries, lines);
        CommandLineRun changed = CommandLineRun.of("verify", export.toString(), "--key", key);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.err()).contains("Entry 1 ");
    }

    @Test
    void a_witness_cosigns_and_after_a_change_of_keys_the_ledger_follows_from_what_it_signed() throws IOException {
        exported("before-witness");
        cosigned(secret);
        String first = newestKey();
        Path signed = parent.resolve("signed");
        Files.writeString(signed, requested().replaceFirst("(?s).*?\n\n", ""));

        assertThat(run("ledger", "rotate-key").out()).isNotBlank();
        await().atMost(Duration.ofSeconds(30)).until(() -> !newestKey().equals(first));
        cosigned(secret);
        Path export = exported("after");
        CommandLineRun whole = CommandLineRun.of(
                "verify",
                export.toString(),
                "--key",
                first,
                "--key",
                newestKey(),
                "--since",
                signed.toString(),
                "--witness",
                witness);
        assertThat(whole.status()).as(whole.err()).isZero();
    }

    @Test
    void who_is_not_named_as_a_witness_cannot_cosign() throws IOException {
        exported("before-stranger");
        Path stranger = parent.resolve("stranger.key");
        verifier("witness-key", "witness.example", stranger.toString());
        Path request = parent.resolve("asked-of-stranger");
        Path answer = parent.resolve("answer-of-stranger");
        Path log = parent.resolve("log-for-stranger.key");
        Files.writeString(log, newestKey() + "\n");
        Files.writeString(request, requested());
        Files.writeString(
                answer,
                verifier(
                        "witness",
                        request.toString(),
                        "--log",
                        log.toString(),
                        "--key",
                        stranger.toString(),
                        "--state",
                        parent.resolve("state-of-stranger").toString()));

        CommandLineRun refused = asked("ledger", "cosign", request.toString(), answer.toString());

        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("no cosignature of that checkpoint by a witness");
    }

    @Test
    void a_name_arrives_as_it_was_typed() {
        assertThat(run("organisation", "list").out()).contains(NAME);
    }

    private static void cosigned(Path secret) throws IOException {
        Path request = parent.resolve("request");
        Path answer = parent.resolve("answer");
        Path state = parent.resolve("state");
        Path log = parent.resolve("log.key");
        Files.writeString(log, newestKey() + "\n");
        String since = Files.exists(state) ? Files.readAllLines(state).get(1) : "0";
        Files.writeString(request, run("ledger", "request", "--since", since).out());
        Files.writeString(
                answer,
                verifier(
                        "witness",
                        request.toString(),
                        "--log",
                        log.toString(),
                        "--key",
                        secret.toString(),
                        "--state",
                        state.toString()));
        assertThat(run("ledger", "cosign", request.toString(), answer.toString())
                        .out())
                .isNotBlank();
    }

    private static String requested() {
        return run("ledger", "request").out();
    }

    /** The first checkpoint is signed within ten seconds of the first entry. */
    private static Path exported(String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> asked("ledger", "request").status() == 0);
        Path export = parent.resolve(name);
        assertThat(run("ledger", "export", export.toString()).out()).contains(" entries, root ");
        return export;
    }

    private static String newestKey() {
        List<String> keys = run("ledger", "keys").out().lines().toList();
        return keys.get(keys.size() - 1).replaceFirst("^\\S+\\s+", "");
    }

    private static CommandLineRun asked(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", directory.folder().toString()));
        all.addAll(List.of("--http-port", Integer.toString(gateway.httpPort())));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static CommandLineRun run(String... arguments) {
        CommandLineRun run = asked(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private static String verifier(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Verifier.run(new PrintWriter(out), new PrintWriter(err), arguments);
        assertThat(status).as(err.toString()).isZero();
        return out.toString().strip();
    }
}
