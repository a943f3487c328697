package uk.portage.adapter.explain.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import uk.portage.adapter.explain.ExplainedElement;
import uk.portage.adapter.explain.ExplainedSection;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.explain.Wording;
import uk.portage.adapter.explain.page.PageView.Piece;
import uk.portage.adapter.explain.page.PageView.SourceLine;
import uk.portage.adapter.spi.layout.Section;

/** The document as sent, cut into lines and pieces. */
final class SourceLines {

    private static final int LONGEST_VALUE = 160;

    private final String text;
    private final BundleNodes bundle;
    private final List<SourceLine> lines = new ArrayList<>();
    private List<Piece> line = new ArrayList<>();
    private int position;

    private SourceLines(String text, BundleNodes bundle) {
        this.text = text;
        this.bundle = bundle;
    }

    static List<SourceLine> of(Explained explained, BundleNodes bundle) {
        SourceLines lines = new SourceLines(explained.text(), bundle);
        for (ExplainedSection section : explained.sections()) {
            lines.mark(section.section());
            section.elements().forEach(lines::element);
        }
        lines.between(lines.text.length());
        lines.endLine();
        return List.copyOf(lines.lines);
    }

    private void mark(Section section) {
        if (section.length() > 0) {
            between(section.offset());
            position = section.offset() + section.length();
            String title = section.path() + " " + section.name();
            line.add(new Piece(text.substring(section.offset(), position), -1, "mark", title, "", ""));
        }
    }

    private void element(ExplainedElement explained) {
        int start = explained.element().offset();
        between(start);
        position = start + explained.element().length();
        List<String> to = explained.targets().stream().map(bundle::id).toList();
        line.add(new Piece(
                Wording.cut(text.substring(start, position), LONGEST_VALUE),
                explained.number(),
                Outcomes.style(explained.outcome()),
                explained.element().path() + " " + explained.element().name() + ": " + explained.words(),
                to.isEmpty() ? "r" + explained.number() : to.get(0),
                to.stream().collect(Collectors.joining(" "))));
    }

    /** What stands between elements: delimiters and line ends. */
    private void between(int end) {
        int start = position;
        for (int i = position; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n') {
                plain(start, i);
                endLine();
                start = i + 1;
            }
        }
        plain(start, end);
        position = Math.max(position, end);
    }

    private void plain(int start, int end) {
        if (start < end) {
            line.add(new Piece(text.substring(start, end), -1, "", "", "", ""));
        }
    }

    private void endLine() {
        if (!line.isEmpty()) {
            lines.add(new SourceLine(List.copyOf(line)));
            line = new ArrayList<>();
        }
    }
}
