package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.Acknowledgement;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpClient;
import uk.portage.gateway.transfer.Caller.Role;

/** How long it takes from a transfer's routing to its notification, in the whole gateway. */
@Tag("slow")
class NotificationDelayTest {

    private static final int WARM_UP = 200;
    private static final int MESSAGES = 500;

    @Test
    void a_notification_comes_within_two_seconds_of_the_routing(@TempDir Path parent) throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"), true);
                Homes homes = new Homes(parent.resolve("outbox"))) {
            homes.addTo(directory.configuration());
            try (RunningGateway gateway = RunningGateway.start(
                    ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4"))
                            .onPorts(Optional.of(0), Optional.of(0)),
                    directory,
                    "test",
                    Optional.empty(),
                    Clock.systemUTC())) {
                String token = TokenFile.read(directory.tokens()).stream()
                        .filter(line -> line.token().caller().role() == Role.DESTINATION)
                        .filter(line ->
                                line.token().caller().organisation().value().equals("9D1"))
                        .findFirst()
                        .orElseThrow()
                        .secret();
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(
                                                "http://127.0.0.1:" + gateway.httpPort() + "/fhir/Subscription"))
                                        .header("Authorization", "Bearer " + token)
                                        .header("Content-Type", "application/fhir+json")
                                        .POST(BodyPublishers.ofString(homes.subscription()))
                                        .build(),
                                BodyHandlers.ofString());
                await().until(() -> homes.told().size() == 1);
                try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), Duration.ofSeconds(30))) {
                    for (int i = 0; i < WARM_UP + MESSAGES; i++) {
                        assertThat(Acknowledgement.read(client.send(message(i))).code())
                                .isEqualTo("AA");
                        Thread.sleep(20);
                    }
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> homes.toldAt().size() == WARM_UP + MESSAGES);
                Map<String, Long> routed = gateway.ledger().entriesAfter(0, 1_000_000).stream()
                        .filter(entry -> entry.content().kind() == EntryKind.ROUTED)
                        .collect(Collectors.toMap(
                                entry ->
                                        entry.content().transfer().orElseThrow().toString(),
                                entry -> entry.time().toEpochMilli()));
                List<Long> delays = homes.toldAt().entrySet().stream()
                        .skip(WARM_UP)
                        .map(told -> told.getValue() - routed.get(told.getKey()))
                        .sorted()
                        .toList();
                long p50 = delays.get(delays.size() / 2);
                long p99 = delays.get(delays.size() * 99 / 100);
                System.out.printf("ROUTED to notification: p50 %d ms, p99 %d ms, %d messages%n", p50, p99, MESSAGES);
                assertThat(p99).isLessThan(2_000);
            }
        }
    }

    private static byte[] message(int number) {
        return ("MSH|^~\\&|PAS|RCB55||ROUTE|20261123101500||ADT^A01^ADT_A01|DELAY" + number + "|P|2.4|||AL|NE|GBR\r"
                        + "EVN|A01|20261123101500||||20261123101400\r"
                        + "PID|1||L" + number + "^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                        + "PV1|1|I|W01^B1^3^RCB55\r")
                .getBytes(StandardCharsets.UTF_8);
    }
}
