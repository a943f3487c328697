package uk.portage.gateway.proofs.outages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/**
 * A destination with two workers and an endpoint for notifications. A worker claims, waits until the endpoint was told of
 * what it has claimed, reads the bundle and answers, whatever becomes of the gateway meanwhile. It takes down all that it
 * was shown.
 */
final class CollectingDestination implements AutoCloseable {

    private static final int WORKERS = 2;
    private static final int IN_HAND = 4;
    /** Longer than a restart, so that it has to hold beyond one. */
    private static final int LEASE_SECONDS = 120;

    /** What a worker that is about to die claims with: others need not wait long for what it had. */
    private static final int LAST_LEASE_SECONDS = 2;

    private static final Pattern TASK = Pattern.compile("/Task/([0-9a-f-]{36})\"");
    private static final Pattern CLAIMED = Pattern.compile(
            "\"fullUrl\"\\s*:\\s*\"[^\"]*/Task/([0-9a-f-]{36})\".*?\"url\"\\s*:\\s*\"until\"\\s*,"
                    + "\\s*\"valueInstant\"\\s*:\\s*\"([^\"]+)\"",
            Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("\"value\"\\s*:\\s*\"V(\\d+)\"");

    private final String organisation;
    private final AtomicReference<GatewayProcess> gateway;
    private final HttpServer endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    private final Map<String, Hold> holds = new HashMap<>();
    private final Map<String, Long> steps = new ConcurrentHashMap<>();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger heldTwice = new AtomicInteger();
    private final AtomicInteger foreign = new AtomicInteger();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private volatile boolean killAtNextDelivery;

    private record Hold(String worker, Instant until) {}

    /** @param gateway the one that runs now, or the last that did */
    CollectingDestination(String organisation, AtomicReference<GatewayProcess> gateway) throws IOException {
        this.organisation = organisation;
        this.gateway = gateway;
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.setExecutor(Executors.newCachedThreadPool());
        endpoint.createContext("/told", this::takeNotification);
        endpoint.start();
    }

    String organisation() {
        return organisation;
    }

    /** Where notifications may be sent to. */
    String host() {
        return "http://localhost:" + endpoint.getAddress().getPort();
    }

    /** Asks for notifications, and returns once the endpoint was asked whether it is there. */
    void subscribe() throws IOException, InterruptedException {
        String subscription = """
                {"resourceType": "Subscription", "status": "requested", "reason": "New transfers",
                 "criteria": "https://portage.uk/fhir/SubscriptionTopic/new-transfer",
                 "channel": {"type": "rest-hook", "endpoint": "%s/told", "payload": "application/fhir+json",
                  "_payload": {"extension": [{"url":
                   "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                   "valueCode": "id-only"}]}}}
                """.formatted(host());
        HttpResponse<String> made = send("POST", "/fhir/Subscription", Optional.empty(), subscription);
        if (made.statusCode() != 201) {
            throw new IOException("no subscription: " + made.statusCode() + " " + made.body());
        }
        while (deliveries.get() == 0) {
            Thread.sleep(10);
        }
    }

    /** @param neighbour whose transfers the workers ask for now and then, and must not find */
    void start(CollectingDestination neighbour, Random random) {
        for (int i = 0; i < WORKERS; i++) {
            String name = organisation + "-" + i;
            Random own = new Random(random.nextLong());
            Thread worker = new Thread(() -> work(name, neighbour, own), name);
            workers.add(worker);
            worker.start();
        }
    }

    private void work(String name, CollectingDestination neighbour, Random random) {
        int life = 0;
        while (!stop.get()) {
            String worker = name + "-" + life;
            boolean dies = random.nextInt(10) == 0;
            List<String> claimed = claim(worker, dies ? LAST_LEASE_SECONDS : LEASE_SECONDS);
            if (claimed.isEmpty()) {
                pause(20);
                continue;
            }
            if (dies) {
                // With what it has in hand; what comes back does not know of it.
                life++;
                deaths.incrementAndGet();
                continue;
            }
            for (String transfer : claimed) {
                awaitNotification(transfer);
                read(transfer);
                answer(transfer, worker, random.nextInt(10) == 0);
                if (random.nextInt(5) == 0) {
                    trespass(neighbour, worker, random);
                }
            }
        }
    }

    private List<String> claim(String worker, int lease) {
        try {
            String path = "/fhir/Task/$claim?worker=" + worker + "&lease=" + lease + "&_count=" + IN_HAND;
            HttpResponse<String> answer = send("POST", path, Optional.empty(), "");
            if (answer.statusCode() != 200) {
                surprise("claim", answer);
                return List.of();
            }
            List<String> claimed = new ArrayList<>();
            Matcher task = CLAIMED.matcher(answer.body());
            while (task.find()) {
                shown.add(task.group(1));
                claimed.add(task.group(1));
                hold(task.group(1), new Hold(worker, Instant.parse(task.group(2))));
            }
            return claimed;
        } catch (IOException down) {
            return List.of();
        }
    }

    private void hold(String transfer, Hold hold) {
        Instant now = Instant.now();
        synchronized (holds) {
            Hold before = holds.put(transfer, hold);
            if (before != null && !before.worker().equals(hold.worker()) && now.isBefore(before.until())) {
                heldTwice.incrementAndGet();
            }
        }
    }

    private void awaitNotification(String transfer) {
        while (!told.contains(transfer) && !stop.get()) {
            pause(10);
        }
    }

    private void read(String transfer) {
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = send("GET", "/fhir/Bundle/" + transfer, Optional.empty(), "");
                Matcher step = STEP.matcher(answer.body());
                if (answer.statusCode() == 200 && step.find()) {
                    steps.put(transfer, Long.parseLong(step.group(1)));
                    return;
                }
                surprise("read", answer);
            } catch (IOException down) {
                // Tried again below, when the gateway is back.
            }
            pause(20);
        }
    }

    /** Until it has been heard: taken, or refused because the lease had ended and another has it now. */
    private void answer(String transfer, String worker, boolean rejected) {
        String status = rejected ? """
                  "status": "rejected", "statusReason": {"coding": [{
                    "system": "https://portage.uk/fhir/CodeSystem/rejection-reason", "code": "30002"}]}""" : "\"status\": \"completed\"";
        String task =
                "{\"resourceType\": \"Task\", \"id\": \"" + transfer + "\", \"intent\": \"order\", " + status + "}";
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = send("PUT", "/fhir/Task/" + transfer, Optional.of(worker), task);
                if (answer.statusCode() == 200) {
                    answered.add(transfer);
                    return;
                }
                if (answer.statusCode() == 409) {
                    return;
                }
                surprise("answer", answer);
            } catch (IOException down) {
                // Tried again below, when the gateway is back.
            }
            pause(20);
        }
    }

    /** What is the neighbour's must answer as if it did not exist. */
    private void trespass(CollectingDestination neighbour, String worker, Random random) {
        List<String> theirs = List.copyOf(neighbour.shown);
        if (theirs.isEmpty()) {
            return;
        }
        String transfer = theirs.get(random.nextInt(theirs.size()));
        try {
            List<HttpResponse<String>> answers = List.of(
                    send("GET", "/fhir/Task/" + transfer, Optional.empty(), ""),
                    send("GET", "/fhir/Bundle/" + transfer, Optional.empty(), ""),
                    send("POST", "/fhir/Task/" + transfer + "/$claim?worker=" + worker, Optional.empty(), ""));
            foreign.addAndGet((int) answers.stream()
                    .filter(answer -> answer.statusCode() != 404)
                    .count());
        } catch (IOException down) {
            // Nothing was shown.
        }
    }

    private void takeNotification(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            deliveries.incrementAndGet();
            Matcher task = TASK.matcher(body);
            boolean names = false;
            while (task.find()) {
                names = true;
                shown.add(task.group(1));
                told.add(task.group(1));
            }
            if (names && killAtNextDelivery) {
                killAtNextDelivery = false;
                gateway.get().kill();
            }
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The endpoint kills the gateway as soon as it has heard of a transfer, and before it says so. */
    void killAtNextDelivery() {
        killAtNextDelivery = true;
    }

    private HttpResponse<String> send(String method, String path, Optional<String> worker, String body)
            throws IOException {
        GatewayProcess running = gateway.get();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + running.httpPort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + running.token(organisation, "destination"))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/fhir+json");
        }
        worker.ifPresent(name -> request.header("Portage-Worker", name));
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A store that is about to end may say 503; anything else was not foreseen. */
    private void surprise(String step, HttpResponse<String> answer) {
        if (answer.statusCode() != 503) {
            surprises.add(organisation + " " + step + ": " + answer.statusCode());
        }
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The transfers whose bundle was read, each with the number that its record bears. */
    Map<String, Long> steps() {
        return steps;
    }

    /** The transfers of which anybody here ever heard. */
    Set<String> shown() {
        return shown;
    }

    Set<String> answered() {
        return answered;
    }

    /** How many of them the endpoint was never told of. */
    int untold() {
        return (int) shown.stream().filter(transfer -> !told.contains(transfer)).count();
    }

    int heldTwice() {
        return heldTwice.get();
    }

    int deaths() {
        return deaths.get();
    }

    int deliveries() {
        return deliveries.get();
    }

    /** How often something of the neighbour's was answered as if it were there. */
    int trespasses() {
        return foreign.get();
    }

    List<String> surprises() {
        return surprises;
    }

    @Override
    public void close() {
        stop.set(true);
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        endpoint.stop(0);
    }
}
