package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.proofs.NamedTests;

/** FAILURES.md promises a test per row: each one named there must exist. */
class FailuresTest {

    @Test
    void every_row_names_a_test_that_exists() throws IOException {
        NamedTests tests = new NamedTests();
        List<String> rows = NamedTests.lines("gateway/FAILURES.md").stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).as("a test stands at the end").matches(".*`\\w+\\.\\w+` \\|$");
            assertThat(NamedTests.count(row)).as(row).isEqualTo(1);
            assertThat(tests.missing(row)).as("missing tests").isEmpty();
        });
    }
}
