package uk.portage.gateway.proofs.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;

/** Another trust, which sends a good record ten times a second and knows nothing of what goes on beside it. */
final class Neighbour implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private final int port;
    private final Thread thread = new Thread(this::send, "neighbour");
    private final List<String> troubles = new ArrayList<>();
    private volatile boolean going = true;
    private int sent;
    private long slowestMillis;

    Neighbour(int port) {
        this.port = port;
        thread.start();
    }

    private void send() {
        while (going) {
            try (MllpPush connection = new MllpPush(port)) {
                while (going) {
                    sendOne(connection);
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (IOException e) {
                trouble(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sendOne(MllpPush connection) throws IOException {
        String message = new String(
                        SyntheticAdmission.message("NEIGHBOUR" + sent, 5_000 + sent % 50, sent), StandardCharsets.UTF_8)
                .replace("|PAS|RCB|PORTAGE|ROUTE|", "|PAS|RCC|PORTAGE|SOUTH|");
        long begun = System.nanoTime();
        String code = MllpPush.code(connection.push(message.getBytes(StandardCharsets.UTF_8)));
        long millis = (System.nanoTime() - begun) / 1_000_000;
        synchronized (this) {
            sent++;
            slowestMillis = Math.max(slowestMillis, millis);
        }
        if (!code.equals("AA") || millis > Promise.LONGEST_ANSWER_MILLIS) {
            trouble(code + " after " + millis + " ms");
        }
    }

    private synchronized void trouble(String what) {
        troubles.add(what);
        sent++;
    }

    /** What went wrong since it was last asked. */
    synchronized List<String> troubles() {
        List<String> since = List.copyOf(troubles);
        troubles.clear();
        return since;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized long slowestMillis() {
        return slowestMillis;
    }

    @Override
    public void close() {
        going = false;
        thread.interrupt();
    }
}
