package uk.portage.gateway.proofs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tests that a document names as {@code `Type.method`}: whether they exist anywhere in the sources. */
public final class NamedTests {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Path CONTRACT = ROOT.resolve("adapters/testkit/src/main");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern EXTENDS = Pattern.compile("class \\w+ extends (\\w+)");

    private final Map<String, String> sources = new HashMap<>();

    /** Reads the sources of all tests of all modules. */
    public NamedTests() throws IOException {
        for (String rooms : List.of("adapters", "fhir-profiles", "gateway")) {
            Files.walkFileTree(ROOT.resolve(rooms), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean without = folder.endsWith("target") || folder.endsWith("resources");
                    return without ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = String.valueOf(file.getFileName());
                    // The contract every adapter passes is a library, so it stands among the main sources.
                    boolean test = file.toString().contains("src/test/java") || file.startsWith(CONTRACT);
                    if (test && name.endsWith(".java")) {
                        sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    /** A document of the project by its path from the root. */
    public static List<String> lines(String document) throws IOException {
        return Files.readAllLines(ROOT.resolve(document));
    }

    /** How many tests a text names. */
    public static long count(String text) {
        return NAMED.matcher(text).results().count();
    }

    /** The named tests that do not exist; empty if all do. */
    public List<String> missing(String text) {
        List<String> missing = new ArrayList<>();
        for (MatchResult named : NAMED.matcher(text).results().toList()) {
            if (!holds(named.group(1), named.group(2))) {
                missing.add(named.group(1) + "." + named.group(2));
            }
        }
        return missing;
    }

    private boolean holds(String type, String method) {
        String source = sources.getOrDefault(type, "");
        if (source.contains("void " + method + "(")
                || source.contains("Stream<DynamicTest> " + method + "(")
                || source.contains("Stream<DynamicContainer> " + method + "(")
                || source.contains("ArchRule " + method + " =")) {
            return true;
        }
        Matcher parent = EXTENDS.matcher(source);
        return parent.find() && holds(parent.group(1), method);
    }
}
