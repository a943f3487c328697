package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OwnersFile;

/** The file of people who sign in: one line each, {@code NAME ODS-CODE ROLE PASSWORD-HASH CODE-SECRET}. */
public final class UsersFile {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{1,31}");
    private static final Pattern SECRET = Pattern.compile("[A-Z2-7]{26,}=*");
    private static final String HEAD = """
            # Who may sign in on the pages. Written by './portage user'. Keep this file to yourself: chmod 600.
            """;

    private UsersFile() {}

    /** In a gateway's directory. */
    public static Path in(Path directory) {
        return directory.resolve("users");
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The roles of people: figures and the state of the gateway, never a record. */
    public static Optional<Role> role(String word) {
        return List.of(Role.AUDITOR, Role.OPERATOR).stream()
                .filter(role -> TokenFile.name(role).equals(word))
                .findFirst();
    }

    /** Reads the file; one that is not there has nobody. One that others may read is not used. */
    public static List<User> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            Optional<String> complaint = PrivateFile.complaint(file);
            if (complaint.isPresent()) {
                throw CommandFailedException.environment(complaint.get());
            }
            Problems problems = new Problems(file.toString());
            List<User> users = new ArrayList<>();
            int number = 0;
            for (String line :
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    Optional<User> user = user(line);
                    if (user.isEmpty()) {
                        problems.add(number, "expected 5 columns: NAME ODS-CODE ROLE PASSWORD-HASH CODE-SECRET");
                    }
                    user.ifPresent(users::add);
                }
            }
            if (!problems.isEmpty()) {
                throw CommandFailedException.usage(String.join("\n", problems.lines()));
            }
            return users;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    /** Writes the file whole or not at all, with mode 0600. */
    public static void write(Path file, List<User> users) {
        String text = users.stream()
                .map(user -> String.join(
                                " ",
                                user.name(),
                                user.caller().organisation().value(),
                                TokenFile.name(user.caller().role()),
                                user.passwordHash(),
                                user.codeSecret())
                        + "\n")
                .collect(Collectors.joining("", HEAD, ""));
        try {
            OwnersFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot write " + file + ": name the gateway's directory with --data");
        }
    }

    private static Optional<User> user(String line) {
        List<String> columns = List.of(line.strip().split("\\s+", -1));
        if (columns.size() != 5
                || !isName(columns.get(0))
                || !SECRET.matcher(columns.get(4)).matches()) {
            return Optional.empty();
        }
        return OdsCode.parse(columns.get(1))
                .flatMap(organisation -> role(columns.get(2))
                        .map(role -> new User(
                                columns.get(0), new Caller(organisation, role), columns.get(3), columns.get(4))));
    }
}
