package uk.portage.adapter.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.spi.SourceDocument;

/**
 * The bundle of a document, to be compared with the bundles of the same document altered. The entries that hold or
 * describe the document itself are left out: every alteration changes them. May be used by many threads.
 */
final class BundleUnderStudy {

    private final JsonNode tree;
    private final List<Resource> resources = new ArrayList<>();
    /** Each resource as text, which is cheaper to compare than trees. */
    private final List<String> texts = new ArrayList<>();

    private final Map<String, Integer> entries = new HashMap<>();
    private final Set<String> original;
    private final JsonNode frame;

    BundleUnderStudy(Bundle bundle, SourceDocument document) {
        this.tree = BundleJson.tree(BundleJson.text(bundle));
        for (BundleEntryComponent entry : bundle.getEntry()) {
            entries.put(entry.getFullUrl(), resources.size());
            resources.add(entry.getResource());
            texts.add(BundleJson.text(entry.getResource()));
        }
        this.original = original(bundle, document);
        this.frame = frame(bundle);
    }

    JsonNode tree() {
        return tree;
    }

    /** Pointers of the entries that hold or describe the document itself. */
    List<String> original() {
        return original.stream()
                .map(url -> "/entry/" + entries.get(url))
                .sorted()
                .toList();
    }

    /**
     * @param places where the bundle of this document would be another
     * @param grown where it would only have something more
     */
    record Differences(Set<String> places, Set<String> grown) {}

    Differences from(Bundle altered) {
        return new Comparison(altered).differences();
    }

    private static JsonNode frame(Bundle bundle) {
        Bundle frame = new Bundle();
        frame.setId(bundle.getIdElement());
        frame.setMeta(bundle.getMeta());
        frame.setIdentifier(bundle.getIdentifier());
        frame.setTypeElement(bundle.getTypeElement());
        frame.setTimestampElement(bundle.getTimestampElement());
        return BundleJson.tree(BundleJson.text(frame));
    }

    /** The Binary with the document's bytes, and what points to it and to nothing else. */
    private static Set<String> original(Bundle bundle, SourceDocument document) {
        Set<String> found = new HashSet<>();
        for (BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() instanceof Binary binary && Arrays.equals(binary.getData(), document.bytes())) {
                found.add(entry.getFullUrl());
            }
        }
        Set<String> binaries = new HashSet<>(found);
        for (BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() instanceof DocumentReference reference
                    && reference.getContent().stream()
                            .anyMatch(c -> binaries.contains(c.getAttachment().getUrl()))) {
                found.add(entry.getFullUrl());
            }
        }
        return found;
    }

    /** One comparison. */
    private final class Comparison {

        private final Map<String, Resource> altered = new HashMap<>();
        private final Bundle alteredBundle;
        private final Set<String> places = new LinkedHashSet<>();
        private final Set<String> grown = new LinkedHashSet<>();
        private final Set<String> followed = new HashSet<>();

        Comparison(Bundle alteredBundle) {
            this.alteredBundle = alteredBundle;
            for (BundleEntryComponent entry : alteredBundle.getEntry()) {
                altered.put(entry.getFullUrl(), entry.getResource());
            }
        }

        Differences differences() {
            trees().compare(frame, frame(alteredBundle), "");
            Set<Integer> gone = new HashSet<>();
            entries.forEach((url, entry) -> {
                Resource other = altered.get(url);
                if (original.contains(url)) {
                    return;
                }
                if (other == null) {
                    gone.add(entry);
                } else {
                    resource(entry, other);
                }
            });
            for (int entry : gone) {
                String pointer = pointer(entry);
                // A resource that is another one elsewhere was followed to.
                if (places.stream().noneMatch(place -> place.startsWith(pointer + '/'))) {
                    places.add(pointer);
                }
            }
            return new Differences(places, grown);
        }

        private void resource(int entry, Resource other) {
            // Documents are large, and to write them as text to compare them is dear.
            if (resources.get(entry) instanceof Binary before
                    && other instanceof Binary after
                    && Arrays.equals(before.getData(), after.getData())
                    && Objects.equals(before.getContentType(), after.getContentType())) {
                return;
            }
            String text = BundleJson.text(other);
            if (!text.equals(texts.get(entry))) {
                trees().compare(tree.at(pointer(entry)), BundleJson.tree(text), pointer(entry));
            }
        }

        private TreeComparison trees() {
            return new TreeComparison(places::add, grown::add, this::follow);
        }

        /**
         * An alteration may part what was one resource: the reference then leads to a resource that the bundle did not
         * have, and what is different there is where the element stands in the resource that was shared.
         */
        private void follow(String reference, String other) {
            Integer entry = entries.get(reference);
            Resource resource = altered.get(other);
            if (entry == null || resource == null || entries.containsKey(other) || !followed.add(reference + other)) {
                return;
            }
            JsonNode before = tree.at(pointer(entry));
            JsonNode after = BundleJson.tree(BundleJson.text(resource));
            if (after instanceof ObjectNode object && before.has("id")) {
                object.set("id", before.get("id"));
            }
            trees().compare(before, after, pointer(entry));
        }

        private static String pointer(int entry) {
            return "/entry/" + entry + "/resource";
        }
    }
}
