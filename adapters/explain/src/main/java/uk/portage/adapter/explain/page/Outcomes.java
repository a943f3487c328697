package uk.portage.adapter.explain.page;

import java.util.Locale;
import uk.portage.adapter.explain.Outcome;

/** The classes of the style sheet that show outcomes. */
final class Outcomes {

    private Outcomes() {}

    /** For example {@code carried-with-loss}. */
    static String style(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For example {@code Carried with a loss}. */
    static String heading(Outcome outcome) {
        String words = outcome.words();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    static boolean isLoss(Outcome outcome) {
        return outcome == Outcome.LOST || outcome == Outcome.CARRIED_WITH_LOSS;
    }
}
