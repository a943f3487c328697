package uk.portage.adapter.hl7v2.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code COVERAGE.md} says what the code does: {@code -Dportage.coverage.update=true} rewrites it. */
class CoverageTest {

    private static final Path FILE = Path.of("COVERAGE.md");

    @Test
    void the_table_of_coverage_says_what_the_adapter_does() throws Exception {
        String actual = Coverage.table();
        if (Boolean.getBoolean("portage.coverage.update")) {
            Files.writeString(FILE, actual);
        }
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "").isEqualTo(actual);
    }
}
