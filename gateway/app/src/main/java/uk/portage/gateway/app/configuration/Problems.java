package uk.portage.gateway.app.configuration;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one file, collected so that all of it can be mended at once. */
final class Problems {

    private record Problem(int line, String what) {}

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    /** @param file the file's name, as it is to be shown */
    Problems(String file) {
        this.file = file;
    }

    /** @param line from 1 */
    void add(int line, String what) {
        problems.add(new Problem(line, what));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** One line each, in the order of the file: {@code file:line: what}. */
    List<String> lines() {
        return problems.stream()
                .sorted((a, b) -> Integer.compare(a.line(), b.line()))
                .map(p -> file + ":" + p.line() + ": " + p.what())
                .toList();
    }
}
