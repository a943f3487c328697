package uk.portage.fhir.profiles;

import java.util.List;

/** A bundle as it is stored and sent, and what is wrong with it: found in the one walk that wrote it. */
public final class EncodedBundle {

    private final byte[] json;
    private final List<Problem> problems;

    EncodedBundle(byte[] json, List<Problem> problems) {
        this.json = json;
        this.problems = problems;
    }

    /** FHIR JSON in UTF-8, without white space. The array is not copied. */
    public byte[] json() {
        return json;
    }

    /** The broken rules in document order, at most 100; empty if the bundle is sound. */
    public List<Problem> problems() {
        return problems;
    }

    public boolean isSound() {
        return problems.isEmpty();
    }
}
