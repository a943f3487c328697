package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * Where a gateway keeps everything: configuration, credentials, store, broker, logs. Only one gateway at a time may
 * hold it, and only its owner may look inside.
 */
public final class DataDirectory implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final Duration TOKEN_LIFE = Duration.ofDays(365);
    /** The secrets of the demonstration's MESH mailboxes. */
    private static final List<String> DEMO_SECRETS =
            List.of("mesh-shared.key", "mesh-RCBHC001.password", "mesh-9D1HC001.password", "mesh-9D2HC001.password");

    private final Path folder;
    private final FileChannel lockChannel;

    private DataDirectory(Path folder, FileChannel lockChannel) {
        this.folder = folder;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens the directory for a gateway; on the first start creates it with a commented configuration, fresh tokens and
     * a fresh site key. One that holds something and that others may look into is not opened.
     *
     * @param demo whether a new configuration is the demonstration's, with its short time targets
     */
    public static DataDirectory open(Path folder, boolean demo) {
        try {
            PrivateFile.createFolder(folder);
            Optional<String> complaint = PrivateFile.folderComplaint(folder);
            if (complaint.isPresent()) {
                throw CommandFailedException.environment(complaint.get());
            }
            FileChannel channel = lock(folder);
            try {
                refuseWitnesses(folder);
                createWhatIsMissing(folder, demo);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return new DataDirectory(folder, channel);
        } catch (IOException e) {
            throw CommandFailedException.environment("cannot write to the directory " + folder
                    + ": give this user the right to, or choose another with --data");
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isEmpty()) {
            channel.close();
            String holder = RunFile.read(folder)
                    .map(run -> " (process " + run.processId() + ")")
                    .orElse("");
            throw CommandFailedException.environment("another gateway" + holder + " uses the directory " + folder
                    + ": stop it, or choose another directory with --data");
        }
        return channel;
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** A file that was read once; passed over, it would leave cosignatures without a key that they are told by. */
    private static void refuseWitnesses(Path folder) {
        Path file = folder.resolve("witnesses");
        if (Files.exists(file)) {
            throw CommandFailedException.usage(file + " is not read any more: name its keys in portage.yaml"
                    + " (ledger: {witnesses: [...]}), then remove it");
        }
    }

    private static void createWhatIsMissing(Path folder, boolean demo) throws IOException {
        SecureRandom random = new SecureRandom();
        Path key = folder.resolve("site.key");
        if (!Files.exists(key) && Files.isDirectory(folder.resolve("store"))) {
            throw CommandFailedException.environment(key + " is missing, but there is a store that was made with it: "
                    + "restore the key from a backup (without it, caseloads and the order of records are lost)");
        }
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        PrivateFile.create(key, secret);
        PrivateFile.create(folder.resolve("portage.yaml"), template(demo ? "demo.yaml" : "portage.yaml"));
        PrivateFile.create(folder.resolve("tokens"), tokens(random).getBytes(StandardCharsets.UTF_8));
        if (demo) {
            for (String name : DEMO_SECRETS) {
                PrivateFile.create(
                        folder.resolve(name), TokenFile.drawSecret(random).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static byte[] template(String name) throws IOException {
        try (var stream = DataDirectory.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its template " + name);
            }
            return stream.readAllBytes();
        }
    }

    private static String tokens(SecureRandom random) {
        LocalDate expires = LocalDate.ofInstant(Instant.now().plus(TOKEN_LIFE), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder("""
                # Who may call this gateway. One line each: TOKEN ODS-CODE ROLE EXPIRES
                # Roles: source (pushes), destination (collects its own records), auditor (reads figures), operator.
                # Changes are taken up within seconds. Keep this file to yourself: chmod 600.
                """);
        record Holder(String organisation, Role role) {}
        List<Holder> holders = List.of(
                new Holder("RCB", Role.SOURCE),
                new Holder("9D1", Role.DESTINATION),
                new Holder("9D2", Role.DESTINATION),
                new Holder("9A1", Role.AUDITOR),
                new Holder("9P1", Role.OPERATOR));
        for (Holder holder : holders) {
            text.append(String.format(
                    "%s %s %-11s %s%n",
                    TokenFile.drawSecret(random), holder.organisation(), TokenFile.name(holder.role()), expires));
        }
        return text.toString();
    }

    public Path folder() {
        return folder;
    }

    public Path tokens() {
        return folder.resolve("tokens");
    }

    public Path configuration() {
        return folder.resolve("portage.yaml");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    /** The key under which persons are pseudonymous; at least 32 secret bytes. */
    public byte[] siteKey() {
        Path file = folder.resolve("site.key");
        try {
            Optional<String> complaint = PrivateFile.complaint(file);
            if (complaint.isPresent()) {
                throw CommandFailedException.environment(complaint.get());
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length < KEY_BYTES) {
                throw CommandFailedException.environment(
                        file + " has " + key.length + " bytes, a key has " + KEY_BYTES + ": restore it from a backup");
            }
            return key;
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    /** Gives the directory free; a gateway that ended without this has given it free too. */
    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
