package uk.portage.gateway.app;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
        name = "portage",
        description = "Carries health records from trusts (HL7 v2) to social care (FHIR R4), whole and accounted for.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Portage.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:the work failed",
            "2:wrong usage or configuration",
            "3:the machine lacks something (a port, a directory, a running gateway)"
        },
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n")
public final class Portage {

    private static final String NETTY_WITHOUT_UNSAFE = "io.netty.noUnsafe";

    private Portage() {}

    public static void main(String[] arguments) {
        keepNettysUnsafe();
        // HAPI finds FHIR's definitions by names in small letters of the default locale: a Turkish machine has none of
        // Immunization.
        Locale.setDefault(Locale.ROOT);
        int status = run(Terminal.ofProcess(), arguments);
        // Broker and driver threads must not keep a failed start alive.
        System.exit(status);
    }

    /**
     * Artemis gives back the buffers it has read its journal with through Netty, which can do that only by
     * {@code sun.misc.Unsafe} and leaves that alone from Java 25 on unless it is told: without this, a broker that has a
     * journal does not start there.
     */
    private static void keepNettysUnsafe() {
        if (System.getProperty(NETTY_WITHOUT_UNSAFE) == null) {
            System.setProperty(NETTY_WITHOUT_UNSAFE, "false");
        }
    }

    /** Runs one command to its end and returns its exit status. */
    static int run(Terminal terminal, String... arguments) {
        CommandLine line = new CommandLine(new Portage())
                .addSubcommand(new UpCommand(terminal))
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new TranslateCommand(terminal))
                .addSubcommand(new SiteCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new ParkedCommand(terminal))
                .addSubcommand(new ReleaseCommand(terminal))
                .addSubcommand(DeadLettersCommand.of(terminal))
                .addSubcommand(new SearchCommand(terminal))
                .addSubcommand(ReplayCommand.of(terminal))
                .addSubcommand(new EraseCommand(terminal))
                .addSubcommand(new CommandLine(new KeyCommand()).addSubcommand(new KeyCommand.Rotate(terminal)))
                .addSubcommand(LedgerCommand.of(terminal))
                .addSubcommand(new VerifyCommand(terminal))
                .addSubcommand(new OrganisationCommand(terminal))
                .addSubcommand(new CaseloadCommand(terminal))
                .addSubcommand(new UserCommand(terminal))
                .addSubcommand(new SimulateCommand(terminal))
                .addSubcommand(new TestCommand(terminal));
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, given) -> wrongUsage(terminal, wrong));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(terminal, failure));
        int status = line.execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return status;
    }

    private static int wrongUsage(Terminal terminal, ParameterException wrong) {
        String message = wrong.getMessage() == null ? "wrong usage" : wrong.getMessage();
        terminal.err().println("portage: " + message.lines().findFirst().orElse("wrong usage"));
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println("Try './" + command + " --help'.");
        return ExitStatus.USAGE.status();
    }

    private static int failed(Terminal terminal, Exception failure) {
        if (failure instanceof CommandFailedException stopped) {
            stopped.lines().lines().forEach(line -> terminal.err().println("portage: " + line));
            return stopped.status().status();
        }
        terminal.err()
                .println("portage: an error in the gateway ("
                        + failure.getClass().getName() + firstFrame(failure) + "); please report it");
        return ExitStatus.FAILED.status();
    }

    /** Where an unexpected failure arose; its message is not shown, since it may hold a record's content. */
    private static String firstFrame(Exception failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0].getClassName() + ":" + frames[0].getLineNumber();
    }

    /** The version the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"portage " + number()};
        }

        static String number() {
            String version = Portage.class.getPackage().getImplementationVersion();
            return version == null ? "(development)" : version;
        }
    }
}
