package uk.portage.gateway.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.gateway.transfer.OwnersFile;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.note.VerifierKey;

/**
 * The key that signs the ledger's checkpoints, in a file of mode 0600. While it is being changed a second file, of the same
 * name with {@code .next}, holds the key to come. Never shown or logged. Safe for use by many threads.
 */
public final class LedgerKeyFile {

    private final Path file;
    private volatile SigningKey current;
    private volatile Optional<SigningKey> next;
    private volatile boolean announced;

    private LedgerKeyFile(Path file, SigningKey current, Optional<SigningKey> next) {
        this.file = file;
        this.current = current;
        this.next = next;
    }

    /**
     * Reads the key.
     *
     * @param mayDraw true if nothing was signed yet: a key is then drawn if there is none
     * @throws LedgerIntegrityException if there is no key, if others can read it, or if the file is damaged
     */
    public static LedgerKeyFile open(Path file, boolean mayDraw) {
        try {
            if (!Files.exists(file)) {
                if (!mayDraw) {
                    throw new LedgerIntegrityException("the key file " + file
                            + " is missing, but the ledger was signed with it: restore it from a backup");
                }
                write(file, draw(LedgerKeyFile::nameOf));
            }
            Path successor = next(file);
            Optional<SigningKey> next = Files.exists(successor) ? Optional.of(read(successor)) : Optional.empty();
            return new LedgerKeyFile(file, read(file), next);
        } catch (IOException e) {
            throw new LedgerIntegrityException("the key file " + file + " cannot be read or made: it must belong to the"
                    + " user who runs this, and so must its folder");
        }
    }

    /** Of the first key; the ledger keeps it for ever. */
    private static String nameOf(byte[] key) {
        return "portage/" + HexFormat.of().formatHex(Sha256.of(key).bytes(), 0, 8);
    }

    private static SigningKey draw(Function<byte[], String> name) {
        return SigningKey.draw(name, VerifierKey.Kind.NOTE, new SecureRandom());
    }

    private static SigningKey read(Path file) throws IOException {
        if (OwnersFile.isOpenToOthers(file)) {
            throw new LedgerIntegrityException(
                    file + " can be read by others: run 'chmod 600 " + file + "' and start again");
        }
        return SigningKey.parse(Files.readString(file).strip())
                .orElseThrow(() -> new LedgerIntegrityException(
                        "the key file " + file + " does not hold a key: restore it from a backup"));
    }

    private static void write(Path file, SigningKey key) throws IOException {
        OwnersFile.write(file, (key.secretText() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /** Who signs now, the newest last: two while the key is being changed. */
    public List<SigningKey> signers() {
        Optional<SigningKey> successor = next;
        return successor.isPresent() && announced ? List.of(current, successor.get()) : List.of(current);
    }

    public VerifierKey current() {
        return current.verifier();
    }

    /** The key to come, if one was drawn. */
    public Optional<VerifierKey> next() {
        return next.map(SigningKey::verifier);
    }

    /** Draws the key to come, of the same name. It does not sign before {@link #announced()}. */
    public synchronized VerifierKey drawNext() {
        try {
            String name = current.verifier().name();
            write(next(file), draw(key -> name));
            SigningKey drawn = read(next(file));
            announced = false;
            next = Optional.of(drawn);
            return drawn.verifier();
        } catch (IOException e) {
            throw new LedgerIntegrityException("no key can be written beside " + file);
        }
    }

    /** The ledger has an entry that names the key to come: both keys sign from now on. */
    public synchronized void announced() {
        announced = true;
    }

    /** Both keys have signed: the key to come is the current one, and the former is forgotten. */
    public synchronized void promote() {
        if (next.isEmpty()) {
            return;
        }
        try {
            SigningKey successor = next.get();
            OwnersFile.move(next(file), file);
            current = successor;
            next = Optional.empty();
            announced = false;
        } catch (IOException e) {
            throw new LedgerIntegrityException("the key beside " + file + " cannot be put in its place");
        }
    }

    /** The key to come is forgotten; no entry names it. */
    public synchronized void discardNext() {
        try {
            Files.deleteIfExists(next(file));
            next = Optional.empty();
            announced = false;
        } catch (IOException e) {
            throw new LedgerIntegrityException("the key beside " + file + " cannot be removed");
        }
    }

    /** Which key it is, never the key. */
    @Override
    public String toString() {
        return "LedgerKeyFile[" + current() + "]";
    }
}
