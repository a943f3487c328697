package uk.portage.gateway.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Prints how long a quiet trust waits for its acknowledgements, alone and beside one that floods sixteen connections:
 * without any limit to what a trust may send, and with those that there are if nobody sets any.
 */
final class FairnessFigures {

    private static final int PER_SECOND = 20;
    private static final int CONNECTIONS = 16;
    private static final int WARM_UP = 24_000;
    /** For what a flood has left behind to be done. */
    private static final int PAUSE_SECONDS = 10;

    private FairnessFigures() {}

    static void print(Path jar, int seconds, int rounds) throws Exception {
        print(jar, seconds, rounds, "as_installed", "");
        print(
                jar,
                seconds,
                rounds,
                "unlimited",
                "\nrates: {all: {per-second: 1000000, burst: 1000000, beside-others: 1000000}}\n");
    }

    private static void print(Path jar, int seconds, int rounds, String name, String rates) throws Exception {
        Path data = Files.createTempDirectory("portage-fairness").resolve("data");
        List<String> program = List.of("-jar", jar.toString());
        GatewayProcess.start(program, List.of(), data, List.of()).close();
        Path configuration = data.resolve("portage.yaml");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                                .replace("  RCB: Demo trust\n", "  RCB: Demo trust\n  RCC: Quiet trust\n")
                                .replace("      RCB55: RCB\n", "      RCC: RCC\n")
                        + rates);
        try (GatewayProcess gateway = GatewayProcess.start(program, List.of(), data, List.of())) {
            warmUp(gateway);
            // In turns, so that a slow hour of the machine is in both.
            List<long[]> alone = new ArrayList<>();
            List<long[]> beside = new ArrayList<>();
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger next = new AtomicInteger();
            long flooded = 0;
            for (int round = 0; round < rounds; round++) {
                Thread.sleep(PAUSE_SECONDS * 1_000L);
                alone.add(quiet(gateway, seconds, "A" + round + "-"));
                AtomicBoolean flooding = new AtomicBoolean(true);
                long begun = System.nanoTime();
                List<Thread> flood = flood(gateway, flooding, next, accepted, refused);
                beside.add(quiet(gateway, seconds, "B" + round + "-"));
                flooding.set(false);
                for (Thread sender : flood) {
                    sender.join();
                }
                flooded += System.nanoTime() - begun;
            }
            long[] allAlone = sorted(alone);
            long[] allBeside = sorted(beside);
            System.out.printf(
                    Locale.ROOT,
                    "fairness %s alone_p50_ms %.1f alone_p99_ms %.1f beside_flood_p50_ms %.1f beside_flood_p99_ms %.1f"
                            + " p50_ratio %.2f p99_ratio %.2f flood_accepted_per_second %.0f flood_refused %d"
                            + " load_average %s%n",
                    name,
                    percentile(allAlone, 0.50),
                    percentile(allAlone, 0.99),
                    percentile(allBeside, 0.50),
                    percentile(allBeside, 0.99),
                    percentile(allBeside, 0.50) / percentile(allAlone, 0.50),
                    percentile(allBeside, 0.99) / percentile(allAlone, 0.99),
                    accepted.get() / (flooded / 1e9),
                    refused.get(),
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            for (int round = 0; round < rounds; round++) {
                System.out.printf(
                        Locale.ROOT,
                        "fairness %s round %d alone_p99_ms %.1f beside_flood_p99_ms %.1f%n",
                        name,
                        round,
                        percentile(sorted(alone.subList(round, round + 1)), 0.99),
                        percentile(sorted(beside.subList(round, round + 1)), 0.99));
            }
        }
    }

    private static long[] sorted(List<long[]> rounds) {
        return rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }

    private static void warmUp(GatewayProcess gateway) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> senders = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            senders.add(sending(
                    gateway, "RCC", "W", next, () -> next.get() < WARM_UP, new AtomicInteger(), new AtomicInteger()));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static List<Thread> flood(
            GatewayProcess gateway,
            AtomicBoolean flooding,
            AtomicInteger next,
            AtomicInteger accepted,
            AtomicInteger refused) {
        List<Thread> senders = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            senders.add(sending(gateway, "RCB", "F", next, flooding::get, accepted, refused));
        }
        return senders;
    }

    private static Thread sending(
            GatewayProcess gateway,
            String trust,
            String prefix,
            AtomicInteger next,
            BooleanSupplier more,
            AtomicInteger accepted,
            AtomicInteger refused) {
        Thread sender = new Thread(() -> {
            try (MllpPush push = new MllpPush(gateway.mllpPort())) {
                while (more.getAsBoolean()) {
                    int number = next.getAndIncrement();
                    String code = MllpPush.code(push.push(message(trust, prefix, number)));
                    (code.equals("AA") ? accepted : refused).incrementAndGet();
                }
            } catch (IOException broken) {
                refused.incrementAndGet();
            }
        });
        sender.start();
        return sender;
    }

    /** Times in nanoseconds, from when a message was due, so that one that waits for the one before it counts its wait. */
    private static long[] quiet(GatewayProcess gateway, int seconds, String prefix) throws IOException {
        int messages = seconds * PER_SECOND;
        long[] times = new long[messages];
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            long begin = System.nanoTime();
            for (int n = 0; n < messages; n++) {
                long due = begin + n * 1_000_000_000L / PER_SECOND;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                String code = MllpPush.code(push.push(message("RCC", prefix, n)));
                if (!code.equals("AA")) {
                    throw new IOException("the quiet trust was answered " + code);
                }
                times[n] = System.nanoTime() - due;
            }
        }
        return times;
    }

    private static byte[] message(String trust, String prefix, int number) {
        return new String(SyntheticAdmission.message(prefix + number, number % 50_000, number), StandardCharsets.UTF_8)
                .replaceFirst("\\|RCB\\|", "|" + trust + "|")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static double percentile(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(Math.ceil(share * sorted.length)) - 1)] / 1e6;
    }
}
