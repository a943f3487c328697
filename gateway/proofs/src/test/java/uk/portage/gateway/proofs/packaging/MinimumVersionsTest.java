package uk.portage.gateway.proofs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.proofs.NamedTests;
import uk.portage.gateway.proofs.packaging.BillOfMaterials.Component;

/** No library is older than the version of MINIMUMS.md that mends a known fault, but for those borne with a reason. */
class MinimumVersionsTest {

    private record Row(String dependency, String minimum, String fault, String whole) {

        boolean matches(Component component) {
            return dependency.endsWith("*")
                    ? component.name().startsWith(dependency.substring(0, dependency.length() - 1))
                    : component.name().equals(dependency);
        }
    }

    @Test
    void no_library_is_older_than_the_version_that_mends_a_known_fault() throws IOException {
        List<Component> components = BillOfMaterials.read().components();
        List<Row> minimums = rows(4);
        List<Row> borne = rows(5);
        List<String> tooOld = new ArrayList<>();
        int withMinimum = 0;
        int atOrAbove = 0;
        for (Component component : components) {
            Optional<Row> row = match(component, minimums.stream());
            if (row.isPresent()) {
                withMinimum++;
                if (isOlder(component.version(), row.get().minimum())) {
                    tooOld.add(component.name() + " is " + component.version() + ", at least "
                            + row.get().minimum() + " is needed: " + row.get().fault());
                } else {
                    atOrAbove++;
                }
            }
        }
        long below = components.stream()
                .filter(component -> match(component, borne.stream()).isPresent())
                .count();
        System.out.println("dependencies " + components.size() + ", with a minimum " + withMinimum + ", at or above it "
                + atOrAbove + ", below and borne " + below);
        assertThat(tooOld).isEmpty();
        assertThat(withMinimum).isGreaterThan(50);
    }

    @Test
    void every_row_means_something_that_the_program_has() throws IOException {
        List<Component> components = BillOfMaterials.read().components();
        assertThat(Stream.concat(rows(4).stream(), rows(5).stream()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(components).as(row.dependency()).anyMatch(row::matches));
    }

    @Test
    void what_is_borne_is_still_too_old_and_held_by_a_test() throws IOException {
        NamedTests tests = new NamedTests();
        List<Component> components = BillOfMaterials.read().components();
        assertThat(rows(5)).isNotEmpty().allSatisfy(row -> {
            assertThat(components)
                    .as("no longer needed: " + row.dependency())
                    .anyMatch(component -> row.matches(component) && isOlder(component.version(), row.minimum()));
            assertThat(NamedTests.count(row.whole())).as(row.whole()).isEqualTo(1);
            assertThat(tests.missing(row.whole())).isEmpty();
        });
    }

    @Test
    void versions_are_compared_by_their_numbers() {
        assertThat(isOlder("4.2.16.Final", "4.2.8.Final")).isFalse();
        assertThat(isOlder("4.2.5.Final", "4.2.16.Final")).isTrue();
        assertThat(isOlder("33.2.1-jre", "32.0.0")).isFalse();
        assertThat(isOlder("2.0", "2.0")).isFalse();
        assertThat(isOlder("1.26", "1.26.0")).isFalse();
        assertThat(isOlder("1.9.99", "1.10.0")).isTrue();
    }

    /** The row with the longest name that matches: it is the most particular one. */
    private static Optional<Row> match(Component component, Stream<Row> rows) {
        return rows.filter(row -> row.matches(component))
                .max((one, other) -> Integer.compare(
                        one.dependency().length(), other.dependency().length()));
    }

    /** The rows of the table with so many columns. */
    private static List<Row> rows(int columns) throws IOException {
        return NamedTests.lines("gateway/MINIMUMS.md").stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .filter(cells -> cells.size() == columns)
                .map(cells ->
                        new Row(cells.get(0).replace("`", ""), cells.get(1), cells.get(2), String.join(" | ", cells)))
                .toList();
    }

    /** By the leading numbers, each missing one being 0; words such as Final, jre or RELEASE say nothing. */
    private static boolean isOlder(String version, String minimum) {
        int[] have = numbers(version);
        int[] need = numbers(minimum);
        for (int i = 0; i < Math.max(have.length, need.length); i++) {
            int difference = (i < have.length ? have[i] : 0) - (i < need.length ? need[i] : 0);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("[.-]"))
                .takeWhile(part -> part.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
