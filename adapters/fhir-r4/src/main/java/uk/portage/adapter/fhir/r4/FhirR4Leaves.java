package uk.portage.adapter.fhir.r4;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import uk.portage.adapter.fhir.r4.reader.Reading;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.NhsNumber;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.adapter.spi.proof.LeafInventory;
import uk.portage.adapter.spi.proof.SafetyTopic;

/**
 * Every value of a document but what holds the bundle together: types, ids, full URLs, references, profiles and the URLs
 * of extensions.
 */
final class FhirR4Leaves implements LeafInventory {

    private static final Set<String> FRAMING =
            Set.of(SourceElement.RESOURCE_TYPE, "id", "fullUrl", "implicitRules", "profile", "reference");
    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");

    @Override
    public List<Leaf> leaves(SourceDocument document) {
        List<Leaf> leaves = new ArrayList<>();
        if (Reading.of(document) instanceof Reading.Read read) {
            read.bundle()
                    .walk(element -> element.value()
                            .filter(value -> !isFraming(element))
                            .ifPresent(value -> leaves.add(leaf(element, value))));
        }
        return leaves;
    }

    private static boolean isFraming(SourceElement element) {
        return FRAMING.contains(element.name())
                || (element.name().equals("url")
                        && element.parent()
                                .map(p -> EXTENSIONS.contains(p.name()))
                                .orElse(false));
    }

    private static Leaf leaf(SourceElement element, String value) {
        Leaf leaf = Leaf.of(element.path().text(), value);
        boolean nhsNumber = element.name().equals("value")
                && element.parent()
                        .map(p -> p.name().equals("identifier")
                                && p.text("system").equals(NhsNumber.SYSTEM))
                        .orElse(false);
        return nhsNumber ? leaf.critical(SafetyTopic.NHS_NUMBER) : leaf;
    }
}
