package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** The file of bearer tokens: one line each, {@code TOKEN ODS-CODE ROLE EXPIRES}. */
public final class TokenFile {

    /** A shorter secret could be guessed. */
    private static final int SHORTEST = 32;

    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(TokenFile::name).toList();

    private TokenFile() {}

    /** A line of the file, with the secret itself: for the commands that call the gateway. */
    public record Line(String secret, Token token) {

        @Override
        public String toString() {
            return token.toString();
        }
    }

    /** 32 random bytes as 43 characters. */
    public static String drawSecret(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** How the file calls a role. */
    public static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Reads the file; every problem at once. A file that others may read is not used. */
    public static List<Line> read(Path file) {
        try {
            Optional<String> complaint = PrivateFile.complaint(file);
            if (complaint.isPresent()) {
                throw CommandFailedException.environment(complaint.get());
            }
            Problems problems = new Problems(file.toString());
            List<Line> lines = parse(Files.readString(file, StandardCharsets.UTF_8), problems);
            if (!problems.isEmpty()) {
                throw CommandFailedException.usage(String.join("\n", problems.lines()));
            }
            return lines;
        } catch (NoSuchFileException e) {
            throw CommandFailedException.environment(
                    "there is no " + file + "; './portage up' creates it, or name the gateway's directory with --data");
        } catch (CharacterCodingException e) {
            throw CommandFailedException.usage(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    static List<Line> parse(String text, Problems problems) {
        List<Line> tokens = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                parseLine(line, number, tokens, problems);
            }
        }
        return tokens;
    }

    /** The role of this name. */
    public static Optional<Role> role(String name) {
        return Arrays.stream(Role.values())
                .filter(known -> name(known).equals(name))
                .findFirst();
    }

    private static void parseLine(String line, int number, List<Line> tokens, Problems problems) {
        List<String> columns = List.of(line.split("[\\s,]+"));
        if (columns.size() != 4) {
            problems.add(number, "expected 4 columns: TOKEN ODS-CODE ROLE EXPIRES, found " + columns.size());
            return;
        }
        String secret = columns.get(0);
        Sha256 hash = Token.hashOf(secret);
        if (secret.length() < SHORTEST) {
            problems.add(number, "the token is shorter than " + SHORTEST + " characters");
        }
        if (tokens.stream().anyMatch(t -> MessageDigest.isEqual(t.token().hash().bytes(), hash.bytes()))) {
            problems.add(number, "the token stands on an earlier line too");
        }
        Optional<OdsCode> organisation = OdsCode.parse(columns.get(1));
        if (organisation.isEmpty()) {
            problems.add(number, "'" + columns.get(1) + "' has not the form of an ODS code");
        }
        Optional<Role> role = role(columns.get(2));
        if (role.isEmpty()) {
            problems.add(number, YamlSection.unknown("role", columns.get(2), ROLES));
        }
        Optional<Instant> expires = expiry(columns.get(3));
        if (expires.isEmpty()) {
            problems.add(number, "'" + columns.get(3) + "' is not a date such as 2027-03-31");
        }
        if (organisation.isPresent() && role.isPresent() && expires.isPresent()) {
            Caller caller = new Caller(organisation.get(), role.get());
            tokens.add(new Line(secret, new Token(hash, caller, expires.get())));
        }
    }

    /** The end of a day in UTC, or a moment. */
    private static Optional<Instant> expiry(String text) {
        try {
            return Optional.of(
                    text.indexOf('T') >= 0
                            ? Instant.parse(text)
                            : LocalDate.parse(text)
                                    .plusDays(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
