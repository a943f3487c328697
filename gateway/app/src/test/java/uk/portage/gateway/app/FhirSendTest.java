package uk.portage.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code send} against somebody else's FHIR server: HAPI's, in a servlet container. */
class FhirSendTest {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @TempDir
    private static Path folder;

    private static Tomcat tomcat;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        RestfulServer server = new RestfulServer(FHIR);
        server.registerProvider(new Hospital());
        Tomcat.addServlet(context, "fhir", server).addMapping("/fhir/*");
        tomcat.getConnector();
        tomcat.start();
        base = "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/fhir";
    }

    @AfterAll
    static void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void a_message_is_posted_to_the_operation_and_its_answer_is_shown() throws IOException {
        Path json = write("ok.json", FHIR.newJsonParser().encodeResourceToString(message("admit-notification")));
        Path xml = write("ok.xml", FHIR.newXmlParser().encodeResourceToString(message("admit-notification")));

        CommandLineRun sent = send(json.toString(), xml.toString(), "--to", base, "--token", "open-sesame");

        assertThat(sent.out()).contains("1  ok.json", "2  ok.xml", "200  ok", "2 sent, 2 accepted, 0 not");
        assertThat(sent.status()).isZero();
        assertThat(send(json.toString(), "--to", base + "/$process-message", "--token", "open-sesame")
                        .status())
                .isZero();
    }

    @Test
    void a_message_that_the_server_could_not_use_is_not_accepted_whatever_the_status() throws IOException {
        Path file = write("fatal.json", FHIR.newJsonParser().encodeResourceToString(message("fatal")));

        CommandLineRun sent = send(file.toString(), "--to", base, "--token", "open-sesame");

        assertThat(sent.out()).contains("200  fatal-error  nothing is known of this event", "0 accepted, 1 not");
        assertThat(sent.status()).isEqualTo(1);
    }

    @Test
    void a_refusal_is_one_line_with_the_servers_reason() throws IOException {
        Path file = write("not-a-message.json", "{\"resourceType\":\"Patient\"}");

        CommandLineRun refused = send(file.toString(), "--to", base, "--token", "open-sesame");
        CommandLineRun unknown = send(file.toString(), "--to", base, "--token", "guessed");

        assertThat(refused.out())
                .contains("422  only message bundles are taken")
                .hasLineCount(2);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(unknown.out()).contains("401  who are you");
    }

    @Test
    void of_a_folder_what_may_be_fhir_is_sent_and_the_rest_is_named() throws IOException {
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        Files.writeString(
                mixed.resolve("a.json"), FHIR.newJsonParser().encodeResourceToString(message("admit-notification")));
        Files.writeString(mixed.resolve("b.hl7"), "MSH|^~\\&|");

        CommandLineRun sent = send(mixed.toString(), "--to", base, "--token", "open-sesame");

        assertThat(sent.out()).contains("1 sent, 1 accepted");
        assertThat(sent.err()).contains("skipped", "b.hl7");
    }

    @Test
    void an_address_that_is_none_and_one_where_nobody_listens_are_one_line_each() throws IOException {
        Path file = write("one.json", "{}");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        CommandLineRun nonsense = send(file.toString(), "--to", "http://not an address");
        CommandLineRun nobody = send(file.toString(), "--to", "http://127.0.0.1:" + free + "/fhir");

        assertThat(nonsense.status()).isEqualTo(2);
        assertThat(nonsense.err()).contains("is not an address").hasLineCount(1);
        assertThat(nobody.status()).isEqualTo(3);
        assertThat(nobody.err()).contains("nobody listens at 127.0.0.1:" + free).hasLineCount(1);
    }

    private static Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Bundle message(String event) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.MESSAGE);
        MessageHeader header = new MessageHeader();
        header.getEventCoding().setSystem("urn:example:event").setCode(event);
        header.getSource().setEndpoint("urn:example:source");
        bundle.addEntry()
                .setFullUrl("urn:uuid:00000000-0000-4000-8000-000000000001")
                .setResource(header);
        return bundle;
    }

    private static CommandLineRun send(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "send";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }

    /** Takes messages as FHIR R4 says: the bundle is the body itself. */
    public static final class Hospital {

        @Operation(name = "$process-message", manualRequest = true)
        public Bundle processMessage(HttpServletRequest request) throws IOException {
            if (!"Bearer open-sesame".equals(request.getHeader("Authorization"))) {
                throw new AuthenticationException("who are you");
            }
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean xml = request.getContentType().startsWith("application/fhir+xml");
            if (!((xml ? FHIR.newXmlParser() : FHIR.newJsonParser()).parseResource(body) instanceof Bundle bundle)) {
                throw new UnprocessableEntityException("only message bundles are taken");
            }
            MessageHeader asked = (MessageHeader) bundle.getEntryFirstRep().getResource();
            boolean known = !asked.getEventCoding().getCode().equals("fatal");
            Bundle answer = message(asked.getEventCoding().getCode());
            ((MessageHeader) answer.getEntryFirstRep().getResource())
                    .getResponse()
                    .setIdentifier("1")
                    .setCode(known ? ResponseType.OK : ResponseType.FATALERROR);
            if (!known) {
                OperationOutcome outcome = new OperationOutcome();
                outcome.addIssue().setDiagnostics("nothing is known of this event");
                answer.addEntry().setResource(outcome);
            }
            return answer;
        }
    }
}
