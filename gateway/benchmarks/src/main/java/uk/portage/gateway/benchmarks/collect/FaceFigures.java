package uk.portage.gateway.benchmarks.collect;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;

/** What it costs the gateway to have a transfer collected and acknowledged, by face. */
final class FaceFigures {

    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
    /** The first half of the rounds is compiling. */
    private static final int ROUNDS = 4;

    private FaceFigures() {}

    static void print(Path jar, int transfers) throws Exception {
        int amqpPort = Site.freePort();
        try (Site site = Site.make()) {
            MeshFace.addTo(site)
                    .with("amqp: {host: 127.0.0.1, port: " + amqpPort + ", destinations: [" + Site.SOUTH + "]}\n");
            print(jar, transfers, amqpPort, site);
        }
    }

    private static void print(Path jar, int transfers, int amqpPort, Site site) throws Exception {
        try (GatewayProcess gateway = site.start(jar, List.of(), List.of())) {
            String north = gateway.token(Site.NORTH, "destination");
            String south = gateway.token(Site.SOUTH, "destination");
            try (FhirFace fhir = new FhirFace(gateway.httpPort(), north);
                    MeshFace mesh = new MeshFace(gateway.httpPort(), MeshFace.NORTH);
                    AmqpFace amqp = new AmqpFace(amqpPort, Site.SOUTH, south)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    measure(gateway, fhir, "ROUTE", north, transfers, round);
                    measure(gateway, mesh, "ROUTE", north, transfers, round);
                    measure(gateway, amqp, "SOUTH", south, transfers, round);
                }
            }
        }
    }

    private static void measure(
            GatewayProcess gateway, Face face, String receiver, String token, int transfers, int round)
            throws Exception {
        // AMQP takes records as they come: only its consumption is measured, not what goes before it.
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            for (int i = 0; i < transfers; i++) {
                String message = new String(
                        SyntheticAdmission.message(face.name() + round + "N" + i, i, i), StandardCharsets.UTF_8);
                push.push(message.replace("|PORTAGE|ROUTE|", "|PORTAGE|" + receiver + "|")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        await(gateway, token, transfers);
        Thread.sleep(3_000);
        long cpu = gateway.cpuMillis();
        long begun = System.nanoTime();
        int collected = face.collect(transfers);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "round %d %s collected_and_acknowledged %d per_second %.0f cpu_us_per_transfer %.0f%n",
                round,
                face.name(),
                collected,
                collected / seconds,
                (gateway.cpuMillis() - cpu) * 1000.0 / collected);
    }

    private static void await(GatewayProcess gateway, String token, int waiting) throws Exception {
        for (int i = 0; i < 6_000; i++) {
            Matcher total = TOTAL.matcher(
                    gateway.get("/fhir/Task?status=requested&_summary=count", token, "application/fhir+json")
                            .body());
            if (total.find() && Integer.parseInt(total.group(1)) >= waiting) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("what was pushed did not reach the mailbox");
    }
}
