package uk.portage.gateway.proofs.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** What holds whatever is sent. */
final class Promise {

    static final long LONGEST_ANSWER_MILLIS = 5_000;
    static final long MOST_HEAP_BYTES = 64L * 1024 * 1024;
    /** By how many the threads of a pool may have grown: the web server's, which has 64, ends idle ones after a minute. */
    private static final int MOST_THREADS_MORE = 64;

    private final HostileWorld world;
    private final Neighbour neighbour;
    private final long heapBefore;
    private final Map<String, Integer> threadsBefore;
    private final long firstEntry;
    private long mostHeap;

    Promise(HostileWorld world, Neighbour neighbour) throws Exception {
        this.world = world;
        this.neighbour = neighbour;
        heapBefore = world.inside().heap();
        threadsBefore = world.inside().threads();
        firstEntry = world.lastEntry();
    }

    /** Runs a case and looks at everything that can be seen at once. */
    void holds(HostileCase hostile) throws Exception {
        long before = world.lastEntry();
        String channel = hostile.face().channel();
        long begun = System.nanoTime();
        Heard heard = hostile.attempt().run(world);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(world.isAlive()).as("the gateway lives").isTrue();
        assertThat(heard.word()).as(heard.text()).isIn(hostile.answers());
        assertThat(millis)
                .as("milliseconds until the answer to " + hostile.title())
                .isLessThan(hostile.face().longestMillis());
        assertSilent("the answer", heard.text());
        if (hostile.refused() > 0) {
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> world.entriesAfter(before, "REFUSED", channel).size() >= hostile.refused());
        }
        assertThat(world.entriesAfter(before, "REFUSED", channel)).hasSize(hostile.refused());
        assertThat(neighbour.troubles()).as("of the neighbour").isEmpty();
    }

    /** Looks at what a group of cases has left behind. */
    void nothingIsLeft() throws Exception {
        long[] growth = new long[1];
        // What is still on its way, a document of 20 MB for instance, is held and not kept.
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    growth[0] = world.inside().heap() - heapBefore;
                    assertThat(growth[0]).as("bytes of heap that are kept").isLessThan(MOST_HEAP_BYTES);
                });
        mostHeap = Math.max(mostHeap, growth[0]);
        assertThat(world.outward()).as("connections to elsewhere").isZero();
        assertThreads();
        assertSilent("what is written", world.written());
        assertThat(neighbour.troubles()).as("of the neighbour").isEmpty();
    }

    /** Every document of the trust that was accepted was then translated. */
    void whatWasAcceptedIsTranslated() throws Exception {
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(world.untranslatedAfter(firstEntry)).isEmpty());
    }

    private void assertThreads() throws Exception {
        // Those that answered the last case may still be on their way home.
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    Map<String, Integer> now = world.inside().threads();
                    List<String> troubles = new ArrayList<>();
                    Map<String, Integer> all = new TreeMap<>(threadsBefore);
                    now.keySet().forEach(name -> all.putIfAbsent(name, 0));
                    all.forEach((name, before) -> {
                        int there = now.getOrDefault(name, 0);
                        if (there > before + (isPool(name) ? MOST_THREADS_MORE : 0)
                                || (there < before && !isPool(name) && !isPassing(name))) {
                            troubles.add(name + ": " + before + " became " + there);
                        }
                    });
                    assertThat(troubles).as("threads lost or left").isEmpty();
                });
    }

    private static boolean isPool(String name) {
        return name.startsWith("http-nio") || name.contains("NettyServerTCPWorker") || isPassing(name);
    }

    /** Of pools that shrink when they are idle, and of the machine's own that come when they are needed. */
    private static boolean isPassing(String name) {
        return Stream.of(
                                "RMI ",
                                "JMX ",
                                "Attach ",
                                "process reaper",
                                "Common-Cleaner",
                                "ForkJoinPool.commonPool-worker",
                                "Thread-N (activemq",
                                "portage-store-completions")
                        .anyMatch(name::startsWith)
                || name.endsWith(":connection-adder");
    }

    static void assertSilent(String where, String text) {
        for (String canary : List.of(HostileWorld.SURNAME, HostileWorld.NHS_NUMBER, HostileWorld.SECRET_OF_A_FILE)) {
            assertThat(text.contains(canary))
                    .as(() -> where + " says " + canary + ": " + around(text, canary))
                    .isFalse();
        }
    }

    private static String around(String text, String canary) {
        int at = text.indexOf(canary);
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 60));
    }

    long mostHeap() {
        return mostHeap;
    }
}
