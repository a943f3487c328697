package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** FAILURES.md promises a test per row: each one named there must exist. */
class FailuresTest {

    private static final Path GATEWAY = Path.of("").toAbsolutePath().getParent();
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)` \\|$");
    private static final Pattern EXTENDS = Pattern.compile("class \\w+ extends (\\w+)");

    @Test
    void every_row_names_a_test_that_exists() throws IOException {
        Map<String, String> sources = sources();
        List<String> rows = Files.readAllLines(GATEWAY.resolve("FAILURES.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(rows).allSatisfy(row -> {
            Matcher named = NAMED.matcher(row);
            assertThat(named.find()).as("a test stands at the end of: " + row).isTrue();
            assertThat(holds(sources, named.group(1), named.group(2)))
                    .as(named.group(1) + "." + named.group(2) + " exists")
                    .isTrue();
        });
    }

    private static boolean holds(Map<String, String> sources, String type, String method) {
        String source = sources.getOrDefault(type, "");
        if (source.contains("void " + method + "(")) {
            return true;
        }
        Matcher parent = EXTENDS.matcher(source);
        return parent.find() && holds(sources, parent.group(1), method);
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(GATEWAY)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (file.toString().contains("src/test/java")) {
                    String name = String.valueOf(file.getFileName());
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
