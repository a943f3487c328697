package uk.portage.adapter.fhir.r4.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.ModelProperties;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Makes a bundle one that can be taken away from its sender: every entry has an absolute full URL of its own and every
 * resource an id, and each reference leads to an entry, to a contained resource, or to a place that anybody can name.
 * A reference that only the sender's server could resolve keeps its text in an extension and leads nowhere.
 */
final class Wholeness {

    static final String UNRESOLVED = "https://portage.uk/fhir/StructureDefinition/unresolved-reference";

    private static final String URN = "urn:uuid:";

    /** Computed once: a document may be large and have many entries. */
    private final String documentHash;

    private final SourceElement sent;
    private final Bundle bundle;
    /** Full URLs, and the other names under which references find them. */
    private final Map<String, String> urls = new HashMap<>();

    private final Set<String> ambiguous = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    Wholeness(SourceDocument document, SourceElement sent, Bundle bundle) {
        this.documentHash = document.sha256();
        this.sent = sent;
        this.bundle = bundle;
    }

    List<Finding> findings() {
        return findings;
    }

    void make() {
        List<BundleEntryComponent> entries = bundle.getEntry();
        if (!bundle.hasId()) {
            bundle.setId(DerivedId.of(documentHash, "Bundle").toString());
        } else {
            bundle.setId(bundle.getIdElement().getIdPart());
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).hasResource()) {
                name(entries.get(i), i);
            }
        }
        List<SourceElement> sentEntries = sent.all("entry").toList();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).hasResource()) {
                BundleEntryComponent entry = entries.get(i);
                Optional<SourceElement> place = Optional.of(i)
                        .filter(n -> n < sentEntries.size())
                        .flatMap(n -> sentEntries.get(n).first("resource"));
                references(entry.getResource(), entry, entry.getResource(), place.orElse(sent));
            }
        }
    }

    private void name(BundleEntryComponent entry, int place) {
        Resource resource = entry.getResource();
        String id = resource.hasId() ? resource.getIdElement().getIdPart() : "";
        String derived =
                DerivedId.of(documentHash, "entry", Integer.toString(place)).toString();
        resource.setId(id.isEmpty() ? derived : id);
        String url = entry.hasFullUrl() ? entry.getFullUrl() : "";
        if (!isAbsolute(url)) {
            alias(url, URN + derived);
            entry.setFullUrl(URN + derived);
        }
        urls.put(entry.getFullUrl(), entry.getFullUrl());
        if (!id.isEmpty()) {
            alias(resource.fhirType() + "/" + id, entry.getFullUrl());
        }
    }

    /** A name that two entries share finds neither. */
    private void alias(String name, String url) {
        String before = urls.putIfAbsent(name, url);
        if (name.isEmpty() || (before != null && !before.equals(url))) {
            ambiguous.add(name);
        }
    }

    private void references(Base element, BundleEntryComponent entry, Resource container, SourceElement place) {
        if (element instanceof Reference reference && reference.hasReference()) {
            reference(reference, entry, container, place);
        }
        for (Property property : ModelProperties.of(element)) {
            for (Base child : property.getValues()) {
                if (child != null) {
                    references(child, entry, container, place);
                }
            }
        }
    }

    private void reference(Reference reference, BundleEntryComponent entry, Resource container, SourceElement place) {
        String target = reference.getReference();
        Optional<String> whole =
                target.startsWith("#") ? contained(target, container) : whole(target, entry.getFullUrl());
        if (whole.isPresent()) {
            reference.setReference(whole.get());
        } else {
            reference.setReference(null);
            reference.addExtension(UNRESOLVED, new StringType(target));
            findings.add(new Finding(place.path(), Finding.Kind.REFERENCE_TO_NOTHING));
        }
    }

    private static Optional<String> contained(String target, Resource container) {
        String id = target.substring(1);
        boolean found = container instanceof DomainResource domain
                && domain.getContained().stream()
                        .anyMatch(inner -> id.equals(inner.getIdElement().getIdPart())
                                || target.equals(inner.getIdElement().getIdPart()));
        return found ? Optional.of(target) : Optional.empty();
    }

    private Optional<String> whole(String target, String fullUrl) {
        if (isAbsolute(target)) {
            // Elsewhere on the web is a place; a name that only this bundle could resolve is not.
            return urls.containsKey(target) || target.startsWith("http") ? Optional.of(target) : Optional.empty();
        }
        Optional<String> base = base(fullUrl);
        return base.map(b -> b + target)
                .filter(urls::containsKey)
                .or(() -> ambiguous.contains(target) ? Optional.empty() : Optional.ofNullable(urls.get(target)))
                .or(() -> target.indexOf('?') >= 0 ? Optional.empty() : base.map(b -> b + target));
    }

    /** What stands before {@code Type/id} in an entry's own address (FHIR R4, bundle.html#references). */
    private static Optional<String> base(String fullUrl) {
        if (!fullUrl.startsWith("http")) {
            return Optional.empty();
        }
        int id = fullUrl.lastIndexOf('/');
        int type = fullUrl.lastIndexOf('/', id - 1);
        return type < 0 ? Optional.empty() : Optional.of(fullUrl.substring(0, type + 1));
    }

    private static boolean isAbsolute(String url) {
        return url.startsWith("http://") || url.startsWith("https://") || url.startsWith("urn:");
    }
}
