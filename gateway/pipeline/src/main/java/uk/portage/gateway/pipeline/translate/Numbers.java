package uk.portage.gateway.pipeline.translate;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.gateway.transfer.SearchKey;

/** By which numbers people look for a record: those of the documents, visits, orders, results and appointments in it. */
final class Numbers {

    /** What has a number of its own, as its sender's users know it. */
    private static final Set<String> NUMBERED = Set.of(
            "Appointment",
            "Composition",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "EpisodeOfCare",
            "ImagingStudy",
            "MedicationRequest",
            "ServiceRequest",
            "Specimen");

    private static final Set<String> ELEMENTS =
            Set.of("identifier", "masterIdentifier", "groupIdentifier", "requisition", "accessionIdentifier");

    /** A record with more is found by the first of them. */
    private static final int MOST = 50;

    private Numbers() {}

    static Set<SearchKey> of(byte[] siteKey, Bundle bundle) {
        Set<SearchKey> keys = new LinkedHashSet<>();
        bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(resource -> resource != null && NUMBERED.contains(resource.fhirType()))
                .flatMap(Numbers::identifiers)
                .map(Identifier::getValue)
                .filter(value -> value != null && !value.isBlank())
                .limit(MOST)
                .forEach(value -> keys.add(SearchKey.ofDocumentId(siteKey, value)));
        return keys;
    }

    private static Stream<Identifier> identifiers(Resource resource) {
        return resource.children().stream()
                .filter(child -> ELEMENTS.contains(child.getName()))
                .map(Property::getValues)
                .flatMap(values -> values.stream().map(Base.class::cast))
                .filter(Identifier.class::isInstance)
                .map(Identifier.class::cast);
    }
}
