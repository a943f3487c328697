package uk.portage.gateway.benchmarks.collect;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.encryption.KeyFile;

/** How long it takes from the routing of a transfer, as the ledger has it, until a subscriber is told of it. */
final class NotificationFigures {

    private static final int CONNECTIONS = 16;
    private static final int WARM_UP = 12_000;
    private static final int ENTRIES = 10_000;
    private static final Pattern TASK = Pattern.compile("/Task/([0-9a-f-]{36})");

    private NotificationFigures() {}

    static void print(Path jar, int messages, int perSecond) throws Exception {
        Map<String, Long> toldAt = new ConcurrentHashMap<>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                long now = System.currentTimeMillis();
                Matcher tasks = TASK.matcher(body);
                while (tasks.find()) {
                    toldAt.putIfAbsent(tasks.group(1), now);
                }
                exchange.sendResponseHeaders(200, -1);
            }
        });
        endpoint.start();
        String hook = "http://127.0.0.1:" + endpoint.getAddress().getPort();
        try (Site site = Site.make()) {
            site.with("subscriptions:\n  " + Site.NORTH + ": {hosts: [\"" + hook + "\"]}\n");
            print(jar, site, hook, messages, perSecond, toldAt);
        } finally {
            endpoint.stop(0);
        }
    }

    private static void print(Path jar, Site site, String hook, int messages, int perSecond, Map<String, Long> toldAt)
            throws Exception {
        int sent = 0;
        try (GatewayProcess gateway = site.start(jar, List.of(), List.of())) {
            subscribe(gateway, hook);
            sent += push(gateway.mllpPort(), WARM_UP, 2 * perSecond, "W");
            long begun = System.nanoTime();
            sent += push(gateway.mllpPort(), messages, perSecond, "N");
            System.out.printf(
                    Locale.ROOT,
                    "pushed %d per_second %.0f%n",
                    messages,
                    messages / ((System.nanoTime() - begun) / 1e9));
            for (int i = 0; i < 600 && toldAt.size() < sent; i++) {
                Thread.sleep(100);
            }
        }
        System.out.printf("told_of %d of %d%n", toldAt.size(), sent);
        System.out.printf("routed_to_notification %s%n", new Durations(delays(site, toldAt, messages)));
    }

    private static void subscribe(GatewayProcess gateway, String hook) throws Exception {
        String subscription = """
                {"resourceType": "Subscription", "status": "requested", "reason": "New transfers",
                 "criteria": "https://portage.uk/fhir/SubscriptionTopic/new-transfer",
                 "channel": {"type": "rest-hook", "endpoint": "%s/hook", "payload": "application/fhir+json",
                  "_payload": {"extension": [{"url":
                   "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                   "valueCode": "id-only"}]}}}
                """.formatted(hook);
        HttpResponse<String> made = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + gateway.httpPort() + "/fhir/Subscription"))
                                .header("Authorization", "Bearer " + gateway.token(Site.NORTH, "destination"))
                                .header("Content-Type", "application/fhir+json")
                                .POST(HttpRequest.BodyPublishers.ofString(subscription))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (made.statusCode() != 201) {
            throw new IllegalStateException("the subscription was answered by " + made.statusCode());
        }
    }

    /** At an even rate, whatever the acknowledgements take. */
    private static int push(int port, int messages, int perSecond, String prefix) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        long begun = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread sender = new Thread(() -> {
                try (MllpPush push = new MllpPush(port)) {
                    for (int n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                        long due = begun + n * TimeUnit.SECONDS.toNanos(1) / perSecond;
                        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                        String code = MllpPush.code(push.push(SyntheticAdmission.message(prefix + n, n, n)));
                        accepted.addAndGet(code.equals("AA") ? 1 : 0);
                    }
                } catch (java.io.IOException broken) {
                    System.err.println("a connection broke");
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        return accepted.get();
    }

    /** Of the last ones that were routed. */
    private static List<Double> delays(Site site, Map<String, Long> toldAt, int messages) {
        Map<String, Long> routedAt = new HashMap<>();
        List<String> order = new ArrayList<>();
        StoreConfiguration configuration =
                new StoreConfiguration.Sqlite(site.data().resolve("store").resolve("portage.db"));
        try (SqlStore store =
                SqlStore.open(configuration, KeyFile.at(site.data().resolve("encryption.key")), Clock.systemUTC())) {
            List<Entry> entries = store.ledger().entriesAfter(0, ENTRIES);
            while (!entries.isEmpty()) {
                for (Entry entry : entries) {
                    if (entry.content().kind() == EntryKind.ROUTED) {
                        String transfer =
                                entry.content().transfer().orElseThrow().toString();
                        routedAt.put(transfer, entry.time().toEpochMilli());
                        order.add(transfer);
                    }
                }
                entries = store.ledger()
                        .entriesAfter(entries.get(entries.size() - 1).sequence(), ENTRIES);
            }
        }
        return order.subList(Math.max(0, order.size() - messages), order.size()).stream()
                .filter(toldAt::containsKey)
                .map(transfer -> (double) (toldAt.get(transfer) - routedAt.get(transfer)))
                .toList();
    }
}
