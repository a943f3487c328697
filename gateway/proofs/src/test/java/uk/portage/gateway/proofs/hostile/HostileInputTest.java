package uk.portage.gateway.proofs.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** One gateway, and everything hostile that could come through any of its doors while a neighbour works on. */
class HostileInputTest {

    @TempDir
    private static Path folder;

    private static HostileWorld world;
    private static Neighbour neighbour;
    private static Promise promise;

    private static final ExecutorService BESIDE = Executors.newFixedThreadPool(10);
    private static final ExecutorService SLOW = Executors.newCachedThreadPool();
    private static final Map<String, CompletableFuture<Void>> RUNNING = new ConcurrentHashMap<>();

    private static final Map<Face, int[]> TRIED_AND_SURVIVED = new EnumMap<>(Face.class);

    @BeforeAll
    static void start() throws Exception {
        world = new HostileWorld(folder);
        neighbour = new Neighbour(world.mllpPort());
        warmUp();
        promise = new Promise(world, neighbour);
        // The crowds take the processor for a moment when they come, the first cases for all of theirs.
        inTurns(
                SlowHttpCases.crowds(),
                SLOW,
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS, SLOW)));
        atOnce(SlowHttpCases.single(), SLOW);
        atOnce(AmqpCases.logins(), BESIDE);
        // By the folder they are told apart by their turns.
        inTurns(MllpCases.slow(), BESIDE, CompletableFuture.completedFuture(null));
        inTurns(FolderCases.all(), BESIDE, CompletableFuture.completedFuture(null));
    }

    /** Those that are slow run beside the others: their refusals are told apart by their channels. */
    private static void atOnce(Stream<HostileCase> cases, Executor threads) {
        cases.forEach(
                hostile -> RUNNING.put(hostile.title(), CompletableFuture.runAsync(() -> survives(hostile), threads)));
    }

    private static void inTurns(Stream<HostileCase> cases, Executor threads, CompletableFuture<Void> start) {
        CompletableFuture<Void> before = start;
        for (HostileCase hostile : cases.toList()) {
            before = before.handleAsync(
                    (done, failure) -> {
                        survives(hostile);
                        return null;
                    },
                    threads);
            RUNNING.put(hostile.title(), before);
        }
    }

    /** What is made at the first use is not growth. */
    private static void warmUp() throws Exception {
        for (int n = 0; n < 5; n++) {
            Mllp.say(world, Mllp.frame(HostileWorld.admission(world.newId()).getBytes(StandardCharsets.UTF_8)));
            Fhir.push(world, Fhir.message(""));
        }
        for (String page : new String[] {"/audit/", "/audit/api/portability", "/audit/api/transfers?newest=50"}) {
            assertThat(world.get(page, "9A1", "auditor").statusCode()).isEqualTo(200);
        }
        world.written();
        // What the web server keeps for connections to come, it makes for as many as there have been at once.
        List<Socket> crowd = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            crowd.add(new Socket(InetAddress.getLoopbackAddress(), world.httpPort()));
            crowd.get(n)
                    .getOutputStream()
                    .write("GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        for (Socket socket : crowd) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.close();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        BESIDE.shutdownNow();
        SLOW.shutdownNow();
        neighbour.close();
        world.close();
        int tried = TRIED_AND_SURVIVED.values().stream().mapToInt(n -> n[0]).sum();
        int survived = TRIED_AND_SURVIVED.values().stream().mapToInt(n -> n[1]).sum();
        String faces = TRIED_AND_SURVIVED.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue()[1] + "/" + entry.getValue()[0])
                .collect(Collectors.joining(", "));
        System.out.println("hostile cases tried " + tried + ", survived " + survived + " (" + faces + "); heap grew by "
                + promise.mostHeap() / 1024 / 1024 + " MiB at most; the neighbour sent " + neighbour.sent()
                + ", slowest answer " + neighbour.slowestMillis() + " ms");
    }

    @TestFactory
    Stream<DynamicContainer> each_case_is_answered_and_leaves_nothing_but_its_entry() {
        return Stream.of(Face.values())
                .map(face -> DynamicContainer.dynamicContainer(
                        face.name(),
                        Stream.concat(
                                Stream.concat(StoredCases.of(face), GeneratedCases.of(face))
                                        .map(hostile ->
                                                DynamicTest.dynamicTest(hostile.title(), () -> hasSurvived(hostile))),
                                Stream.of(
                                        DynamicTest.dynamicTest(
                                                face + " leaves neither memory nor threads nor a name behind",
                                                promise::nothingIsLeft),
                                        DynamicTest.dynamicTest(
                                                "what was accepted by " + face + " is translated",
                                                promise::whatWasAcceptedIsTranslated)))));
    }

    private static void hasSurvived(HostileCase hostile) throws Exception {
        CompletableFuture<Void> running = RUNNING.get(hostile.title());
        if (running == null) {
            survives(hostile);
        } else {
            running.get();
        }
    }

    private static void survives(HostileCase hostile) {
        count(hostile, 0);
        try {
            promise.holds(hostile);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        count(hostile, 1);
    }

    private static void count(HostileCase hostile, int which) {
        synchronized (TRIED_AND_SURVIVED) {
            TRIED_AND_SURVIVED.computeIfAbsent(hostile.face(), face -> new int[2])[which]++;
        }
    }
}
