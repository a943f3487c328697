package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.RunningGateway;
import uk.portage.gateway.store.Failpoint;

/**
 * Kills the whole gateway while two destinations, with two workers each, claim, collect and answer, and are told of what
 * is new; a trust goes on sending to both. Then it compares what the trust was promised, what each destination was shown
 * and what the ledger says.
 */
final class KilledWhileCollecting implements AutoCloseable {

    private static final Map<String, String> RECEIVERS = Map.of("9D1", "ROUTE", "9D2", "SOUTH");
    private static final Duration LONGEST_REST = Duration.ofSeconds(90);
    private static final int PERSONS = 40;
    private static final Pattern KIND = Pattern.compile("\"kind\":\"(\\w+)\"");
    private static final Pattern TRANSFER = Pattern.compile("\"transfer\":\"([0-9a-f-]{36})\"");
    private static final Pattern RECIPIENT = Pattern.compile("\"recipient\":\"(\\w+)\"");

    private final Path data;
    private final List<String> options;
    private final Callable<List<String>> ledger;
    private final AtomicReference<GatewayProcess> gateway = new AtomicReference<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong steps = new AtomicLong(1);
    /** What the trust was promised: the number of each record and its destination. */
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    private final List<CollectingDestination> destinations = new ArrayList<>();
    private int kills;

    /** @param ledger reads all entries in their canonical form */
    KilledWhileCollecting(Path data, List<String> options, Callable<List<String>> ledger) throws IOException {
        this.data = data;
        this.options = options;
        this.ledger = ledger;
        destinations.add(new CollectingDestination("9D1", gateway));
        destinations.add(new CollectingDestination("9D2", gateway));
    }

    /**
     * What a run found.
     *
     * @param lost promised, and not collected and answered by their destination
     * @param twice answered more than once in the ledger, or carried by more than one transfer
     * @param foreign times that a destination was shown anything of the other
     * @param heldTwice times that a transfer was given to a worker while another's lease ran
     * @param untold shown to a worker, and never to the endpoint
     */
    record Outcome(
            int kills,
            int transfers,
            int lost,
            int twice,
            int foreign,
            int heldTwice,
            int untold,
            int deliveries,
            int deaths) {

        @Override
        public String toString() {
            return kills + " kills, " + transfers + " transfers: " + lost + " lost, " + twice + " answered twice, "
                    + foreign + " foreign, " + heldTwice + " held by two workers, " + untold + " not told of ("
                    + deliveries + " notifications, " + deaths + " workers that died)";
        }
    }

    /**
     * @param atRandom kills at random instants
     * @param inDelivery kills by an endpoint that has heard of a transfer and not yet said so
     * @param failpoints each reached once, as the Java option that chooses it; one at least
     */
    Outcome run(int atRandom, int inDelivery, List<String> failpoints, long seed) throws Exception {
        Random random = new Random(seed);
        configure();
        List<Thread> senders = destinations.stream()
                .map(destination -> new Thread(() -> push(destination.organisation())))
                .toList();
        for (String failpoint : failpoints) {
            stopAt(failpoint, senders, random);
        }
        for (int k = 0; k < inDelivery; k++) {
            start(List.of());
            destinations.get(k % 2).killAtNextDelivery();
            awaitEnd("in a delivery");
        }
        for (int k = 0; k < atRandom; k++) {
            start(List.of());
            Thread.sleep(300 + random.nextInt(900));
            gateway.get().kill();
            kills++;
        }
        start(List.of());
        Thread.sleep(500);
        stop.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        awaitAnswers();
        for (CollectingDestination destination : destinations) {
            destination.close();
        }
        gateway.get().close();
        assertThat(destinations)
                .allSatisfy(destination -> assertThat(destination.surprises()).isEmpty());
        return compare();
    }

    private void configure() throws IOException {
        try (DataDirectory directory = DataDirectory.open(data, true)) {
            String yaml = Files.readString(directory.configuration())
                    .replace("    ROUTE: 9D1\n", "    ROUTE: 9D1\n    SOUTH: 9D2\n")
                    .replace("destinations: [9D1, 9D2]\n", """
                            destinations: [9D1, 9D2]
                            subscriptions:
                              9D1: {hosts: ["%s"]}
                              9D2: {hosts: ["%s"]}
                            """.formatted(
                            destinations.get(0).host(), destinations.get(1).host()));
            Files.writeString(directory.configuration(), yaml);
        }
    }

    /** The point may be reached before the gateway is ready: it works off what the kill before left. */
    private void stopAt(String failpoint, List<Thread> senders, Random random) throws Exception {
        try {
            start(List.of("-Dportage.failpoint=" + failpoint));
            if (kills == 0) {
                begin(senders, random);
            }
            awaitEnd("at " + failpoint);
        } catch (GatewayProcess.EndedEarlyException e) {
            assertThat(e.status()).as("stopped itself at " + failpoint).isEqualTo(Failpoint.EXIT_STATUS);
            kills++;
        }
    }

    private void begin(List<Thread> senders, Random random) throws IOException, InterruptedException {
        for (CollectingDestination destination : destinations) {
            destination.subscribe();
        }
        destinations.get(0).start(destinations.get(1), random);
        destinations.get(1).start(destinations.get(0), random);
        senders.forEach(Thread::start);
    }

    private void awaitEnd(String where) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(30);
        while (gateway.get().isAlive() && Instant.now().isBefore(deadline)) {
            Thread.sleep(10);
        }
        assertThat(gateway.get().isAlive()).as("ended " + where).isFalse();
        kills++;
    }

    private void start(List<String> javaOptions) throws IOException, InterruptedException {
        gateway.set(RunningGateway.start(data, javaOptions, options));
    }

    /** The records for one destination one after the other, each sent again until it is acknowledged. */
    private void push(String destination) {
        Optional<MllpPush> connection = Optional.empty();
        while (!stop.get()) {
            long step = steps.getAndIncrement();
            byte[] message = message(destination, step);
            while (!acknowledged.containsKey(step) && !stop.get()) {
                try {
                    MllpPush open = connection.isPresent()
                            ? connection.get()
                            : new MllpPush(gateway.get().mllpPort());
                    connection = Optional.of(open);
                    if (MllpPush.code(open.push(message)).equals("AA")) {
                        acknowledged.put(step, destination);
                    }
                } catch (IOException down) {
                    connection = Optional.empty();
                }
                pause();
            }
        }
    }

    private static byte[] message(String destination, long step) {
        int person = (int) (step % PERSONS) + (destination.equals("9D1") ? 1000 : 2000);
        String message = new String(SyntheticAdmission.message("C" + step, person, step), StandardCharsets.UTF_8);
        return message.replace("|PORTAGE|ROUTE|", "|PORTAGE|" + RECEIVERS.get(destination) + "|")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until each promised record was answered, or nothing has been for a while. */
    private void awaitAnswers() throws InterruptedException {
        Instant lastNew = Instant.now();
        int answered = -1;
        while (Duration.between(lastNew, Instant.now()).compareTo(LONGEST_REST) < 0) {
            int now = destinations.stream()
                    .mapToInt(destination -> destination.answered().size())
                    .sum();
            if (now != answered) {
                answered = now;
                lastNew = Instant.now();
            }
            if (now >= acknowledged.size()
                    && Duration.between(lastNew, Instant.now()).toMillis() > 500) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private Outcome compare() throws Exception {
        Map<String, String> recipients = new HashMap<>();
        Map<String, Integer> answers = new HashMap<>();
        for (String entry : ledger.call()) {
            Optional<String> kind = first(KIND, entry);
            Optional<String> transfer = first(TRANSFER, entry);
            if (transfer.isPresent() && kind.equals(Optional.of("ROUTED"))) {
                recipients.put(transfer.get(), first(RECIPIENT, entry).orElse("nobody"));
            }
            if (transfer.isPresent()
                    && kind.filter(Set.of("ACKNOWLEDGED", "REJECTED")::contains).isPresent()) {
                answers.merge(transfer.get(), 1, Integer::sum);
            }
        }
        Set<Long> carried = new HashSet<>();
        int twice = (int) answers.values().stream().filter(times -> times > 1).count();
        int foreign = 0;
        for (CollectingDestination destination : destinations) {
            foreign += destination.trespasses();
            foreign += (int) Stream.concat(destination.shown().stream(), destination.steps().keySet().stream())
                    .filter(transfer -> !destination.organisation().equals(recipients.get(transfer)))
                    .count();
            for (Map.Entry<String, Long> read : destination.steps().entrySet()) {
                boolean own = destination
                        .organisation()
                        .equals(acknowledged.getOrDefault(read.getValue(), destination.organisation()));
                foreign += own ? 0 : 1;
                if (own && answers.containsKey(read.getKey()) && !carried.add(read.getValue())) {
                    twice++;
                }
            }
        }
        int lost = (int) acknowledged.keySet().stream()
                .filter(step -> !carried.contains(step))
                .count();
        return new Outcome(
                kills,
                recipients.size(),
                lost,
                twice,
                foreign,
                sum(CollectingDestination::heldTwice),
                sum(CollectingDestination::untold),
                sum(CollectingDestination::deliveries),
                sum(CollectingDestination::deaths));
    }

    private int sum(ToIntFunction<CollectingDestination> count) {
        return destinations.stream().mapToInt(count).sum();
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        stop.set(true);
        destinations.forEach(CollectingDestination::close);
        if (gateway.get() != null) {
            gateway.get().close();
        }
    }
}
