package uk.portage.gateway.app.demo;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.Terminal;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * A synthetic trust and two synthetic councils at work, through the same doors as real ones. Most people are in a
 * council's caseload, some in both, some in none, so that records without a destination show too.
 */
public final class Demonstration implements AutoCloseable {

    private static final int PEOPLE = 48;
    private static final int PLAIN_LINE_SECONDS = 10;

    /**
     * @param seed which people and events
     * @param rate messages per second
     * @param count how many messages, 0 for no end
     */
    public record Settings(long seed, double rate, int count) {}

    private final Thread trust;
    private final ScheduledExecutorService hours;

    private Demonstration(Thread trust, ScheduledExecutorService hours) {
        this.trust = trust;
        this.hours = hours;
    }

    /** @param portability how portable the records were so far, in a few words */
    public static Demonstration start(
            Terminal terminal,
            Settings settings,
            int mllpPort,
            int httpPort,
            List<TokenFile.Line> tokens,
            Supplier<String> portability) {
        SyntheticHospital hospital = new SyntheticHospital(settings.seed(), PEOPLE, Clock.systemUTC());
        Tally tally = new Tally();
        ScheduledExecutorService hours = Executors.newScheduledThreadPool(3, work -> {
            Thread thread = new Thread(work, "portage-demo");
            thread.setDaemon(true);
            return thread;
        });
        List<SyntheticPerson> north = new ArrayList<>();
        List<SyntheticPerson> south = new ArrayList<>();
        for (int i = 0; i < hospital.people().size(); i++) {
            if (i % 8 < 4) {
                north.add(hospital.people().get(i));
            }
            if (i % 8 >= 3 && i % 8 < 7) {
                south.add(hospital.people().get(i));
            }
        }
        new SyntheticCouncil(httpPort, tokenOf(tokens, "9D1"), new SyntheticCouncil.Habits(5, 6, 3, 2), tally, hours)
                .begin(SyntheticHospital.caseload(north));
        new SyntheticCouncil(httpPort, tokenOf(tokens, "9D2"), new SyntheticCouncil.Habits(14, 15, 7, 6), tally, hours)
                .begin(SyntheticHospital.caseload(south));
        Thread trust = new Thread(new SyntheticTrust(hospital, tally, mllpPort, settings), "portage-demo-trust");
        trust.setDaemon(true);
        trust.start();
        showProgress(terminal, tally, portability, hours);
        return new Demonstration(trust, hours);
    }

    private static void showProgress(
            Terminal terminal, Tally tally, Supplier<String> portability, ScheduledExecutorService hours) {
        int seconds = terminal.interactive() ? 1 : PLAIN_LINE_SECONDS;
        var unused = hours.scheduleWithFixedDelay(
                () -> {
                    String line = tally.line() + "  |  " + portability.get();
                    if (terminal.interactive()) {
                        terminal.out().print("\r\u001B[K" + line);
                    } else {
                        terminal.out().println("demo: " + line);
                    }
                    terminal.out().flush();
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    private static String tokenOf(List<TokenFile.Line> tokens, String organisation) {
        return tokens.stream()
                .filter(line -> line.token().caller().role() == Role.DESTINATION)
                .filter(line -> line.token().caller().organisation().value().equals(organisation))
                .map(TokenFile.Line::secret)
                .findFirst()
                .orElseThrow(() -> CommandFailedException.environment("the demonstration needs a token for "
                        + organisation + " as destination: show it in a fresh directory with --data"));
    }

    @Override
    public void close() {
        trust.interrupt();
        hours.shutdownNow();
    }
}
