package uk.portage.adapter.fhir.r4.mapping;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.adapter.fhir.r4.reader.SourceElement;

/** The resources of a bundle, and how its sender's references find them (FHIR R4, bundle.html#references). */
final class Entries {

    private static final Set<String> TYPES = FhirContext.forR4Cached().getResourceTypes();

    private final List<SourceElement> resources = new ArrayList<>();
    private final Map<String, SourceElement> byUrl = new HashMap<>();

    Entries(SourceElement bundle) {
        bundle.all("entry")
                .forEach(entry -> entry.first("resource").ifPresent(resource -> {
                    resources.add(resource);
                    byUrl.putIfAbsent(resource.resourceType() + "/" + resource.text("id"), resource);
                    byUrl.putIfAbsent(entry.text("fullUrl"), resource);
                }));
    }

    List<SourceElement> resources() {
        return resources;
    }

    Stream<SourceElement> ofType(String type) {
        return resources.stream().filter(resource -> resource.resourceType().equals(type));
    }

    /** The first resource, contained ones too, of a type that FHIR R4 does not have. */
    Optional<SourceElement> unknownResource() {
        return resources.stream()
                .flatMap(resource -> Stream.concat(Stream.of(resource), resource.all("contained")))
                .filter(resource -> !TYPES.contains(resource.resourceType()))
                .findFirst();
    }

    Optional<SourceElement> resolve(SourceElement reference) {
        String target = reference.text("reference");
        if (target.isEmpty()) {
            return Optional.empty();
        }
        int slash = target.lastIndexOf('/');
        int type = target.lastIndexOf('/', slash - 1);
        return Optional.ofNullable(byUrl.get(target))
                .or(() -> type < 0 ? Optional.empty() : Optional.ofNullable(byUrl.get(target.substring(type + 1))));
    }
}
