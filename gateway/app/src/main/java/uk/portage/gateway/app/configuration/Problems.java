package uk.portage.gateway.app.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is wrong with one file, collected so that all of it can be mended at once. */
final class Problems {

    private record Problem(int line, int column, String what) {

        /** As much of the place as is known. */
        String place() {
            return (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column);
        }
    }

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    /** @param file the file's name, as it is to be shown */
    Problems(String file) {
        this.file = file;
    }

    /** @param line from 1; 0 for the file itself */
    void add(int line, String what) {
        add(line, 0, what);
    }

    /** @param column from 1; 0 if it is not known */
    void add(int line, int column, String what) {
        problems.add(new Problem(line, column, what));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** One line each, in the order of the file: {@code file:line:column: what}. */
    List<String> lines() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(p -> file + p.place() + ": " + p.what())
                .toList();
    }
}
