package uk.portage.adapter.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.proof.ElementRecall;

/** What became of a document. */
public sealed interface Explanation {

    /**
     * @param name what the reader calls the document, for example its file's name
     * @param format the adapter's name
     * @param text the document as text
     * @param bundle the bundle as JSON
     * @param original pointers of the entries that only hold the document itself
     * @param recall by the no-loss proof, which looks for values and not for effects
     */
    record Explained(
            String name,
            String format,
            Envelope envelope,
            String text,
            List<ExplainedSection> sections,
            List<Finding> findings,
            boolean rightPerson,
            ElementRecall recall,
            JsonNode bundle,
            List<String> original)
            implements Explanation {

        public Explained {
            sections = List.copyOf(sections);
            findings = List.copyOf(findings);
            original = List.copyOf(original);
        }

        public Stream<ExplainedElement> elements() {
            return sections.stream().flatMap(section -> section.elements().stream());
        }

        /** How many elements had each outcome; every outcome is there, in order. */
        public Map<Outcome, Integer> counts() {
            Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                counts.put(outcome, 0);
            }
            elements().forEach(element -> counts.merge(element.outcome(), 1, Integer::sum));
            return counts;
        }

        /** Counts only: all else is a person's record. */
        @Override
        public String toString() {
            return "Explained" + counts();
        }
    }

    /** There is no bundle to look into. */
    record Refused(FailureCode code, List<SourcePath> where) implements Explanation {
        public Refused {
            where = List.copyOf(where);
        }
    }

    /** The format's adapter cannot lay its documents out. */
    record Unsupported(String format) implements Explanation {}
}
