package uk.portage.gateway.proofs.hostile;

import java.util.Set;

/**
 * One thing that a gateway must survive.
 *
 * @param answers what may be heard, in the words of its face
 * @param refused how many entries REFUSED it leaves in the ledger
 * @param attempt what is done
 */
record HostileCase(Face face, String name, Set<String> answers, int refused, Attempt attempt) {

    HostileCase {
        answers = Set.copyOf(answers);
    }

    /** Answers in one line, divided by a stroke. */
    static HostileCase of(Face face, String name, String answers, int refused, Attempt attempt) {
        return new HostileCase(face, name, Set.of(answers.split(" *\\| *")), refused, attempt);
    }

    String title() {
        return face + ": " + name.replace('-', ' ');
    }

    interface Attempt {

        Heard run(HostileWorld world) throws Exception;
    }

    /**
     * What came back.
     *
     * @param word in the words of the face
     * @param text everything that was heard, in which nothing of a record may stand
     */
    record Heard(String word, String text) {}
}
