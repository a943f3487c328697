package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.testkit.Damage;

/**
 * Damaged messages without end: nothing escapes, nothing takes long, nothing stays behind. {@code portage.damage.seed}
 * repeats a run, {@code portage.fuzz.count} sizes the long one.
 */
class DamagedMessagesTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final long SEED = Long.getLong("portage.damage.seed", 20_261_123L);
    private static final int WARM_UP = 2_000;
    private static final long HEAP_SLACK = 16L << 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Test
    void a_few_thousand_damaged_messages_do_no_harm() throws IOException {
        // Beside other suites processors are shared, and then no thread's time is its own.
        run(3_000, Duration.ofMillis(500));
    }

    @Tag("slow")
    @Test
    void a_hundred_thousand_damaged_messages_do_no_harm() throws IOException {
        run(Integer.getInteger("portage.fuzz.count", 100_000), Duration.ofMillis(50));
    }

    private static void run(int count, Duration longest) throws IOException {
        List<byte[]> sources = sources();
        Damage damage = new Damage(SEED, "|^~\\&\r\n\"".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < WARM_UP; i++) {
            timed(damage.next(sources), new TreeMap<>());
        }
        Map<String, Integer> escaped = new TreeMap<>();
        List<String> slow = new ArrayList<>();
        long slowest = 0;
        long heapBefore = heap();
        for (int i = 0; i < count; i++) {
            byte[] message = damage.next(sources);
            long nanos = timed(message, escaped);
            // A slow one may have met a compiler or a cold cache: it is slow if it is so every time.
            for (int again = 0; again < 4 && nanos > longest.toNanos(); again++) {
                nanos = Math.min(nanos, timed(message, escaped));
            }
            slowest = Math.max(slowest, nanos);
            if (nanos > longest.toNanos()) {
                slow.add("message " + i + " of " + message.length + " bytes");
            }
        }
        long heapAfter = heap();
        System.out.printf(
                Locale.ROOT,
                "fuzz: %d damaged messages of -Dportage.damage.seed=%d: %d exceptions, %d over %d ms, slowest %.1f ms,"
                        + " heap %d MiB before and %d MiB after%n",
                count,
                SEED,
                escaped.values().stream().mapToInt(Integer::intValue).sum(),
                slow.size(),
                longest.toMillis(),
                slowest / 1e6,
                heapBefore >> 20,
                heapAfter >> 20);
        assertThat(escaped).isEmpty();
        assertThat(slow).isEmpty();
        assertThat(heapAfter).isLessThan(heapBefore + HEAP_SLACK);
    }

    /** Processor time of this thread. */
    private static long timed(byte[] message, Map<String, Integer> escaped) {
        SourceDocument document = SourceDocument.of(message);
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            Fixture.ADAPTER.format().identify(document);
            Fixture.translate(document);
        } catch (RuntimeException | StackOverflowError e) {
            escaped.merge(e.getClass().getName() + " at " + e.getStackTrace()[0], 1, Integer::sum);
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<byte[]> sources() throws IOException {
        List<byte[]> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList()) {
                sources.add(Fixture.message(file));
            }
        }
        return sources;
    }
}
