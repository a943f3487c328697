package uk.portage.gateway.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pushes synthetic admissions over some connections, each waiting for its acknowledgement before the next message.
 *
 * <p>Arguments: port, connections, messages, a prefix for control ids.
 */
public final class LoadDriver {

    private LoadDriver() {}

    /**
     * What a run measured.
     *
     * @param seconds from the first message to the last acknowledgement
     * @param latencies nanoseconds from send to acknowledgement, sorted
     */
    public record Result(int accepted, int refused, double seconds, long[] latencies) {

        public double perSecond() {
            return accepted / seconds;
        }

        /** The latency that the given share of messages did not exceed, in milliseconds. */
        public double percentile(double share) {
            int index = (int) Math.min(latencies.length - 1L, Math.round(Math.ceil(share * latencies.length)) - 1);
            return latencies.length == 0 ? 0 : latencies[Math.max(0, index)] / 1e6;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "accepted %d refused %d seconds %.2f per_second %.0f ack_p50_ms %.2f ack_p99_ms %.2f ack_max_ms %.2f",
                    accepted,
                    refused,
                    seconds,
                    perSecond(),
                    percentile(0.50),
                    percentile(0.99),
                    percentile(1));
        }
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int connections = Integer.parseInt(arguments[1]);
        int messages = Integer.parseInt(arguments[2]);
        System.out.println(run(port, connections, messages, arguments[3]));
    }

    /** Runs to the end; a connection that breaks counts its message as refused and ends that connection's share. */
    public static Result run(int port, int connections, int messages, String prefix) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        long[] latencies = new long[messages];
        AtomicInteger measured = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        AtomicLong lastAcknowledged = new AtomicLong();
        Thread[] senders = new Thread[connections];
        for (int c = 0; c < connections; c++) {
            senders[c] = new Thread(() -> {
                try (MllpPush push = new MllpPush(port)) {
                    start.await();
                    for (int n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                        byte[] message = SyntheticAdmission.message(prefix + n, n % 50_000, n);
                        long sent = System.nanoTime();
                        String code = MllpPush.code(push.push(message));
                        long now = System.nanoTime();
                        latencies[measured.getAndIncrement()] = now - sent;
                        lastAcknowledged.accumulateAndGet(now, Math::max);
                        (code.equals("AA") ? accepted : refused).incrementAndGet();
                    }
                } catch (IOException broken) {
                    refused.incrementAndGet();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            senders[c].start();
        }
        long begin = System.nanoTime();
        start.countDown();
        for (Thread sender : senders) {
            sender.join();
        }
        long[] sorted = Arrays.copyOf(latencies, measured.get());
        Arrays.sort(sorted);
        return new Result(accepted.get(), refused.get(), Math.max(1, lastAcknowledged.get() - begin) / 1e9, sorted);
    }
}
