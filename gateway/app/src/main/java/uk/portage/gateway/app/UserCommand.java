package uk.portage.gateway.app;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.app.access.OneTimeCodes;
import uk.portage.gateway.app.access.Passwords;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** The people who sign in on the pages of one machine's gateway. */
@Command(
        name = "user",
        description = "The people who sign in on the auditor's pages, with password and one-time code.",
        footer = {"", "Changes are taken up by a running gateway within a second."})
final class UserCommand {

    private static final int SHORTEST_PASSWORD = 12;
    private static final int LONGEST_PASSWORD = 256;

    private final Terminal terminal;

    UserCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Option of each subcommand. */
    static final class DataOption {
        @Option(names = "--data", paramLabel = "DIR", description = "the gateway's directory (default ./data)")
        private Path folder = Path.of("data");

        Path users() {
            if (!Files.isDirectory(folder)) {
                throw CommandFailedException.environment("there is no directory " + folder
                        + "; './portage up' creates it, or name the gateway's directory with --data");
            }
            return UsersFile.in(folder);
        }
    }

    @Command(name = "add", description = "Add a person; shows the secret of the one-time codes, once.")
    int add(
            @Parameters(paramLabel = "NAME", description = "small letters, digits, . and -, 2 to 32") String name,
            @Option(names = "--role", required = true, paramLabel = "ROLE", description = "auditor or operator")
                    String roleName,
            @Option(names = "--organisation", required = true, paramLabel = "CODE", description = "its ODS code")
                    String code,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "whose first line is the password (default: it is asked for)")
                    Path passwordFile,
            @Mixin DataOption data) {
        Path file = data.users();
        List<User> users = new ArrayList<>(UsersFile.read(file));
        if (!UsersFile.isName(name)) {
            throw CommandFailedException.usage("'" + Terminal.printable(name)
                    + "' is not a name: small letters, digits, . and -, 2 to 32, the first a letter");
        }
        Role role = UsersFile.role(roleName)
                .orElseThrow(() -> CommandFailedException.usage("--role must be auditor or operator"));
        OdsCode organisation = OdsCode.parse(code)
                .orElseThrow(() -> CommandFailedException.usage("--organisation must be an ODS code"));
        if (users.stream().anyMatch(user -> user.name().equals(name))) {
            throw CommandFailedException.failed(name + " is there already: remove first who is to be made anew");
        }
        String password = passwordFile == null ? ask() : firstLine(passwordFile);
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw CommandFailedException.usage("a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD
                    + " characters: three words that have nothing to do with each other will do");
        }
        String secret = OneTimeCodes.drawSecret();
        users.add(new User(name, new Caller(organisation, role), Passwords.hash(password), secret));
        UsersFile.write(file, users);
        terminal.out().println(name + " may sign in at /sign-in. For the authenticator app, shown this once:");
        terminal.out().println("  secret  " + secret);
        terminal.out().println("  address " + new OneTimeCodes(secret).uri(name));
        return ExitStatus.OK.status();
    }

    @Command(name = "list", description = "List who may sign in.")
    int list(@Mixin DataOption data) {
        List<User> users = UsersFile.read(data.users());
        if (users.isEmpty()) {
            terminal.out().println("nobody may sign in");
        }
        users.forEach(user -> terminal.out()
                .println(String.format(
                        "%-32s %-12s %s",
                        user.name(),
                        user.caller().organisation(),
                        user.caller().role() == Role.AUDITOR ? "auditor" : "operator")));
        return ExitStatus.OK.status();
    }

    @Command(name = "remove", description = "Remove a person; a session ends at once.")
    int remove(@Parameters(paramLabel = "NAME", description = "who") String name, @Mixin DataOption data) {
        Path file = data.users();
        List<User> users = UsersFile.read(file);
        List<User> rest =
                users.stream().filter(user -> !user.name().equals(name)).toList();
        if (rest.size() == users.size()) {
            throw CommandFailedException.failed("nobody is called " + Terminal.printable(name));
        }
        UsersFile.write(file, rest);
        terminal.out().println(name + " is removed");
        return ExitStatus.OK.status();
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    private String ask() {
        CommandFailedException nobody =
                CommandFailedException.usage("there is no terminal to ask for a password: give --password-file");
        if (!terminal.interactive()) {
            throw nobody;
        }
        Console console = Optional.ofNullable(System.console()).orElseThrow(() -> nobody);
        char[] first = Optional.ofNullable(console.readPassword("Password: ")).orElseThrow(() -> nobody);
        char[] second = Optional.ofNullable(console.readPassword("Again: ")).orElseThrow(() -> nobody);
        if (!Arrays.equals(first, second)) {
            throw CommandFailedException.usage("the two are not the same");
        }
        return String.valueOf(first);
    }
}
