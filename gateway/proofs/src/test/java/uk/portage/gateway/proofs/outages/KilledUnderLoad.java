package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.RunningGateway;
import uk.portage.gateway.store.Failpoint;

/**
 * Kills the whole gateway under load, again and again, while senders resend whatever was not acknowledged; then collects
 * everything over FHIR as the destination and compares. Only the gateway's outer faces are used.
 */
final class KilledUnderLoad {

    private static final int SENDERS = 8;
    private static final int PERSONS_PER_SENDER = 5;
    private static final String DESTINATION = "9D1";
    private static final Pattern NEXT =
            Pattern.compile("\"relation\"\\s*:\\s*\"next\"\\s*,\\s*\"url\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern FOCUS = Pattern.compile("\"reference\"\\s*:\\s*\"Bundle/([0-9a-f-]{36})\"");
    private static final Pattern STEP = Pattern.compile("\"value\"\\s*:\\s*\"V(\\d+)\"");
    private static final Pattern PERSON = Pattern.compile("\"value\"\\s*:\\s*\"L(1\\d{5})\"");

    private final Path data;
    private final List<String> options;
    private final AtomicInteger mllpPort = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong steps = new AtomicLong(1);
    private final AtomicInteger resends = new AtomicInteger();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

    KilledUnderLoad(Path data, List<String> options) {
        this.data = data;
        this.options = options;
    }

    /** What a run found. */
    record Outcome(int kills, int acknowledged, int resends, int lost, int duplicated, int outOfOrder) {}

    /**
     * @param kills at random instants
     * @param failpoints each reached once, as the Java option that chooses it
     */
    Outcome run(int kills, List<String> failpoints, long seed) throws Exception {
        Random random = new Random(seed);
        List<Thread> senders = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            Thread thread = new Thread(() -> push(sender));
            thread.start();
            senders.add(thread);
        }
        for (int k = 0; k < kills; k++) {
            GatewayProcess gateway = start(List.of());
            mllpPort.set(gateway.mllpPort());
            Thread.sleep(300 + random.nextInt(1200));
            gateway.kill();
        }
        for (String failpoint : failpoints) {
            stopAt(failpoint);
        }
        try (GatewayProcess gateway = start(List.of())) {
            mllpPort.set(gateway.mllpPort());
            Thread.sleep(500);
            stop.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
            return compare(kills + failpoints.size(), collectAll(gateway));
        } finally {
            stop.set(true);
        }
    }

    /** The point may be reached before the gateway is ready: it works off what the kill before left. */
    private void stopAt(String failpoint) throws IOException, InterruptedException {
        try {
            GatewayProcess gateway = start(List.of("-Dportage.failpoint=" + failpoint));
            mllpPort.set(gateway.mllpPort());
            Instant deadline = Instant.now().plusSeconds(30);
            while (gateway.isAlive() && Instant.now().isBefore(deadline)) {
                Thread.sleep(20);
            }
            assertThat(gateway.isAlive()).as("stopped itself at " + failpoint).isFalse();
        } catch (GatewayProcess.EndedEarlyException e) {
            assertThat(e.status()).as("stopped itself at " + failpoint).isEqualTo(Failpoint.EXIT_STATUS);
        }
    }

    private GatewayProcess start(List<String> javaOptions) throws IOException, InterruptedException {
        return RunningGateway.start(data, javaOptions, options);
    }

    /** One sender: the records of its own persons one after the other, each resent until it is acknowledged. */
    private void push(int sender) {
        int turn = 0;
        while (!stop.get()) {
            int person = 10 + (sender * PERSONS_PER_SENDER + turn++ % PERSONS_PER_SENDER) * 3;
            long step = steps.getAndIncrement();
            byte[] message = SyntheticAdmission.message("K" + step, person, step);
            boolean first = true;
            while (!isAccepted(sender, message)) {
                if (first) {
                    first = false;
                    resends.incrementAndGet();
                }
                pause();
                if (stop.get()) {
                    return;
                }
            }
            acknowledged.add(step);
        }
    }

    private final Map<Integer, MllpPush> connections = new ConcurrentHashMap<>();

    private boolean isAccepted(int sender, byte[] message) {
        try {
            MllpPush connection = connections.get(sender);
            if (connection == null) {
                connection = new MllpPush(mllpPort.get());
                connections.put(sender, connection);
            }
            return MllpPush.code(connection.push(message)).equals("AA");
        } catch (IOException | IllegalArgumentException down) {
            connections.remove(sender);
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects as the destination until every acknowledged step has come, or nothing new comes for a while. */
    private List<Collected> collectAll(GatewayProcess gateway) throws Exception {
        String token = gateway.token(DESTINATION, "destination");
        Map<String, Collected> byTransfer = new HashMap<>();
        List<Collected> inOrder = new ArrayList<>();
        Instant lastNew = Instant.now();
        String next = "/fhir/Task?_count=200";
        while (true) {
            HttpResponse<String> page = gateway.get(next, token, "application/fhir+json");
            assertThat(page.statusCode()).isEqualTo(200);
            Matcher focus = FOCUS.matcher(page.body());
            while (focus.find()) {
                String transfer = focus.group(1);
                if (!byTransfer.containsKey(transfer)) {
                    Collected collected = collect(gateway, token, transfer);
                    byTransfer.put(transfer, collected);
                    inOrder.add(collected);
                    lastNew = Instant.now();
                }
            }
            Matcher link = NEXT.matcher(page.body());
            if (link.find()) {
                next = link.group(1).replaceFirst("^https?://[^/]+", "");
            } else {
                Set<Long> steps = new HashSet<>();
                inOrder.forEach(c -> steps.add(c.step()));
                Duration quiet = Duration.between(lastNew, Instant.now());
                if (steps.containsAll(acknowledged) && quiet.toSeconds() >= 2 || quiet.toSeconds() >= 20) {
                    return inOrder;
                }
                Thread.sleep(200);
                next = "/fhir/Task?_count=200";
            }
        }
    }

    private record Collected(int person, long step) {}

    private static Collected collect(GatewayProcess gateway, String token, String transfer) throws Exception {
        String bundle = gateway.get("/fhir/Bundle/" + transfer, token, "application/fhir+json")
                .body();
        Matcher step = STEP.matcher(bundle);
        Matcher person = PERSON.matcher(bundle);
        assertThat(step.find()).as("the bundle has its visit number").isTrue();
        assertThat(person.find()).as("the bundle has its local id").isTrue();
        return new Collected(Integer.parseInt(person.group(1)), Long.parseLong(step.group(1)));
    }

    private Outcome compare(int kills, List<Collected> collected) {
        Map<Long, Integer> times = new TreeMap<>();
        Map<Integer, List<Long>> byPerson = new HashMap<>();
        for (Collected item : collected) {
            times.merge(item.step(), 1, Integer::sum);
            byPerson.computeIfAbsent(item.person(), p -> new ArrayList<>()).add(item.step());
        }
        int lost = (int)
                acknowledged.stream().filter(step -> !times.containsKey(step)).count();
        int duplicated = (int) times.values().stream().filter(n -> n > 1).count();
        int outOfOrder = 0;
        for (List<Long> order : byPerson.values()) {
            List<Long> sorted = order.stream().sorted(Comparator.naturalOrder()).toList();
            if (!sorted.equals(order)) {
                outOfOrder++;
            }
        }
        return new Outcome(kills, acknowledged.size(), resends.get(), lost, duplicated, outOfOrder);
    }
}
