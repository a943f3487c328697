package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

class BadInputTest {

    /** Stands in every bad input, and must stand in no answer and no log. */
    private static final String CANARY = "Canarywharf";

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static MailboxServer server;
    private static TransferId transfer;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        LOG.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
        server = new MailboxServer(folder);
        transfer = server.offer(COUNCIL);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
        assertThat(LOG.list).noneMatch(event -> event.getFormattedMessage().contains(CANARY));
        assertThat(LOG.list)
                .noneMatch(event -> event.getThrowableProxy() != null
                        && String.valueOf(event.getThrowableProxy().getMessage())
                                .contains(CANARY));
    }

    static Stream<Arguments> badBodies() {
        String task =
                "{\"resourceType\":\"Task\",\"id\":\"" + "ID" + "\",\"intent\":\"order\",\"status\":\"completed\"";
        String note = ",\"note\":[{\"text\":\"" + CANARY + "\"}]";
        return Stream.of(
                arguments("no JSON", CANARY),
                arguments("broken JSON", task + note),
                arguments("an array", "[\"" + CANARY + "\"]"),
                arguments("a string", "\"" + CANARY + "\""),
                arguments("two documents", task + note + "}{}"),
                arguments("a repeated key", task + note + ",\"status\":\"rejected\"}"),
                arguments("an unknown element", task + ",\"" + CANARY + "\":\"" + CANARY + "\"}"),
                arguments("an unknown status", task.replace("completed", CANARY) + "}"),
                arguments("an unknown date", task + ",\"authoredOn\":\"" + CANARY + "\"}"),
                arguments("a wrong JSON type", task + ",\"note\":\"" + CANARY + "\"}"),
                arguments(
                        "another resource",
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + CANARY + "\"}]}"),
                arguments("an unknown resource", "{\"resourceType\":\"" + CANARY + "\"}"),
                arguments("no resource", "{\"" + CANARY + "\":1}"),
                arguments("a huge exponent", task + input("{\"valueDecimal\":1e999999999,$}")),
                arguments("a huge negative exponent", task + input("{\"valueDecimal\":1e-999999999,$}")),
                arguments("a long number", task + input("{\"valueDecimal\":" + "9".repeat(100_000) + ",$}")),
                arguments("a bomb as text", task + input("{\"valueDecimal\":\"1e999999999\",$}")),
                arguments(
                        "deep nesting",
                        task + ",\"extension\":" + "[{\"extension\":".repeat(400) + "[]" + "}]".repeat(400) + "}"),
                arguments("deeper nesting", "{\"a\":".repeat(100_000)),
                arguments("a bare zero byte", task + "\u0000" + note + "}"));
    }

    private static String input(String value) {
        return ",\"input\":[" + value.replace("$", "\"type\":{\"text\":\"" + CANARY + "\"}") + "]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void a_bad_body_is_refused_without_repeating_it(String name, String body) {
        HttpResponse<String> response = server.request("PUT", "/fhir/Task/" + transfer)
                .body("application/fhir+json", body.replace("ID", transfer.toString()))
                .send();
        assertThat(response.statusCode()).isEqualTo(400);
        assertRefusal(response);
    }

    static Stream<Arguments> badXml() {
        String open = "<Task xmlns=\"http://hl7.org/fhir\"><id value=\"ID\"/>";
        String close = "<status value=\"completed\"/><intent value=\"order\"/></Task>";
        return Stream.of(
                arguments("no XML", CANARY),
                arguments("broken XML", open + CANARY),
                arguments("a document type", "<!DOCTYPE Task [<!ENTITY e \"" + CANARY + "\">]>" + open + close),
                arguments(
                        "an external entity",
                        "<!DOCTYPE Task [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + open + "&e;" + close),
                arguments("deep nesting", open + "<extension url=\"" + CANARY + "\">".repeat(2000)),
                arguments(
                        "a huge exponent",
                        open
                                + close.replace(
                                        "</Task>",
                                        "<input><type><text value=\"" + CANARY
                                                + "\"/></type><valueDecimal value=\"1e999999999\"/></input></Task>")),
                arguments("an unknown element", open + "<" + CANARY + "/>" + close));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badXml")
    void bad_xml_is_refused_without_repeating_it(String name, String body) {
        HttpResponse<String> response = server.request("PUT", "/fhir/Task/" + transfer)
                .body("application/fhir+xml", body.replace("ID", transfer.toString()))
                .header("Accept", "application/fhir+xml")
                .send();
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+xml");
        assertRefusal(response);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/fhir/Patient/Canarywharf,404",
        "GET,/fhir/Canarywharf,404",
        "GET,/fhir/Bundle,404",
        "GET,/fhir/Task/Canarywharf/_history/1,404",
        "GET,/fhir/Group/Canarywharf,404",
        "GET,/fhir/Task/Canarywharf,404",
        "GET,/fhir,404",
        "GET,/fhir/,404",
        "GET,/fhir/Task;x=Canarywharf,404",
        "GET,/fhir/%54ask,404",
        "GET,/fhir?_getpages=Canarywharf,404",
        "POST,/fhir/Task,405",
        "DELETE,/fhir/Task/Canarywharf,405",
        "PATCH,/fhir/Task/Canarywharf,405",
        "DELETE,/fhir/Group/caseload,405",
        "OPTIONS,/fhir/Task,405",
        "CANARYWHARF,/fhir/Task,405",
        "POST,/fhir/Bundle/Canarywharf,405",
        "DELETE,/caseload,405"
    })
    void what_is_not_offered_is_refused(String method, String path, int status) {
        HttpResponse<String> response = server.request(method, path).send();
        assertThat(response.statusCode()).isEqualTo(status);
        assertRefusal(response);
    }

    @Test
    void another_kind_of_body_is_refused() throws IOException {
        assertUpdateRefused(415, "text/plain", CANARY.getBytes(StandardCharsets.UTF_8));
        assertUpdateRefused(415, "application/json; charset=utf-16", CANARY.getBytes(StandardCharsets.UTF_16));
        assertUpdateRefused(400, "application/fhir+json", new byte[0]);
        assertUpdateRefused(400, "application/fhir+json", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(new byte[20_000_000]);
        }
        HttpResponse<String> response = server.request("PUT", "/fhir/Task/" + transfer)
                .body("application/fhir+json", zipped.toByteArray())
                .header("Content-Encoding", "gzip")
                .send();
        assertThat(response.statusCode()).isEqualTo(415);
        assertRefusal(response);
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        String body = "{\"resourceType\":\"Task\",\"note\":[{\"text\":\"" + CANARY.repeat(100_000) + "\"}]}";
        assertUpdateRefused(413, "application/fhir+json", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void after_all_that_the_mailbox_still_answers() {
        assertThat(server.store().mailboxItem(transfer).orElseThrow().status()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(server.get(COUNCIL, "/fhir/Task").statusCode()).isEqualTo(200);
    }

    private static void assertUpdateRefused(int status, String contentType, byte[] body) {
        HttpResponse<String> response = server.request("PUT", "/fhir/Task/" + transfer)
                .body(contentType, body)
                .send();
        assertThat(response.statusCode()).isEqualTo(status);
        assertRefusal(response);
    }

    private static void assertRefusal(HttpResponse<String> response) {
        assertThat(Outcomes.outcome(response).getIssue()).isNotEmpty();
        assertThat(response.body())
                .doesNotContainIgnoringCase(CANARY)
                .doesNotContainIgnoringCase("hapi")
                .doesNotContain("Exception");
    }
}
