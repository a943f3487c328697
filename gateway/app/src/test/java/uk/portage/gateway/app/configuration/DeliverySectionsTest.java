package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.mailbox.exchange.ClientCredentials;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToDirectory;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.transfer.OdsCode;

class DeliverySectionsTest {

    private static final String SMALLEST = """
            organisations: {RCB: Trust, 9D1: North, 9D2: South}
            channels:
              - {name: mllp, adapter: hl7v2, senders: {RCB: RCB}}
            destinations: [9D1, 9D2]
            deliveries:
            """;

    @TempDir
    private Path folder;

    private final Problems problems = new Problems("portage.yaml");

    @Test
    void a_destination_is_pushed_to_by_directory_or_by_server() throws IOException {
        secret("rw-------");
        Optional<Configuration> read = read("""
              - {destination: 9D2, directory: outbox/9D2}
              - destination: 9D1
                fhir: https://fhir.example.org/r4/
                mode: process-message
                time-limit: 20 s
                oauth2: {token-url: "https://login.example.org/token", client-id: portage, secret-file: secret}
            """);

        assertThat(problems.lines()).isEmpty();
        assertThat(read.get().deliveries())
                .containsExactly(
                        new ToDirectory(new OdsCode("9D2"), folder.resolve("outbox/9D2")),
                        new ToFhirServer(
                                new OdsCode("9D1"),
                                URI.create("https://fhir.example.org/r4"),
                                Mode.PROCESS_MESSAGE,
                                Optional.of(new ClientCredentials(
                                        URI.create("https://login.example.org/token"),
                                        "portage",
                                        "the secret",
                                        Optional.empty())),
                                Optional.empty(),
                                Duration.ofSeconds(20)));
        assertThat(read.get().deliveries().toString()).doesNotContain("the secret");
    }

    @Test
    void what_cannot_work_or_would_send_records_in_the_open_is_a_problem() throws IOException {
        secret("rw-r--r--");
        read("""
              - {destination: 9D3, directory: outbox}
              - {destination: 9D1}
              - {destination: 9D1, fhir: "http://fhir.example.org/", mode: batch}
              - destination: 9D2
                fhir: https://fhir.example.org/
                mode: transaction
                oauth2: {token-url: "https://user:secret@login.example.org/", client-id: portage, secret-file: secret}
            """);

        assertThat(problems.lines())
                .extracting(line -> line.replaceAll(" \\(.*", ""))
                .containsExactly(
                        "portage.yaml:6: 'destination' must be one of the destinations, not '9D3'",
                        "portage.yaml:7: a delivery has either a 'directory' or a 'fhir' server",
                        "portage.yaml:8: there is another delivery to 9D1",
                        "portage.yaml:8: 'fhir' must be an https address",
                        "portage.yaml:8: 'mode' must be transaction or process-message, not 'batch'",
                        "portage.yaml:12: 'token-url' must be an https address",
                        "portage.yaml:12: 'secret-file' must be a file of mode 0600 whose first line is the secret, "
                                + "not 'secret'");
    }

    private void secret(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "the secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Optional<Configuration> read(String deliveries) {
        return ConfigurationFile.parse(SMALLEST + deliveries, folder, Set.of("hl7v2"), problems);
    }
}
