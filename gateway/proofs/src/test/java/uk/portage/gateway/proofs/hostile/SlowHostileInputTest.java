package uk.portage.gateway.proofs.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same, sent slowly, and looked at one by one. */
@Tag("slow")
class SlowHostileInputTest {

    private static final int DRIP_MILLIS = 40;
    private static final int LONGEST_MILLIS = 25_000;
    private static final int AT_ONCE = 60;
    /** Of one case, with what the machine keeps for itself at the moment. */
    private static final long MOST_HEAP_BYTES = 24L * 1024 * 1024;

    @Test
    void what_comes_a_byte_at_a_time_or_stops_half_way_ends_within_its_limit_while_a_neighbour_works(
            @TempDir Path folder) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        List<String> troubles = new ArrayList<>();
        Map<String, Future<Wire.Bytes>> sent = new TreeMap<>();
        try (HostileWorld world = new HostileWorld(folder);
                Neighbour neighbour = new Neighbour(world.mllpPort())) {
            StoredCases.scripts().forEach(script -> {
                sent.put(script.title() + ", a byte at a time", senders.submit(() -> drip(world, script)));
                sent.put(script.title() + ", half of it", senders.submit(() -> half(world, script)));
            });
            for (Map.Entry<String, Future<Wire.Bytes>> one : sent.entrySet()) {
                Wire.Bytes heard = one.getValue().get();
                if (!heard.ended() && heard.text().isEmpty()) {
                    troubles.add(one.getKey());
                }
                Promise.assertSilent("the answer to " + one.getKey(), heard.text());
            }
            assertThat(world.isAlive()).isTrue();
            assertThat(troubles).as("neither answered nor closed").isEmpty();
            assertThat(neighbour.troubles()).isEmpty();
            System.out.println("slow forms of hostile cases tried " + sent.size() + ", survived "
                    + (sent.size() - troubles.size()) + "; the neighbour sent " + neighbour.sent()
                    + ", slowest answer " + neighbour.slowestMillis() + " ms");
        } finally {
            senders.shutdownNow();
        }
    }

    private static Wire.Bytes drip(HostileWorld world, StoredCases.Script script) throws IOException {
        return say(world, script, socket -> {
            for (byte drop : script.bytes().apply(world)) {
                socket.getOutputStream().write(drop);
                Thread.sleep(DRIP_MILLIS);
            }
        });
    }

    private static Wire.Bytes half(HostileWorld world, StoredCases.Script script) throws IOException {
        return say(world, script, (Socket socket) -> {
            byte[] bytes = script.bytes().apply(world);
            socket.getOutputStream().write(bytes, 0, bytes.length / 2);
        });
    }

    private static Wire.Bytes say(HostileWorld world, StoredCases.Script script, Wire.Talk talk) throws IOException {
        return Wire.say(
                script.http() ? world.httpPort() : world.slowMllpPort(), talk, text -> !text.isEmpty(), LONGEST_MILLIS);
    }

    @Test
    void no_case_leaves_memory_behind(@TempDir Path folder) throws Exception {
        List<String> troubles = new ArrayList<>();
        long most = Long.MIN_VALUE;
        String greediest = "";
        int tried = 0;
        try (HostileWorld world = new HostileWorld(folder)) {
            for (HostileCase hostile : Stream.of(Face.values())
                    .flatMap(face -> Stream.concat(StoredCases.of(face), GeneratedCases.of(face)))
                    .toList()) {
                long before = world.inside().heap();
                hostile.attempt().run(world);
                world.settle();
                long growth = world.inside().heap() - before;
                tried++;
                if (growth > most) {
                    most = growth;
                    greediest = hostile.title();
                }
                if (growth > MOST_HEAP_BYTES) {
                    troubles.add(hostile.title() + ": " + growth / 1024 / 1024 + " MiB");
                }
            }
        }
        System.out.println("heap looked at after " + tried + " cases; it grew by " + most / 1024 / 1024
                + " MiB at most, by " + greediest);
        assertThat(troubles).isEmpty();
    }
}
