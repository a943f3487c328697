package uk.portage.gateway.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.server.Databases;
import uk.portage.gateway.app.simulate.Comparison;
import uk.portage.gateway.app.simulate.Simulation;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.store.Store;

/** Fills a new ledger with a country's transfers, and says what is true of them. */
@Command(
        name = "simulate",
        description = "Fill an empty ledger with months of a country's transfers, to look at and to check figures by.",
        footer = {
            "",
            "Trusts with the rhythm of wards, destinations that collect at once, in office hours, at night or late,",
            "outages, a mapping that breaks, a trust that falls silent. No records: only what the ledger says of them.",
            "What is true is written beside it: truth.json in the words of the auditor's figures, as of the end of the",
            "last day, and source-events.csv, how much happened at each trust. Each figure of the ledger is compared with",
            "it: exit status 1 if one differs. Then look at the pages:",
            "  portage simulate --data data/england",
            "  portage up --data data/england"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_DIFFERENCES = 10;
    private static final int BAR = 30;

    private final Terminal terminal;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data/england",
            description = "a new directory, or one whose ledger is empty (default ${DEFAULT-VALUE})")
    private Path data = Path.of("");

    @Option(names = "--trusts", paramLabel = "N", defaultValue = "40", description = "default ${DEFAULT-VALUE}")
    private int trusts;

    @Option(names = "--destinations", paramLabel = "N", defaultValue = "150", description = "default ${DEFAULT-VALUE}")
    private int destinations;

    @Option(names = "--days", paramLabel = "N", defaultValue = "90", description = "default ${DEFAULT-VALUE}")
    private int days;

    @Option(
            names = "--transfers",
            paramLabel = "N",
            defaultValue = "50000",
            description = "about how many in all (default ${DEFAULT-VALUE})")
    private long transfers;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--until",
            paramLabel = "DATE",
            description = "the day after the last one, such as 2026-11-01 (default today)")
    private Optional<LocalDate> until = Optional.empty();

    @Option(names = "--database", paramLabel = "JDBC-URL", description = "PostgreSQL in place of the embedded database")
    private Optional<String> database = Optional.empty();

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Simulation.Settings settings = settings();
        try (DataDirectory directory = DataDirectory.open(data, false)) {
            Configuration written =
                    ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4", "cda"));
            Configuration configuration = database.map(
                            url -> written.on(new Configuration.Database(url, Optional.empty(), Optional.empty())))
                    .orElse(written);
            Simulation.PlayedClock clock = new Simulation.PlayedClock();
            try (Store store = Databases.open(configuration, directory.folder(), clock)) {
                if (store.ledger().lastSequence() > 0) {
                    throw CommandFailedException.environment(
                            "the ledger in " + data
                                    + " has entries already: a simulation fills an empty one, name another directory with --data");
                }
                play(settings, store, clock);
            }
        }
        return ExitStatus.OK.status();
    }

    private Simulation.Settings settings() {
        if (trusts < 1 || trusts > 999 || destinations < 1 || destinations > 999) {
            throw CommandFailedException.usage("--trusts and --destinations are from 1 to 999");
        }
        database.ifPresent(UpCommand::checkDatabase);
        if (days < 1 || days > 3_660 || transfers < 1 || transfers > 100_000_000) {
            throw CommandFailedException.usage("--days is from 1 to 3660, --transfers from 1 to 100000000");
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (until.filter(date -> date.isAfter(today)).isPresent()) {
            throw CommandFailedException.usage("--until is today or before: a ledger has no entries of the future");
        }
        return new Simulation.Settings(trusts, destinations, days, transfers, seed, until.orElse(today));
    }

    private void play(Simulation.Settings settings, Store store, Simulation.PlayedClock clock) throws IOException {
        Simulation simulation = new Simulation(settings, store, clock);
        long begun = System.nanoTime();
        int[] day = {0};
        simulation.play(entries -> {
            day[0]++;
            progress(day[0], entries, (System.nanoTime() - begun) / 1e9);
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (terminal.interactive()) {
            terminal.err().println();
        }
        ObjectNode known = simulation.truth();
        Path truth = data.resolve("truth.json");
        Files.writeString(
                truth, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(known));
        Files.writeString(data.resolve("source-events.csv"), simulation.sourceEvents());
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%d entries from %s to %s in %.1f s (%.0f a second)%nWhat is true of them: %s%n"
                                + "Look at it: ./portage up --data %s%s%n",
                        simulation.entries(),
                        settings.first(),
                        settings.until().minusDays(1),
                        seconds,
                        simulation.entries() / seconds,
                        truth,
                        data,
                        database.map(url -> " --database '" + url + "'").orElse(""));
        compare(known, settings, store.ledger());
    }

    /** Whether what auditors would be shown is what is true. */
    private void compare(ObjectNode truth, Simulation.Settings settings, LedgerReader ledger) {
        RollupQuery query = RollupQuery.of(settings.first(), settings.until().minusDays(1));
        Comparison comparison = Comparison.of(
                truth,
                PortabilityReport.of(
                        query, CalendarUnit.DAY, settings.end(), 1, ledger.rollups(query), ledger.open(query)));
        if (!comparison.differences().isEmpty()) {
            throw CommandFailedException.failed(comparison.differences().size() + " of " + comparison.figures()
                    + " figures are not what is true:\n"
                    + comparison.differences().stream()
                            .limit(MOST_DIFFERENCES)
                            .map(difference -> "  " + difference)
                            .collect(Collectors.joining("\n")));
        }
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "Measured: %d figures of the ledger, all equal to what is true%n",
                        comparison.figures());
    }

    private void progress(int day, long entries, double seconds) {
        if (terminal.interactive()) {
            int done = BAR * day / days;
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "\r[%s%s] day %d of %d, %d entries, %.0f a second ",
                            "#".repeat(done),
                            ".".repeat(BAR - done),
                            day,
                            days,
                            entries,
                            entries / seconds);
            terminal.err().flush();
        } else if (day * 10 / days > (day - 1) * 10 / days) {
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "portage: day %d of %d, %d entries, %.0f a second%n",
                            day,
                            days,
                            entries,
                            entries / seconds);
        }
    }
}
