package uk.portage.gateway.benchmarks.collect;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** How long a page of a very full mailbox takes, on both stores. */
final class FullMailboxFigures {

    private static final OdsCode OWNER = new OdsCode(Site.NORTH);
    private static final int BATCH = 2_000;
    private static final int UNDER_WAY = 8;
    private static final int WARM_UP = 200;
    private static final int MEASURED = 300;
    private static final int FEW = 20;
    private static final Pattern NEXT =
            Pattern.compile("\"relation\"\\s*:\\s*\"next\"\\s*,\\s*\"url\"\\s*:\\s*\"[^\"]*?/fhir([^\"]+)\"");

    private FullMailboxFigures() {}

    /** @param url of an empty PostgreSQL database, with user and password as its parameters; without it, on SQLite */
    static void print(Path jar, int waiting, Optional<String> url) throws Exception {
        try (Site site = Site.make()) {
            Path file = site.data().resolve("store").resolve("portage.db");
            print(
                    jar,
                    waiting,
                    url.isPresent() ? "postgresql" : "sqlite",
                    site,
                    url.map(FullMailboxFigures::postgresql).orElseGet(() -> new StoreConfiguration.Sqlite(file)),
                    url.map(address -> List.of("--database", address)).orElse(List.of()));
        }
    }

    private static StoreConfiguration postgresql(String url) {
        return new StoreConfiguration.Postgresql(url, parameter(url, "user"), parameter(url, "password"));
    }

    private static String parameter(String url, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void print(
            Path jar, int waiting, String name, Site site, StoreConfiguration configuration, List<String> options)
            throws Exception {
        long begun = System.nanoTime();
        fill(configuration, site.data().resolve("encryption.key"), waiting);
        System.out.printf(
                Locale.ROOT, "%s filled_with %d in_seconds %.0f%n", name, waiting, (System.nanoTime() - begun) / 1e9);
        MeshFace.addTo(site);
        try (GatewayProcess gateway = site.start(jar, List.of(), options)) {
            FhirFace fhir = new FhirFace(gateway.httpPort(), gateway.token(OWNER.value(), "destination"));
            MeshFace mesh = new MeshFace(gateway.httpPort(), MeshFace.NORTH);
            String first = "/Task?status=requested&_count=100";
            System.out.printf("%s page_of_100_by_next_links %s%n", name, pages(fhir, first));
            System.out.printf("%s first_page_of_100 %s%n", name, repeated(() -> get(fhir, first), MEASURED));
            System.out.printf(
                    "%s page_of_one_workflow %s%n", name, repeated(() -> get(fhir, first + "&code=test-result"), FEW));
            System.out.printf(
                    "%s mesh_inbox_of_500 %s%n",
                    name, repeated(() -> mesh.waiting().size(), FEW));
            System.out.printf("%s claim_of_100 %s%n", name, repeated(() -> claim(fhir), FEW));
            System.out.printf("%s exact_count %s%n", name, repeated(() -> get(fhir, first + "&_summary=count"), FEW));
        }
    }

    private static Durations pages(FhirFace fhir, String first) throws Exception {
        String page = first;
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            long start = System.nanoTime();
            String answer = get(fhir, page);
            if (i >= WARM_UP) {
                taken.add((System.nanoTime() - start) / 1e6);
            }
            Matcher next = NEXT.matcher(answer);
            page = next.find() ? next.group(1) : first;
        }
        return new Durations(taken);
    }

    private static Durations repeated(Callable<?> question, int times) throws Exception {
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            question.call();
            taken.add((System.nanoTime() - start) / 1e6);
        }
        return new Durations(taken);
    }

    /** Each time by another worker, whose hundred is then claimed. */
    private static String claim(FhirFace fhir) throws Exception {
        HttpResponse<String> answer = fhir.client()
                .send(
                        fhir.request("/Task/$claim?worker=W" + System.nanoTime() + "&_count=100")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        FhirFace.expect(200, answer);
        return answer.body();
    }

    private static String get(FhirFace fhir, String path) throws Exception {
        HttpResponse<String> answer =
                fhir.client().send(fhir.request(path).build(), HttpResponse.BodyHandlers.ofString());
        FhirFace.expect(200, answer);
        return answer.body();
    }

    /** Offered transfers without ledger and bundles: a page shows neither. */
    private static void fill(StoreConfiguration configuration, Path keyFile, int waiting) throws Exception {
        Random random = new Random(1);
        byte[] bytes = "nothing".getBytes(StandardCharsets.UTF_8);
        Sha256 content = Sha256.of(bytes);
        Instant now = Instant.now();
        try (SqlStore store = SqlStore.open(configuration, KeyFile.at(keyFile), Clock.systemUTC())) {
            List<CompletableFuture<Integer>> underWay = new ArrayList<>();
            for (int from = 0; from < waiting; from += BATCH) {
                List<SubmissionId> ids = new ArrayList<>(BATCH);
                for (int i = from; i < Math.min(waiting, from + BATCH); i++) {
                    ids.add(new SubmissionId(new UUID(random.nextLong(), random.nextLong())));
                }
                underWay.add(store.write(transaction -> {
                    for (SubmissionId id : ids) {
                        OrderingKey key = OrderingKey.of(new byte[32], id);
                        transaction.keep(
                                new SubmissionRow(
                                        id,
                                        new OdsCode("RCB"),
                                        "mllp",
                                        "hl7v2",
                                        "ADT^A01",
                                        Workflow.ADMISSION_NOTICE,
                                        "ROUTE",
                                        Optional.empty(),
                                        now,
                                        false,
                                        key,
                                        content,
                                        bytes.length),
                                bytes,
                                new byte[32]);
                        TransferId transfer = TransferId.of(id, OWNER);
                        transaction.startTransfer(new TransferDraft(
                                transfer,
                                id,
                                new OdsCode("RCB"),
                                OWNER,
                                Workflow.ADMISSION_NOTICE,
                                now.plus(Duration.ofDays(5))));
                        transaction.markRouted(id);
                        transaction.offer(transfer);
                    }
                    return ids.size();
                }));
                if (underWay.size() >= UNDER_WAY) {
                    underWay.remove(0).join();
                }
            }
            underWay.forEach(CompletableFuture::join);
        }
    }
}
