package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** What could lie in a watched folder. Each file has its own name, and what is heard is the shelf it comes to. */
final class FolderCases {

    private FolderCases() {}

    private interface Putting {

        void at(Path file, HostileWorld world) throws Exception;
    }

    static Stream<HostileCase> all() {
        return Stream.of(
                of("good.hl7", "done", 0, (file, world) -> write(file, HostileWorld.admission(world.newId()))),
                of(
                        "zip-bomb.zip",
                        "refused",
                        1,
                        (file, world) -> Files.write(file, zip("x.hl7", new byte[100_000_000]))),
                of(
                        "zip-in-a-zip.zip",
                        "refused",
                        1,
                        (file, world) -> Files.write(file, zip("a.zip", zip("b.zip", zip("c", new byte[1_000_000]))))),
                of(
                        "zip-that-climbs.zip",
                        "refused",
                        1,
                        (file, world) -> Files.write(
                                file,
                                zip(
                                        "../../../../tmp/climbed",
                                        HostileWorld.admission("Z").getBytes(UTF_8)))),
                of("compressed.hl7.gz", "refused", 1, (file, world) -> Files.write(file, Gzip.bomb(100))),
                of(
                        "compressed-with-more.gz",
                        "refused",
                        1,
                        (file, world) -> Files.write(file, java.util.Arrays.copyOf(Gzip.bomb(1), 5_000))),
                of(
                        "link-to-a-file.hl7",
                        "refused",
                        1,
                        (file, world) -> Files.createSymbolicLink(file, world.secretFile())),
                of("link-to-a-directory.hl7", "left", 0, (file, world) -> Files.createSymbolicLink(file, Path.of("/"))),
                of(
                        "link-to-nothing.hl7",
                        "refused",
                        1,
                        (file, world) -> Files.createSymbolicLink(file, Path.of("/nowhere/at/all"))),
                of("link-to-itself.hl7", "refused", 1, (file, world) -> Files.createSymbolicLink(file, file)),
                of("hard-link.hl7", "refused", 1, (file, world) -> Files.createLink(file, world.secretFile())),
                of("pipe.hl7", "refused", 1, (file, world) -> pipe(file)),
                of("directory.hl7", "left", 0, (file, world) -> Files.createDirectory(file)),
                of("hole-of-a-terabyte.hl7", "refused", 1, (file, world) -> hole(file)),
                of("empty.hl7", "refused", 1, (file, world) -> Files.createFile(file)),
                of("zeros.hl7", "refused", 1, (file, world) -> Files.write(file, new byte[10_000])),
                of("growing.hl7", "done", 0, FolderCases::growing),
                of("vanishing.hl7", "gone", 0, FolderCases::vanishing),
                of("name with\r\nan end of line.hl7", "gone", 1, FolderCases::good),
                of("name\tand\u0007a bell.hl7", "gone", 1, FolderCases::good),
                of("-rf.hl7", "done | refused", 0, FolderCases::good),
                of("$(touch climbed);`touch climbed`|x.hl7", "done | refused", 0, FolderCases::good),
                of("..%2f..%2fclimbed.hl7", "left", 0, FolderCases::good),
                of("=cmd('calc')!A1.hl7", "done | refused", 0, FolderCases::good),
                of("\u202Ereversed\u2066.hl7", "refused | done", 0, FolderCases::good),
                of(
                        HostileWorld.SURNAME + " " + HostileWorld.NHS_NUMBER + ".hl7",
                        "done | refused",
                        0,
                        FolderCases::good),
                of("x".repeat(230) + ".hl7", "gone", 1, FolderCases::good),
                of(
                        "formula-as-an-id.hl7",
                        "done",
                        0,
                        (file, world) -> write(file, HostileWorld.admission("=cmd(" + world.newId()))),
                of(
                        "batch-that-counts-wrong.hl7",
                        "refused",
                        0,
                        (file, world) -> write(
                                file,
                                "FHS|^~\\&|PAS|RCB\rBHS|^~\\&|PAS|RCB\r" + HostileWorld.admission(world.newId())
                                        + "BTS|99999999999999999999\rFTS|-1\r")),
                of(
                        "batch-without-an-end.hl7",
                        "refused",
                        1,
                        (file, world) -> write(
                                file,
                                "FHS|^~\\&|PAS|RCB\rBHS|^~\\&|PAS|RCB\r" + HostileWorld.admission(world.newId()))),
                of(
                        "batch-of-a-hundred-that-are-none.hl7",
                        "refused",
                        100,
                        (file, world) -> write(
                                file, "FHS|^~\\&|PAS|RCB\rBHS|^~\\&|PAS|RCB\r" + refusals() + "BTS|100\rFTS|1\r")),
                of(
                        "page.html",
                        "refused",
                        1,
                        (file, world) ->
                                write(file, "<html><script>alert('" + HostileWorld.SURNAME + "')</script></html>")));
    }

    private static HostileCase of(String name, String answers, int refused, Putting putting) {
        String title = name.replaceAll("[^A-Za-z0-9.=$%-]", "_");
        return HostileCase.of(
                Face.FOLDER,
                "file-" + title.substring(0, Math.min(40, title.length())),
                answers,
                refused,
                world -> put(world, name, putting));
    }

    private static Heard put(HostileWorld world, String name, Putting putting) throws Exception {
        // Where names are bytes, those that are no ASCII would else depend on the machine's language.
        Path file =
                world.drop().resolve(new String(name.getBytes(UTF_8), ISO_8859_1).equals(name) ? name : ascii(name));
        putting.at(file, world);
        String word = "left";
        for (int tries = 0; tries < 90 && word.equals("left"); tries++) {
            Thread.sleep(50);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                word = lies(world, "done", file) ? "done" : lies(world, "refused", file) ? "refused" : "gone";
            }
        }
        String results = results(world);
        return new Heard(results.contains("=cmd") ? "formula" : word, results.replace(name, ""));
    }

    private static String ascii(String name) {
        return name.replaceAll("[^\\x00-\\x7F]", "u");
    }

    private static boolean lies(HostileWorld world, String shelf, Path file) {
        return Files.exists(world.drop().resolve(shelf).resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS)
                || holds(world.drop().resolve(shelf), file);
    }

    /** A name that nobody can write down is changed on its way. */
    private static boolean holds(Path shelf, Path file) {
        try (Stream<Path> files = Files.list(shelf)) {
            String plain = file.getFileName().toString().replaceAll("[^A-Za-z0-9.]", "");
            return files.map(f -> f.getFileName().toString().replaceAll("[^A-Za-z0-9.]", ""))
                    .anyMatch(plain::equals);
        } catch (IOException none) {
            return false;
        }
    }

    /** What the gateway writes beside the files, without their names. */
    private static String results(HostileWorld world) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String shelf : new String[] {"done", "refused"}) {
            Path folder = world.drop().resolve(shelf);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path results : files.filter(f -> f.toString().endsWith(".results.csv"))
                            .toList()) {
                        all.append(Files.readString(results)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    private static void good(Path file, HostileWorld world) throws IOException {
        write(file, HostileWorld.admission(world.newId()));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static void pipe(Path file) throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
            throw new IOException("no pipe could be made");
        }
    }

    private static void hole(Path file) throws IOException {
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(1L << 40);
        }
    }

    private static void growing(Path file, HostileWorld world) throws IOException, InterruptedException {
        String message = HostileWorld.admission(world.newId());
        for (String segment : message.split("(?<=\r)")) {
            Files.writeString(file, segment, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Thread.sleep(150);
        }
    }

    private static void vanishing(Path file, HostileWorld world) throws IOException, InterruptedException {
        good(file, world);
        Thread.sleep(100);
        Files.delete(file);
    }

    private static String refusals() {
        StringBuilder messages = new StringBuilder();
        for (int n = 0; n < 100; n++) {
            messages.append("MSH|^~\\&|PAS|RXX||||||ADT^A01|R").append(n).append("|P|2.4\r");
        }
        return messages.toString();
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }
}
