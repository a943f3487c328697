package uk.portage.gateway.auditor.page;

/**
 * The page of definitions.
 *
 * @param smallestShown counts from 1 to below this are hidden
 * @param target the share that the line in the trend stands for
 */
public record DefinitionsPage(Shell shell, String smallestShown, String target) {

    public static DefinitionsPage of(Shell shell, int smallestShown, double target) {
        return new DefinitionsPage(shell, Integer.toString(smallestShown), PlainWords.percent(target));
    }
}
