package uk.portage.gateway.benchmarks.collect;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;

/** What one very large document asks of the heap on each way in and each way out. */
final class LargeDocumentFigures {

    private static final int CHUNK = 16 * 1024 * 1024;
    private static final String HOME = "9D3";
    private static final long LONGEST_SECONDS = 240;

    private final GatewayProcess gateway;
    private final Site site;
    private final HeapLog heap;
    private final int bytes;
    private final int amqpPort;
    private int number;

    private LargeDocumentFigures(GatewayProcess gateway, Site site, HeapLog heap, int bytes, int amqpPort) {
        this.gateway = gateway;
        this.site = site;
        this.heap = heap;
        this.bytes = bytes;
        this.amqpPort = amqpPort;
    }

    /** @param heapMebibytes the heap of the gateway, as its start says */
    static void print(Path jar, int megabytes, int heapMebibytes) throws Exception {
        int amqpPort = Site.freePort();
        try (Site site = Site.make()) {
            configure(site, amqpPort);
            HeapLog heap = new HeapLog(site.data().resolveSibling("gc.log"));
            try (GatewayProcess gateway = site.start(jar, heap.javaOptions(heapMebibytes), List.of())) {
                new LargeDocumentFigures(gateway, site, heap, megabytes * 1024 * 1024, amqpPort).all();
            }
        }
    }

    private static void configure(Site site, int amqpPort) throws IOException {
        MeshFace.addTo(site)
                .replace("  9D2: Demo council South\n", "  9D2: Demo council South\n  " + HOME + ": Home\n")
                .replace("destinations: [9D1, 9D2]\n", "destinations: [9D1, 9D2, " + HOME + "]\n")
                .replace("  port: 8080\n", "  port: 8080\n  largest-document: 200 MB\n")
                .replace("      RCB55: RCB\n", "      RCB55: RCB\n    limits: {frame: 200 MB, frame-time: 2 min}\n")
                .with("amqp: {host: 127.0.0.1, port: " + amqpPort + ", destinations: [" + Site.SOUTH + "]}\n"
                        + "deliveries:\n  - {destination: " + HOME + ", directory: home}\n"
                        + "folders:\n  - {name: files, adapter: hl7v2, folder: files, senders: {RCB: RCB},"
                        + " limits: {file: 200 MB, document: 200 MB, quiet: 1 s, patience: 10 min}}\n");
        Files.createDirectory(site.data().resolve("home"));
        Files.createDirectory(site.data().resolve("files"));
    }

    private void all() throws Exception {
        FhirFace fhir = new FhirFace(gateway.httpPort(), gateway.token(Site.NORTH, "destination"));
        MeshFace mesh = new MeshFace(gateway.httpPort(), MeshFace.NORTH);
        phase("in_http_fhir", () -> arrive(fhir, () -> post(Site.NORTH)));
        phase("out_fhir", () -> {
            String transfer = fhir.waiting().get(0);
            long read = drain(
                    fhir.client().send(fhir.request("/Bundle/" + transfer).build(), BodyHandlers.ofInputStream()));
            fhir.acknowledge(transfer);
            return read;
        });
        phase("in_mesh_chunks", () -> arrive(fhir, this::sendChunks));
        phase("out_mesh_chunks", () -> {
            String id = mesh.waiting().get(0);
            long read = download(mesh, id);
            mesh.acknowledge(id);
            return read;
        });
        phase(
                "in_mllp",
                () -> arrive(fhir, () -> {
                    try (MllpPush push = new MllpPush(gateway.mllpPort())) {
                        String code = MllpPush.code(push.push(LargeDocument.hl7v2(++number, bytes)));
                        if (!code.equals("AA")) {
                            throw new IOException("answered by " + code);
                        }
                    }
                }));
        fhir.collect(1);
        phase(
                "in_folder",
                () -> arrive(fhir, () -> {
                    Path file = site.data().resolve("files").resolve("large.tmp");
                    Files.write(file, LargeDocument.hl7v2(++number, bytes));
                    Files.move(file, file.resolveSibling("large.hl7"), StandardCopyOption.ATOMIC_MOVE);
                }));
        fhir.collect(1);
        phase("in_http_fhir_out_amqp", () -> {
            post(Site.SOUTH);
            try (Connection connection = new JmsConnectionFactory(
                            Site.SOUTH, gateway.token(Site.SOUTH, "destination"), "amqp://127.0.0.1:" + amqpPort)
                    .createConnection()) {
                connection.start();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                Message message = session.createConsumer(session.createQueue("mailbox." + Site.SOUTH))
                        .receive(LONGEST_SECONDS * 1_000);
                if (message == null) {
                    throw new IOException("nothing came");
                }
                message.acknowledge();
                return message.getBody(byte[].class).length;
            }
        });
        phase("in_http_fhir_out_directory", () -> {
            post(HOME);
            for (long i = 0; i < LONGEST_SECONDS * 10; i++) {
                try (Stream<Path> files = Files.list(site.data().resolve("home"))) {
                    Optional<Path> record = files.filter(file -> file.toString().endsWith(".json"))
                            .findFirst();
                    if (record.isPresent()) {
                        return Files.size(record.get());
                    }
                }
                Thread.sleep(100);
            }
            throw new IOException("nothing was written");
        });
    }

    /** Something that carries bytes, and says how many. */
    private interface Phase {
        long run() throws Exception;
    }

    private interface Step {
        void run() throws Exception;
    }

    private void phase(String name, Phase phase) throws Exception {
        if (!gateway.isAlive()) {
            System.out.printf("%s not_run the gateway has ended%n", name);
            return;
        }
        heap.mark(gateway);
        long begun = System.nanoTime();
        String outcome;
        try {
            outcome = "megabytes_out " + phase.run() / (1024 * 1024);
        } catch (Exception failure) {
            outcome = "failed " + failure;
        }
        System.out.printf(
                Locale.ROOT,
                "%s %s seconds %.1f %s resident_mebibytes %d%n",
                name,
                outcome,
                (System.nanoTime() - begun) / 1e9,
                heap.peaks(gateway),
                gateway.isAlive() ? gateway.residentMebibytes() : -1);
    }

    /** Until the record is in the mailbox. */
    private long arrive(FhirFace mailbox, Step step) throws Exception {
        step.run();
        for (long i = 0; i < LONGEST_SECONDS * 10; i++) {
            if (!mailbox.waiting().isEmpty()) {
                return 0;
            }
            Thread.sleep(100);
        }
        throw new IOException("it did not reach the mailbox");
    }

    private void post(String destination) throws Exception {
        FhirFace source = new FhirFace(gateway.httpPort(), gateway.token("RCB", "source"));
        FhirFace.expect(
                200,
                source.client()
                        .send(
                                source.request("/$process-message")
                                        .header("Content-Type", "application/fhir+json")
                                        .POST(BodyPublishers.ofByteArray(
                                                LargeDocument.fhir(++number, destination, bytes)))
                                        .build(),
                                BodyHandlers.ofString()));
    }

    private void sendChunks() throws Exception {
        MeshFace trust = new MeshFace(gateway.httpPort(), MeshFace.TRUST);
        byte[] document = LargeDocument.fhir(++number, Site.NORTH, bytes);
        int chunks = (document.length + CHUNK - 1) / CHUNK;
        String id = "";
        for (int chunk = 1; chunk <= chunks; chunk++) {
            byte[] part = Arrays.copyOfRange(document, (chunk - 1) * CHUNK, Math.min(document.length, chunk * CHUNK));
            HttpResponse<String> answer = trust.client()
                    .send(
                            trust.request(chunk == 1 ? "/outbox" : "/outbox/" + id + "/" + chunk)
                                    .header("Mex-From", MeshFace.TRUST)
                                    .header("Mex-To", MeshFace.GATEWAY)
                                    .header("Mex-WorkflowID", "PORTAGE_HL7V2")
                                    .header("Mex-Chunk-Range", chunk + ":" + chunks)
                                    .header("Content-Type", "application/fhir+json")
                                    .POST(BodyPublishers.ofByteArray(part))
                                    .build(),
                            BodyHandlers.ofString());
            FhirFace.expect(202, answer);
            if (chunk == 1) {
                id = answer.body().replaceAll("(?s).*\"message_id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
            }
        }
    }

    private static long download(MeshFace mesh, String id) throws Exception {
        HttpResponse<InputStream> first =
                mesh.client().send(mesh.request("/inbox/" + id).build(), BodyHandlers.ofInputStream());
        long read = drain(first);
        String range = first.headers().firstValue("Mex-Chunk-Range").orElse("1:1");
        int chunks = Integer.parseInt(range.substring(range.indexOf(':') + 1));
        for (int chunk = 2; chunk <= chunks; chunk++) {
            read += drain(mesh.client()
                    .send(mesh.request("/inbox/" + id + "/" + chunk).build(), BodyHandlers.ofInputStream()));
        }
        return read;
    }

    private static long drain(HttpResponse<InputStream> answer) throws IOException {
        if (answer.statusCode() != 200 && answer.statusCode() != 206) {
            throw new IOException("status " + answer.statusCode());
        }
        try (InputStream body = answer.body()) {
            return body.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
