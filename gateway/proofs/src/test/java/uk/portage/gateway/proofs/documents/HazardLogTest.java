package uk.portage.gateway.proofs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.proofs.NamedTests;

/** HAZARDS.md: each hazard is rated in the words of the standard and has a control that a test holds. */
class HazardLogTest {

    @Test
    void every_hazard_is_rated_and_its_control_is_held_by_tests_that_exist() throws IOException {
        NamedTests tests = new NamedTests();
        Set<String> ratings = ratings();
        List<List<String>> rows = table(line -> line.startsWith("| H"));
        assertThat(rows).hasSizeGreaterThan(15).allSatisfy(row -> {
            assertThat(row).hasSize(7).doesNotContain("");
            assertThat(ratings).as(row.get(0)).contains(row.get(4));
            assertThat(NamedTests.count(row.get(5))).as(row.get(0)).isPositive();
            assertThat(tests.missing(row.get(5))).as(row.get(0)).isEmpty();
            assertThat(row.get(6)).as(row.get(0)).matches("[1-5]: .+");
            assertThat(row.get(6).charAt(0)).as(row.get(0)).isLessThanOrEqualTo(initial(row));
        });
        assertThat(rows.stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, rows.size())
                        .mapToObj("H%02d"::formatted)
                        .toList());
    }

    @Test
    void it_says_first_that_nobody_has_signed_it() throws IOException {
        assertThat(String.join(" ", NamedTests.lines("gateway/HAZARDS.md").subList(0, 6)))
                .contains("draft", "no Clinical Safety Officer has seen or signed");
    }

    /** Each severity with each likelihood and the risk that the matrix gives them. */
    private static Set<String> ratings() throws IOException {
        List<String> severities =
                table(line -> line.startsWith("| likelihood ")).get(0);
        Set<String> ratings = new HashSet<>();
        for (List<String> row : table(line -> line.matches("\\| (very )?(high|medium|low) \\|.*"))) {
            for (int column = 1; column < row.size(); column++) {
                ratings.add(severities.get(column) + ", " + row.get(0) + ", " + row.get(column));
            }
        }
        assertThat(ratings).hasSize(25);
        return ratings;
    }

    private static List<List<String>> table(Predicate<String> row) throws IOException {
        return NamedTests.lines("gateway/HAZARDS.md").stream()
                .filter(row)
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static char initial(List<String> row) {
        return row.get(4).charAt(row.get(4).length() - 1);
    }
}
