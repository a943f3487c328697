package uk.portage.verifier;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.verifier.note.EntryProof;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.note.VerifierKey;

/** The command line: {@code java -jar verifier.jar}. */
public final class Verifier {

    /** It is what was signed, or the work is done. */
    public static final int WHOLE = 0;

    /** It is not. */
    public static final int CHANGED = 1;

    /** The command is wrong, or a file cannot be read. */
    public static final int USAGE = 2;

    private static final String HELP = """
        Finds out whether a ledger is what was signed. Needs no server and no network.

        verify EXPORT --key KEY [--since FILE] [--witness KEY]...
            reads an exported ledger; --since: a checkpoint that you hold, which it must follow from
        receipt FILE --key KEY [--witness KEY]...
            checks the proof that one entry stands in the ledger, and shows the entry
        witness REQUEST --log KEY --key FILE --state FILE
            cosigns a checkpoint if it follows from the last one signed here, kept in the state's file
        witness-key NAME FILE
            draws the key of a witness into a file, and shows its public half

        KEY is a verifier key (name+id+key), or the name of a file whose first line it is; several may be given.
        Exit status: 0 all is well, 1 it is not, 2 wrong usage or a file that cannot be read.
        """;

    private final PrintWriter out;
    private final PrintWriter err;

    private Verifier(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command to its end and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        int status = new Verifier(out, err).run(arguments);
        out.flush();
        err.flush();
        return status;
    }

    private int run(String... arguments) {
        Optional<Line> line = Line.of(arguments);
        if (line.isEmpty() || line.get().words().isEmpty()) {
            return usage();
        }
        List<String> words = line.get().words();
        try {
            return switch (words.get(0)) {
                case "verify" -> words.size() == 2 ? verify(line.get()) : usage();
                case "receipt" -> words.size() == 2 ? receipt(line.get()) : usage();
                case "witness" -> words.size() == 2 ? witness(line.get()) : usage();
                case "witness-key" -> words.size() == 3 ? witnessKey(line.get()) : usage();
                default -> usage();
            };
        } catch (WrongUsage e) {
            err.println("verifier: " + e.getMessage());
            return USAGE;
        } catch (IOException | InvalidPathException e) {
            err.println("verifier: a file cannot be read or written: " + e.getMessage());
            return USAGE;
        }
    }

    private int usage() {
        err.print(HELP);
        return USAGE;
    }

    private int verify(Line line) throws IOException, WrongUsage {
        line.only(Set.of("--key", "--since", "--witness"));
        Optional<SignedNote> since = Optional.empty();
        for (String file : line.values("--since")) {
            since = SignedNote.parse(Files.readString(Path.of(file)));
            if (since.isEmpty()) {
                throw new WrongUsage(file + " is no checkpoint");
            }
        }
        Verification.Verdict verdict = new Verification(
                        new Export(Path.of(line.words().get(1))),
                        line.keys("--key", VerifierKey.Kind.NOTE),
                        since,
                        line.witnesses())
                .verdict();
        return say(verdict.isWhole(), verdict.words());
    }

    private int receipt(Line line) throws IOException, WrongUsage {
        line.only(Set.of("--key", "--witness"));
        Optional<EntryProof> proof =
                EntryProof.parse(Files.readString(Path.of(line.words().get(1))));
        if (proof.isEmpty()) {
            return say(false, "This is no proof of an entry");
        }
        List<VerifierKey> keys = line.keys("--key", VerifierKey.Kind.NOTE);
        if (keys.stream().noneMatch(proof.get()::holds)) {
            return say(false, "The proof does not hold: the entry, its place or its checkpoint was not signed so");
        }
        for (VerifierKey witness : line.witnesses()) {
            if (!proof.get().note().isSignedBy(witness)) {
                return say(false, "The checkpoint is not cosigned by " + witness.name());
            }
        }
        return say(
                true,
                "Entry " + (proof.get().index() + 1) + " stands in the ledger:\n"
                        + proof.get().entry());
    }

    private int witness(Line line) throws IOException, WrongUsage {
        line.only(Set.of("--log", "--key", "--state"));
        Path file = Path.of(line.one("--key"));
        SigningKey key = SigningKey.parse(Files.readString(file).strip())
                .filter(read -> read.verifier().kind() == VerifierKey.Kind.COSIGNATURE)
                .orElseThrow(() -> new WrongUsage(file + " holds no key of a witness"));
        Witness.Answer answer = new Witness(
                        line.keys("--log", VerifierKey.Kind.NOTE), key, Path.of(line.one("--state")))
                .answer(Files.readString(Path.of(line.words().get(1))), Instant.now());
        return say(answer.isSigned(), answer.words());
    }

    private int witnessKey(Line line) throws IOException, WrongUsage {
        line.only(Set.of());
        Path file = Path.of(line.words().get(2));
        if (Files.exists(file)) {
            throw new WrongUsage(file + " exists");
        }
        SigningKey key;
        try {
            key = SigningKey.draw(half -> line.words().get(1), VerifierKey.Kind.COSIGNATURE, new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("a name has no spaces and no plus sign");
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, key.secretText() + "\n");
        return say(true, key.verifier().text());
    }

    private int say(boolean isWhole, String words) {
        (isWhole ? out : err).println(words);
        return isWhole ? WHOLE : CHANGED;
    }

    private static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUsage(String what) {
            super(what);
        }
    }

    /**
     * What was typed.
     *
     * @param options each with its values
     */
    private record Line(List<String> words, Map<String, List<String>> options) {

        static Optional<Line> of(String... arguments) {
            List<String> words = new ArrayList<>();
            Map<String, List<String>> options = new LinkedHashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                if (!arguments[i].startsWith("--")) {
                    words.add(arguments[i]);
                } else if (i + 1 < arguments.length) {
                    options.computeIfAbsent(arguments[i], name -> new ArrayList<>())
                            .add(arguments[++i]);
                } else {
                    return Optional.empty();
                }
            }
            return Optional.of(new Line(words, options));
        }

        void only(Set<String> known) throws WrongUsage {
            for (String option : options.keySet()) {
                if (!known.contains(option)) {
                    throw new WrongUsage("there is no option " + option + " here");
                }
            }
        }

        List<String> values(String option) {
            return options.getOrDefault(option, List.of());
        }

        String one(String option) throws WrongUsage {
            if (values(option).size() != 1) {
                throw new WrongUsage(option + " is needed once");
            }
            return values(option).get(0);
        }

        List<VerifierKey> keys(String option, VerifierKey.Kind kind) throws IOException, WrongUsage {
            if (values(option).isEmpty()) {
                throw new WrongUsage(option + " is needed");
            }
            return read(option, kind);
        }

        List<VerifierKey> witnesses() throws IOException, WrongUsage {
            return read("--witness", VerifierKey.Kind.COSIGNATURE);
        }

        private List<VerifierKey> read(String option, VerifierKey.Kind kind) throws IOException, WrongUsage {
            List<VerifierKey> keys = new ArrayList<>();
            for (String value : values(option)) {
                Optional<VerifierKey> key = VerifierKey.parse(value);
                if (key.isEmpty() && Files.isReadable(Path.of(value))) {
                    key = Files.readString(Path.of(value)).lines().findFirst().flatMap(VerifierKey::parse);
                }
                keys.add(key.filter(read -> read.kind() == kind)
                        .orElseThrow(() -> new WrongUsage(option + " is no verifier key of the kind that signs this")));
            }
            return keys;
        }
    }
}
