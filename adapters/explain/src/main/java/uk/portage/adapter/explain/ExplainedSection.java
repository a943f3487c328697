package uk.portage.adapter.explain;

import java.util.List;
import uk.portage.adapter.spi.layout.Section;

/** A section of the source with its elements explained. */
public record ExplainedSection(Section section, List<ExplainedElement> elements) {

    public ExplainedSection {
        elements = List.copyOf(elements);
    }
}
