package uk.portage.adapter.explain;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.layout.PlacedElement;

/** An explanation as lines in columns, for a terminal. */
public final class TextReport {

    /** Below this many columns what became of an element stands below it, not beside it. */
    private static final int WIDE = 150;

    private static final int NAME = 40;
    private static final int VALUE = 28;
    private static final int TARGET_VALUE = 60;
    private static final int TARGETS = 4;

    private static final String RESET = "\u001B[0m";
    private static final String BOLD = "\u001B[1m";
    private static final String FAINT = "\u001B[2m";

    private final PrintWriter out;
    private final boolean coloured;
    private final boolean wide;

    /** @param columns how wide the terminal is */
    public TextReport(PrintWriter out, boolean coloured, int columns) {
        this.out = out;
        this.coloured = coloured;
        this.wide = columns >= WIDE;
    }

    public void print(Explained explained) {
        out.println(bold(Wording.printable(explained.name())) + " " + Wording.CAUTION);
        out.println();
        out.println(bold(Wording.title(explained)) + " from "
                + Wording.printable(Wording.sender(explained.envelope())) + "; person "
                + Wording.person(explained));
        List<String> counts = new ArrayList<>();
        for (Map.Entry<Outcome, Integer> count : explained.counts().entrySet()) {
            if (count.getValue() > 0) {
                Outcome outcome = count.getKey();
                counts.add(colour(outcome, outcome.mark() + " " + count.getValue() + " " + outcome.words()));
            }
        }
        out.println(String.join("   ", counts));
        out.println("values found again in the bundle: " + Wording.recall(explained));
        int path = longest(explained, element -> element.path().text(), NAME);
        int name = longest(explained, PlacedElement::name, NAME);
        explained.sections().forEach(section -> section(section, path, name));
        findings(explained.findings());
        out.flush();
    }

    private static int longest(Explained explained, Function<PlacedElement, String> text, int most) {
        return explained
                .elements()
                .mapToInt(
                        element -> Math.min(most, text.apply(element.element()).length()))
                .max()
                .orElse(0);
    }

    private void section(ExplainedSection section, int pathWidth, int nameWidth) {
        out.println();
        out.println(
                bold(section.section().path().text()) + "  " + section.section().name());
        section.elements().forEach(element -> element(element, pathWidth, nameWidth));
    }

    private void element(ExplainedElement element, int pathWidth, int nameWidth) {
        PlacedElement placed = element.element();
        String start = "  " + colour(element.outcome(), element.outcome().mark()) + " "
                + padded(placed.path().text(), pathWidth) + "  " + padded(placed.name(), nameWidth) + "  ";
        List<String> became = became(element);
        if (wide) {
            out.println(start + padded(value(placed.value(), VALUE), VALUE) + "  " + became.get(0));
            String indent = " ".repeat(4 + pathWidth + 2 + nameWidth + 2 + VALUE + 2);
            became.stream().skip(1).forEach(line -> out.println(indent + line));
        } else {
            out.println(start + value(placed.value(), TARGET_VALUE));
            if (element.outcome() == Outcome.FRAMING) {
                return;
            }
            became.forEach(line -> out.println("      " + line));
        }
    }

    private List<String> became(ExplainedElement element) {
        List<String> lines = new ArrayList<>();
        if (element.outcome() != Outcome.CARRIED) {
            lines.add(colour(element.outcome(), element.words()));
        }
        List<Target> targets = element.targets();
        for (Target target : targets.subList(0, Math.min(targets.size(), TARGETS))) {
            lines.add(target.path() + " = " + value(target.value(), TARGET_VALUE));
        }
        int more = targets.size() - TARGETS;
        if (more > 0) {
            lines.add(faint(more == 1 ? "and 1 more place" : "and " + more + " more places"));
        }
        return lines;
    }

    private void findings(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        out.println();
        out.println(bold("Findings"));
        for (Finding finding : findings) {
            out.println("  " + finding.kind() + " at " + finding.path() + ": "
                    + finding.kind().meaning());
        }
    }

    private static String value(String value, int longest) {
        String printable = Wording.printable(value.strip());
        return printable.length() <= longest ? printable : printable.substring(0, longest - 1) + '\u2026';
    }

    private static String padded(String text, int width) {
        String cut = text.length() <= width ? text : text.substring(0, width - 1) + '\u2026';
        return cut + " ".repeat(width - cut.length());
    }

    private String bold(String text) {
        return coloured ? BOLD + text + RESET : text;
    }

    private String faint(String text) {
        return coloured ? FAINT + text + RESET : text;
    }

    private String colour(Outcome outcome, String text) {
        if (!coloured) {
            return text;
        }
        String colour = switch (outcome) {
            case CARRIED, NOT_LOOKED_FOR -> "\u001B[32m";
            case CARRIED_WITH_LOSS -> "\u001B[33m";
            case LOST -> "\u001B[1;31m";
            case DECIDES -> "\u001B[36m";
            case WITHOUT_EFFECT -> "\u001B[35m";
            case FRAMING -> FAINT;
        };
        return colour + text + RESET;
    }
}
