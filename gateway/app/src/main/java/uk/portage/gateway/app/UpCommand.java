package uk.portage.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.portage.adapter.spi.Adapter;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.RunFile;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.app.demo.Demonstration;
import uk.portage.gateway.app.server.LogFile;
import uk.portage.gateway.app.server.RunningGateway;
import uk.portage.gateway.transfer.Caller.Role;

/** Starts the gateway and keeps it running until it is told to stop. */
@Command(
        name = "up",
        description = "Start the gateway; Ctrl-C stops it and loses nothing.",
        footer = {
            "",
            "The first start creates the directory with a commented portage.yaml, fresh tokens and a site key.",
            "portage.yaml says who may push (MLLP listeners, watched folders), who collects, and what goes where.",
            "With --demo it also plays a trust that pushes and two councils that collect: synthetic people only."
        })
final class UpCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the gateway's directory (default ./data; ./data/demo with --demo)")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--http-port", paramLabel = "N", description = "HTTP port, 0 for any free one (default 8080)")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(names = "--mllp-port", paramLabel = "N", description = "MLLP port, 0 for any free one (default 2575)")
    private Optional<Integer> mllpPort = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "another configuration than portage.yaml of the directory")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "JDBC-URL",
            description =
                    "PostgreSQL in place of the embedded database; its password may stand in PORTAGE_DATABASE_PASSWORD")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--packages",
            paramLabel = "DIR",
            description =
                    "FHIR packages or definitions (.tgz, .json, .xml), for instance UK Core: HL7's validator then "
                            + "looks at one bundle in 100 beside the road and writes to the log what it finds")
    private Optional<Path> packages = Optional.empty();

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description = "the site's own code maps and fields of Z segments (see './portage site check')")
    private Optional<Path> site = Optional.empty();

    @Option(names = "--demo", description = "also play a synthetic trust and two synthetic councils")
    private boolean demo;

    @Option(
            names = "--demo-rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "messages per second of the synthetic trust (default ${DEFAULT-VALUE})")
    private double demoRate;

    @Option(
            names = "--demo-count",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many messages it pushes; 0 for no end (default ${DEFAULT-VALUE})")
    private int demoCount;

    @Option(
            names = "--demo-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "which people and events are invented (default ${DEFAULT-VALUE})")
    private long demoSeed;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Path folder = data.orElse(Path.of(demo ? "data/demo" : "data"));
        try (DataDirectory directory = DataDirectory.open(folder, demo)) {
            Configuration configuration = configuration(directory);
            Ports.check(configuration.http().host(), configuration.http().port(), "--http-port");
            configuration.channels().forEach(c -> Ports.check(c.host(), c.port(), "--mllp-port"));
            if (demo && configuration.timeTargets().isEmpty()) {
                throw CommandFailedException.environment(folder + " was set up for real records: "
                        + "show the demonstration in another directory with --data");
            }
            LogFile.openIn(directory.logs());
            terminal.err().println("portage: starting...");
            RunFile.remove(folder);
            run(configuration, directory);
        }
        return ExitStatus.OK.status();
    }

    private void checkOptions() {
        if (packages.filter(folder -> !Files.isDirectory(folder)).isPresent()) {
            throw CommandFailedException.usage("--packages must be a folder of FHIR packages or definitions");
        }
        if (demoRate <= 0 || demoRate > 1000 || demoCount < 0) {
            throw CommandFailedException.usage("--demo-rate is above 0 and at most 1000, --demo-count at least 0");
        }
        for (Optional<Integer> port : List.of(httpPort, mllpPort)) {
            if (port.filter(p -> p < 0 || p > 65_535).isPresent()) {
                throw CommandFailedException.usage("a port is a number from 0 to 65535");
            }
        }
    }

    private Configuration configuration(DataDirectory directory) {
        Set<String> adapters = new TreeSet<>();
        ServiceLoader.load(Adapter.class).forEach(adapter -> adapters.add(adapter.name()));
        Configuration written = ConfigurationFile.read(config.orElse(directory.configuration()), adapters)
                .onPorts(httpPort, mllpPort);
        Configuration configuration = site.map(written::withSite).orElse(written);
        if (database.isEmpty()) {
            return configuration;
        }
        checkDatabase(database.get());
        return configuration.on(new Configuration.Database(database.get(), Optional.empty(), Optional.empty()));
    }

    /** @throws CommandFailedException if it is no address of a PostgreSQL database */
    static void checkDatabase(String url) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw CommandFailedException.usage("--database must be like jdbc:postgresql://host:5432/portage");
        }
    }

    private void run(Configuration configuration, DataDirectory directory) throws IOException {
        CountDownLatch stopped = new CountDownLatch(1);
        RunningGateway gateway =
                RunningGateway.start(configuration, directory, Portage.Version.number(), packages, Clock.systemUTC());
        Optional<Demonstration> demonstration = Optional.empty();
        new RunFile(ProcessHandle.current().pid(), gateway.localPort(), gateway.mllpPort()).write(directory.folder());
        greet(gateway, directory);
        if (demo) {
            demonstration = Optional.of(Demonstration.start(
                    terminal,
                    new Demonstration.Settings(demoSeed, demoRate, demoCount),
                    gateway.mllpPort(),
                    gateway.localPort(),
                    TokenFile.read(directory.tokens()),
                    gateway::portabilityToday));
        }
        Optional<Demonstration> playing = demonstration;
        Thread ending = new Thread(() -> stop(gateway, playing, directory, stopped), "portage-stop");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            // Until the signal comes; the process ends in the hook.
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(
            RunningGateway gateway,
            Optional<Demonstration> demonstration,
            DataDirectory directory,
            CountDownLatch stopped) {
        terminal.err().println();
        terminal.err().println("portage: stopping...");
        demonstration.ifPresent(Demonstration::close);
        try {
            RunFile.remove(directory.folder());
        } catch (IOException e) {
            terminal.err().println("portage: run.json could not be removed; the next start replaces it");
        }
        gateway.close();
        terminal.err().println("portage: stopped");
        stopped.countDown();
        // The signal's own status would say that something went wrong.
        Runtime.getRuntime().halt(ExitStatus.OK.status());
    }

    private void greet(RunningGateway gateway, DataDirectory directory) {
        Duration took =
                Duration.between(ProcessHandle.current().info().startInstant().orElse(Instant.now()), Instant.now());
        String page = gateway.baseUrl() + "/audit/";
        List<TokenFile.Line> tokens = TokenFile.read(directory.tokens());
        row(
                "MLLP",
                "127.0.0.1:" + gateway.mllpPort() + "   try: ./portage send FILE --to 127.0.0.1:" + gateway.mllpPort());
        row("FHIR mailbox", gateway.baseUrl() + "/fhir   with a destination's token");
        row("auditor's page", page);
        row(
                "  log in",
                UsersFile.read(UsersFile.in(directory.folder())).isEmpty()
                        ? "any user name; as password " + password(tokens, directory)
                        : "your name, password and one-time code (./portage user list)");
        row("tokens", directory.tokens().toString());
        row(
                "data",
                directory.folder().toString() + "   log: " + directory.folder().relativize(directory.logs())
                        + "/portage.log");
        for (Token token : gateway.expiringTokens()) {
            LocalDate day = LocalDate.ofInstant(token.expires(), ZoneOffset.UTC);
            terminal.err()
                    .println("portage: the token of " + token.caller().organisation() + " ("
                            + token.caller().role().name().toLowerCase(Locale.ROOT) + ") expires on " + day);
        }
        terminal.out()
                .println(String.format(
                        Locale.ROOT, "portage: ready in %.1f s. Ctrl-C stops.", took.toMillis() / 1000.0));
        terminal.out().flush();
    }

    private void row(String what, String where) {
        terminal.out().println(String.format("  %-16s %s", what, where));
    }

    /** The demonstration shows the secret, since it opens synthetic records only; a real one stays in its file. */
    private String password(List<TokenFile.Line> tokens, DataDirectory directory) {
        Optional<String> secret = tokens.stream()
                .filter(line -> line.token().caller().role() == Role.AUDITOR)
                .map(TokenFile.Line::secret)
                .findFirst();
        return demo && secret.isPresent()
                ? secret.get()
                : "the auditor's token (grep auditor " + directory.tokens() + ")";
    }
}
