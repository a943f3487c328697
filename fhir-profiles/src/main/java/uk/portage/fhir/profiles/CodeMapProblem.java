package uk.portage.fhir.profiles;

import java.util.Set;

/**
 * What is wrong with a code map file, and where.
 *
 * @param line from 1
 * @param column from 1
 * @param what in words
 * @param word the word that nobody knows, if that is the problem; otherwise empty
 * @param known the words that would be right in its place
 */
public record CodeMapProblem(int line, int column, String what, String word, Set<String> known) {

    public CodeMapProblem {
        known = Set.copyOf(known);
    }

    CodeMapProblem(LocatedJson.Place place, String what) {
        this(place.line(), place.column(), what, "", Set.of());
    }
}
