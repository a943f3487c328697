package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.Acknowledgement;
import uk.portage.gateway.app.CommandLineRun;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpClient;

/** What an operator orders by the command line is in force on the ports, and stands in the ledger. */
@Timeout(240)
class OrganisationRegistryTest {

    private static final Pattern TOKEN = Pattern.compile("token \\((\\w+), .*\\): (\\S{43})");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path parent;

    private DataDirectory directory;
    private RunningGateway gateway;
    private int messages;

    @BeforeEach
    void start() throws IOException {
        directory = DataDirectory.open(parent.resolve("data"), true);
        LogFile.openIn(directory.logs());
        gateway = start(directory);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        directory.close();
    }

    private static RunningGateway start(DataDirectory directory) {
        return TestGateway.start(directory);
    }

    @Test
    void an_organisation_is_added_suspended_resumed_and_given_new_tokens_while_the_gateway_runs() throws Exception {
        assertThat(order("add", "9D5").err()).contains("a new organisation needs a name");
        assertThat(order("add", "rcb", "--name", "x").status()).isEqualTo(2);

        String added = order("add", "9D5", "--name", "Council West", "--role", "destination,source")
                .out();
        String collects = token(added, "destination");
        String pushes = token(added, "source");
        assertThat(get("/fhir/Task", collects)).isEqualTo(200);
        assertThat(get("/fhir/Task", pushes)).isEqualTo(403);
        assertThat(order("list").out())
                .containsPattern("9D5 +Council West +mailbox +in force, 2 tokens issued")
                .containsPattern("RCB +Demo trust +in force");

        assertThat(order("suspend", "9D5").out()).isEqualToIgnoringNewLines("9D5 is suspended");
        assertThat(order("suspend", "9D5").out()).contains("already");
        assertThat(get("/fhir/Task", collects)).isEqualTo(403);
        assertThat(order("list").out()).contains("SUSPENDED since");
        assertThat(order("resume", "9D5").status()).isZero();
        assertThat(get("/fhir/Task", collects)).isEqualTo(200);

        String other = token(
                order("rotate", "9D5", "--role", "destination", "--overlap", "0")
                        .out(),
                "destination");
        assertThat(get("/fhir/Task", collects)).isEqualTo(401);
        assertThat(get("/fhir/Task", other)).isEqualTo(200);
        String third = token(order("rotate", "9D5", "--role", "destination").out(), "destination");
        assertThat(get("/fhir/Task", other)).isEqualTo(200);
        assertThat(get("/fhir/Task", third)).isEqualTo(200);

        aCertificateBelongsToOneOrganisation();
        assertThat(order("suspend", "9P1").err()).contains("its own organisation");
        assertThat(order("suspend", "RZZ").err()).contains("no such organisation");
        assertThat(kinds())
                .containsExactly(
                        EntryKind.ORGANISATION_REGISTERED,
                        EntryKind.CREDENTIAL_ISSUED,
                        EntryKind.CREDENTIAL_ISSUED,
                        EntryKind.ORGANISATION_SUSPENDED,
                        EntryKind.ORGANISATION_RESUMED,
                        EntryKind.CREDENTIAL_ISSUED,
                        EntryKind.CREDENTIAL_ISSUED,
                        EntryKind.ORGANISATION_REGISTERED,
                        EntryKind.ORGANISATION_REGISTERED);
        assertThat(Files.readString(directory.logs().resolve("portage.log")))
                .doesNotContain(collects, pushes, other, third);
    }

    @Test
    void who_is_suspended_cannot_send_and_what_is_registered_outlives_a_restart() throws Exception {
        order("add", "9D5", "--name", "Council West", "--role", "destination");
        assertThat(send("RCB", "9D5")).isEqualTo("AA");
        assertThat(order("suspend", "RCB").status()).isZero();
        assertThat(send("RCB", "ROUTE")).isEqualTo("AR");

        gateway.close();
        gateway = start(directory);

        assertThat(send("RCB", "ROUTE")).isEqualTo("AR");
        assertThat(order("resume", "RCB").status()).isZero();
        assertThat(send("RCB", "9D5")).isEqualTo("AA");
        String collects = token(order("rotate", "9D5", "--role", "destination").out(), "destination");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> body("/fhir/Task?status=requested", collects).contains("Bundle/"));
        assertThat(gateway.ledger().entriesAfter(0, 1_000).stream()
                        .map(entry -> entry.content())
                        .filter(content -> content.kind() == EntryKind.REFUSED)
                        .map(content -> content.code().map(Enum::name).orElse("")))
                .containsExactly("SUSPENDED", "SUSPENDED");
    }

    private void aCertificateBelongsToOneOrganisation() throws Exception {
        TestAuthority authority = TestAuthority.named("CN=Authority");
        Path certificate = Files.write(
                parent.resolve("client.der"),
                authority.issue("CN=client").certificate().getEncoded());

        assertThat(order("add", "RCB", "--certificate", certificate.toString()).status())
                .isZero();
        assertThat(order("add", "9D1", "--certificate", certificate.toString()).err())
                .contains("bound to another organisation");
        assertThat(order("add", "9D1", "--certificate", "CN=its own").status()).isZero();
        assertThat(order("list").out())
                .containsPattern("RCB .*certificate bound")
                .containsPattern("9D1 .*certificate bound");
        assertThat(order("add", "9D1", "--certificate", "nothing at all").status())
                .isEqualTo(2);
    }

    private List<EntryKind> kinds() {
        return gateway.ledger().entriesAfter(0, 1_000).stream()
                .map(entry -> entry.content().kind())
                .filter(kind -> kind.name().startsWith("ORGANISATION_") || kind == EntryKind.CREDENTIAL_ISSUED)
                .toList();
    }

    private static String token(String printed, String role) {
        Matcher matcher = TOKEN.matcher(printed);
        while (matcher.find()) {
            if (matcher.group(1).equals(role)) {
                return matcher.group(2);
            }
        }
        throw new AssertionError(printed);
    }

    private CommandLineRun order(String what, String... more) {
        String[] arguments = new String[more.length + 6];
        arguments[0] = "organisation";
        arguments[1] = what;
        System.arraycopy(more, 0, arguments, 2, more.length);
        arguments[more.length + 2] = "--http-port";
        arguments[more.length + 3] = String.valueOf(gateway.localPort());
        arguments[more.length + 4] = "--token";
        arguments[more.length + 5] = TestGateway.secret(directory, "9P1");
        return CommandLineRun.of(arguments);
    }

    private int get(String path, String token) throws Exception {
        return ask(path, token).statusCode();
    }

    private String body(String path, String token) {
        try {
            return ask(path, token).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private String send(String facility, String receiver) throws IOException {
        messages++;
        String message = "MSH|^~\\&|PAS|" + facility + "||" + receiver + "|20261123101500||ADT^A01^ADT_A01|REG"
                + messages + "|P|2.4|||AL|NE|GBR\r"
                + "EVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55\r";
        try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), Duration.ofSeconds(30))) {
            return Acknowledgement.read(client.send(message.getBytes(StandardCharsets.UTF_8)))
                    .code();
        }
    }
}
