package uk.portage.gateway.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import uk.portage.gateway.app.Acknowledgement;
import uk.portage.gateway.pipeline.receive.MllpClient;

/** Pushes what a synthetic hospital tells, at a steady rate, each message until it has an answer. */
final class SyntheticTrust implements Runnable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String HOST = "127.0.0.1";

    private final SyntheticHospital hospital;
    private final Tally tally;
    private final int port;
    private final Demonstration.Settings settings;

    SyntheticTrust(SyntheticHospital hospital, Tally tally, int port, Demonstration.Settings settings) {
        this.hospital = hospital;
        this.tally = tally;
        this.port = port;
        this.settings = settings;
    }

    @Override
    public void run() {
        long pause = Math.round(TimeUnit.SECONDS.toNanos(1) / settings.rate());
        long due = System.nanoTime();
        try {
            SyntheticHospital.Event event = hospital.next();
            while (!Thread.currentThread().isInterrupted()) {
                try (MllpClient client = MllpClient.connect(HOST, port, TIMEOUT)) {
                    while (settings.count() == 0 || tally.get(Tally.Count.PUSHED) < settings.count()) {
                        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                        due += pause;
                        count(Acknowledgement.read(client.send(event.message().bytes())));
                        event = hospital.next();
                    }
                    return;
                } catch (IOException broken) {
                    // As a real sender does: connect again, and send again what has no answer.
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Acknowledgement answer) {
        tally.add(Tally.Count.PUSHED);
        switch (answer.code()) {
            case "AA" -> tally.add(Tally.Count.AA);
            case "AR" -> tally.add(Tally.Count.AR);
            default -> tally.add(Tally.Count.AE);
        }
    }
}
