package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "send",
                "translate",
                "site",
                "status",
                "parked",
                "release",
                "organisation",
                "caseload",
                "user",
                "simulate",
                "test"
            })
    void every_command_explains_itself(String command) {
        CommandLineRun help = run(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: portage " + command, "Exit status:");
        assertThat(run(command, "--version").status()).isZero();
    }

    @Test
    void a_person_is_added_with_a_secret_that_is_shown_once_listed_and_removed() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "heron-ladder-teacup\n");
        String data = folder.toString();
        String[] anna = {
            "user",
            "add",
            "anna",
            "--role",
            "auditor",
            "--organisation",
            "9A1",
            "--password-file",
            password.toString(),
            "--data",
            data
        };
        CommandLineRun added = run(anna);
        assertThat(added.err()).isEmpty();
        assertThat(added.out()).contains("otpauth://totp/", "secret");
        Path users = folder.resolve("users");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(users)).contains("anna 9A1 auditor {pbkdf2").doesNotContain("heron");
        assertThat(run("user", "list", "--data", data).out()).contains("anna", "9A1", "auditor");
        assertThat(run(anna).status()).isEqualTo(1);
        Path weak = Files.writeString(folder.resolve("weak"), "secret\n");
        assertThat(run(
                                "user",
                                "add",
                                "omar",
                                "--role",
                                "operator",
                                "--organisation",
                                "9P1",
                                "--password-file",
                                weak.toString(),
                                "--data",
                                data)
                        .status())
                .isEqualTo(2);
        assertThat(run(
                                "user",
                                "add",
                                "omar",
                                "--role",
                                "source",
                                "--organisation",
                                "RCB",
                                "--password-file",
                                password.toString(),
                                "--data",
                                data)
                        .status())
                .isEqualTo(2);
        assertThat(run("user", "remove", "anna", "--data", data).status()).isZero();
        assertThat(run("user", "remove", "anna", "--data", data).status()).isEqualTo(1);
        assertThat(run("user", "list", "--data", data).out()).contains("nobody");
    }

    @Test
    void wrong_usage_is_one_line_and_a_hint() {
        CommandLineRun wrong = run("send");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err().lines()).hasSize(2);
        assertThat(wrong.err()).contains("FILE").contains("./portage send --help");
        assertThat(run("sned").status()).isEqualTo(2);
        assertThat(run().status()).isEqualTo(2);
        assertThat(run("release", "nonsense").status()).isEqualTo(2);
        assertThat(run("up", "--http-port", "70000").status()).isEqualTo(2);
    }

    @Test
    void what_the_gateway_finds_wrong_is_shown_line_by_line() throws IOException {
        byte[] outcome = """
                {"resourceType": "OperationOutcome", "issue": [
                  {"severity": "error", "code": "value", "details": {"text": "line 2: an NHS number has ten digits"}},
                  {"severity": "error", "code": "value", "details": {"text": "nothing was changed"}}]}
                """.getBytes(StandardCharsets.UTF_8);
        HttpServer gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        gateway.createContext("/caseload", exchange -> {
            exchange.sendResponseHeaders(422, outcome.length);
            exchange.getResponseBody().write(outcome);
            exchange.close();
        });
        gateway.start();
        try {
            Path people = Files.writeString(folder.resolve("people.csv"), "nhs_number\n123\n");
            String port = String.valueOf(gateway.getAddress().getPort());
            CommandLineRun refused = run("caseload", "--http-port", port, "--token", "secret", people.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err().lines())
                    .containsExactly(
                            "portage: the gateway answered 422: line 2: an NHS number has ten digits",
                            "portage: nothing was changed");
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void a_port_that_is_taken_is_said_before_anything_starts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            CommandLineRun mllp = run("up", "--data", folder.toString(), "--http-port", "0", "--mllp-port", port);
            assertThat(mllp.status()).isEqualTo(3);
            assertThat(mllp.err())
                    .isEqualToIgnoringNewLines("portage: port " + port + " is in use: choose another with --mllp-port");
            CommandLineRun http = run("up", "--data", folder.toString(), "--http-port", port, "--mllp-port", "0");
            assertThat(http.status()).isEqualTo(3);
            assertThat(http.err()).contains("--http-port");
        }
    }

    @Test
    void a_token_file_that_others_can_read_is_not_used() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r--r--"));

        CommandLineRun status = run("status", "--data", folder.toString(), "--http-port", "1");

        assertThat(status.status()).isEqualTo(3);
        assertThat(status.err()).contains("chmod 600 " + tokens);
    }

    @Test
    void nobody_listening_is_an_environment_fault_with_a_hint() throws IOException {
        Path message = Files.writeString(folder.resolve("one.hl7"), "MSH|^~\\&|A|RCB|||1||ADT^A01|1|P|2.4\r");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        CommandLineRun sent = run("send", message.toString(), "--to", "127.0.0.1:" + free);

        assertThat(sent.status()).isEqualTo(3);
        assertThat(sent.err()).contains("./portage up").hasLineCount(1);
        assertThat(run("status", "--data", folder.toString()).status()).isEqualTo(3);
    }

    @Test
    void a_summary_counts_translated_and_refused_messages() throws IOException {
        Files.writeString(
                folder.resolve("two.hl7"), SyntheticMessages.ADMISSION + "\n" + SyntheticMessages.UNSUPPORTED);
        Files.writeString(folder.resolve("notes.pdf"), "not a message");

        CommandLineRun summary = run("translate", folder.toString(), "--summary");

        assertThat(summary.err()).contains("skipped").contains("notes.pdf");
        assertThat(summary.out())
                .startsWith("{\"files\":1,\"messages\":2,\"translated\":1,\"refused\":{\"UNSUPPORTED_TYPE\":1},"
                        + "\"exceptions\":0,\"silentLosses\":0,\"safetyLosses\":0,\"losses\":{")
                .hasLineCount(1);
        assertThat(summary.status()).isZero();
    }

    @Test
    void a_translation_is_shown_as_bundle_and_report() throws IOException {
        Path file = Files.writeString(folder.resolve("one.hl7"), SyntheticMessages.ADMISSION);

        CommandLineRun shown = run("translate", file.toString());

        assertThat(shown.status()).isZero();
        assertThat(shown.out()).contains("\"resourceType\": \"Bundle\"", "9990000018");
        assertThat(shown.err()).contains("elements carried", "0 silent").doesNotContain("9990000018");
    }

    @Test
    void an_explanation_shows_each_element_and_where_it_went() throws IOException {
        Path file = Files.writeString(folder.resolve("one.hl7"), SyntheticMessages.ADMISSION);

        CommandLineRun text = run("translate", file.toString(), "--explain");
        assertThat(text.status()).isZero();
        assertThat(text.out())
                .contains("contains a person's record", "patient name: family name", "Patient.name[0].family = OXLIP")
                .doesNotContain("\u001B");

        CommandLineRun json = run("translate", file.toString(), "--explain", "--format", "json");
        assertThat(json.status()).isZero();
        assertThat(json.out()).startsWith("{").contains("\"schema\"", "Patient.name[0].family");
        assertThat(json.err()).contains("contains a person's record").doesNotContain("OXLIP");
    }

    @Test
    void a_page_is_written_for_its_owner_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("one.hl7"), SyntheticMessages.ADMISSION);
        Path page = Files.writeString(folder.resolve("page.html"), "an older page");
        Files.setPosixFilePermissions(page, PosixFilePermissions.fromString("rw-r--r--"));

        CommandLineRun ran =
                run("translate", file.toString(), "--explain", "--format", "html", "--output", page.toString());

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(page.toString(), "contains a person's record");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("OXLIP");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void an_explanation_asked_for_in_a_wrong_way_is_wrong_usage() throws IOException {
        Path two = Files.writeString(
                folder.resolve("two.hl7"), SyntheticMessages.ADMISSION + "\n" + SyntheticMessages.ADMISSION);

        assertThat(run("translate", two.toString(), "--explain", "--format", "html")
                        .status())
                .isEqualTo(2);
        assertThat(run("translate", two.toString(), "--explain", "--summary").status())
                .isEqualTo(2);
        assertThat(run("translate", two.toString(), "--format", "json").status())
                .isEqualTo(2);
        assertThat(run("translate", two.toString(), "--explain", "--format", "pdf")
                        .status())
                .isEqualTo(2);
        assertThat(run("translate", two.toString(), "--explain").out().lines().filter(l -> l.startsWith("PID[1]")))
                .hasSize(2);
    }

    @Test
    void a_message_that_is_refused_cannot_be_explained() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.hl7"), "this is no message");
        Path page = folder.resolve("page.html");

        CommandLineRun ran =
                run("translate", file.toString(), "--explain", "--format", "html", "--output", page.toString());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("refused UNREADABLE");
        assertThat(page).doesNotExist();
    }

    @Test
    void a_site_is_checked_without_a_gateway_and_its_rules_change_a_translation() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site"));
        Path fields =
                Files.writeString(site.resolve("fields.yaml"), "ZBD-2: {name: bed-type, kind: text, onto: ward}\n");
        Path file = Files.writeString(folder.resolve("one.hl7"), SyntheticMessages.ADMISSION + "ZBD|1|SIDE ROOM\n");

        CommandLineRun wrong = run("site", "check", site.toString());
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualToIgnoringNewLines(
                        "portage: " + fields + ":1: 'onto' must be patient or encounter, not 'ward'");
        assertThat(run("translate", file.toString(), "--site", site.toString()).status())
                .isEqualTo(2);
        assertThat(run("up", "--data", folder.resolve("data").toString(), "--site", site.toString())
                        .status())
                .isEqualTo(2);

        Files.writeString(fields, "ZBD-2: {name: bed-type, kind: text, onto: encounter}\n");
        assertThat(run("site", "check", site.toString()).out()).contains("is sound: 0 code maps, 1 fields");
        assertThat(run("translate", file.toString()).err()).contains("NO_TARGET  ZBD[1]-2[1]");
        CommandLineRun translated = run("translate", file.toString(), "--site", site.toString());
        assertThat(translated.out()).contains("StructureDefinition/site-bed-type", "SIDE ROOM");
        assertThat(translated.err()).doesNotContain("ZBD[1]-2").contains("0 silent");
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(arguments);
    }
}
