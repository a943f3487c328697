package uk.portage.fhir.profiles;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;
import uk.portage.fhir.profiles.ElementPlan.ChildPlan;
import uk.portage.fhir.profiles.ProfileRules.Binding;
import uk.portage.fhir.profiles.ProfileRules.ExtensionRule;
import uk.portage.fhir.profiles.ProfileRules.Rule;
import uk.portage.fhir.profiles.ProfileRules.Step;

/** One walk over one bundle. The path is a stack of names and is written out only for a problem. */
final class BundleWalk {

    private static final int MOST_PROBLEMS = 100;

    private final ProfileRules rules;
    private final Bundle bundle;
    private final List<Problem> problems = new ArrayList<>(0);
    private final Map<String, Resource> byFullUrl = new HashMap<>();
    private final List<Base> parents = new ArrayList<>();
    private final List<Base> next = new ArrayList<>();

    private String[] names = new String[32];
    private int[] indexes = new int[32];
    private int depth;

    private String fullUrl = "";
    private @Nullable Resource resource;

    BundleWalk(ProfileRules rules, Bundle bundle) {
        this.rules = rules;
        this.bundle = bundle;
    }

    List<Problem> problems() {
        push("Bundle", -1);
        entries();
        element(bundle, null, null);
        return List.copyOf(problems);
    }

    private void entries() {
        List<BundleEntryComponent> entries = bundle.hasEntry() ? bundle.getEntry() : List.of();
        for (int i = 0; i < entries.size(); i++) {
            push("entry", i);
            entry(entries.get(i));
            pop();
        }
        BundleType type = bundle.hasType() ? bundle.getType() : BundleType.NULL;
        Resource first = !entries.isEmpty() && entries.get(0).hasResource()
                ? entries.get(0).getResource()
                : null;
        if (type == BundleType.MESSAGE && !(first instanceof MessageHeader)) {
            problem("bdl-12");
        }
        if (type == BundleType.DOCUMENT) {
            document(first);
        }
    }

    private void document(@Nullable Resource first) {
        if (!(first instanceof Composition)) {
            problem("bdl-11");
        }
        if (!bundle.hasIdentifier()
                || !bundle.getIdentifier().hasSystem()
                || !bundle.getIdentifier().hasValue()) {
            problem("bdl-9");
        }
        if (!bundle.hasTimestamp()) {
            problem("bdl-10");
        }
    }

    private void entry(BundleEntryComponent entry) {
        boolean transaction = bundle.hasType()
                && (bundle.getType() == BundleType.TRANSACTION
                        || bundle.getType() == BundleType.BATCH
                        || bundle.getType() == BundleType.HISTORY);
        if (!entry.hasResource()) {
            if (!transaction) {
                problem("entry-has-resource");
            }
            return;
        }
        if (entry.hasRequest() != transaction) {
            problem("bdl-3");
        }
        if (entry.hasFullUrl()) {
            fullUrl(entry);
        } else if (!transaction) {
            problem("entry-has-full-url");
        }
    }

    private void fullUrl(BundleEntryComponent entry) {
        String url = entry.getFullUrl();
        if (!Invariant.isAbsolute(url)) {
            problem("full-url-absolute");
        }
        if (url.contains("/_history/")) {
            problem("bdl-8");
        }
        if (byFullUrl.put(url, entry.getResource()) != null) {
            problem("bdl-7");
        }
    }

    /**
     * @param place where the element stands in its parent; null for the bundle itself
     * @return whether anything is in the element
     */
    private boolean element(Base element, @Nullable ChildPlan place, @Nullable Base parent) {
        if (element instanceof PrimitiveType<?> primitive) {
            return primitive(primitive, parent);
        }
        if (element instanceof Resource inner && inner != bundle) {
            return resource(inner);
        }
        ElementPlan plan = ElementPlan.of(element);
        int before = problems.size();
        boolean populated = children(element, plan);
        if (!populated) {
            // An empty element is an absent one: what it lacks is not a problem of its own.
            problems.subList(before, problems.size()).clear();
            return false;
        }
        for (Invariant invariant : plan.invariants) {
            if (!invariant.holds().test(element)) {
                problem(invariant.key());
            }
        }
        if (plan.reference && element instanceof Reference reference) {
            reference(reference, place);
        } else if (element instanceof Extension extension) {
            extension(extension, parent);
        } else if (element instanceof Attachment attachment) {
            attachment(attachment);
        }
        return true;
    }

    private boolean children(Base element, ElementPlan plan) {
        boolean populated = false;
        for (ChildPlan child : plan.children) {
            Object value = child.of(element);
            boolean present = value != null && child(element, child, value);
            if (present) {
                populated = true;
            } else if (child.required) {
                push(child.name, -1);
                problem("required");
                pop();
            }
        }
        return populated;
    }

    private boolean child(Base parent, ChildPlan child, Object value) {
        if (value instanceof List<?> list) {
            boolean any = false;
            for (int i = 0; i < list.size(); i++) {
                push(child.name, i);
                if (list.get(i) instanceof Base item) {
                    if (element(item, child, parent)) {
                        any = true;
                        bound(item, parent, child);
                    } else {
                        problem("empty");
                    }
                }
                pop();
            }
            return any;
        }
        if (value instanceof Base element) {
            push(child.name, -1);
            boolean populated = element(element, child, parent);
            if (populated) {
                bound(element, parent, child);
            }
            pop();
            return populated;
        }
        return value instanceof XhtmlNode node && !node.isEmpty();
    }

    /** Required bindings that the model's types do not hold already. */
    private void bound(Base element, Base parent, ChildPlan child) {
        Binding binding = child.binding(parent);
        if (binding.asks() && !binding.holds(element)) {
            problem("required-binding " + binding.name());
        }
    }

    private boolean primitive(PrimitiveType<?> primitive, @Nullable Base parent) {
        boolean extended = primitive.hasExtension();
        if (extended) {
            List<Extension> extensions = primitive.getExtension();
            for (int i = 0; i < extensions.size(); i++) {
                push("extension", i);
                element(extensions.get(i), null, parent);
                pop();
            }
        }
        Object value = primitive.getValue();
        if (value == null) {
            return extended;
        }
        if (primitive instanceof StringType string) {
            if (primitive instanceof CodeType code) {
                code(code.getValue());
            }
            return text(string.getValue()) || extended;
        }
        if (primitive instanceof UriType uri) {
            uri(uri, parent);
            return !uri.getValue().isEmpty();
        }
        if (primitive instanceof BaseDateTimeType time) {
            time(time);
        }
        return true;
    }

    /** Of the control characters, FHIR's strings may hold tab, line feed and carriage return. */
    private boolean text(String text) {
        boolean visible = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ') {
                visible = true;
                if (c >= '\uD800' && (c == '\uFFFE' || c == '\uFFFF' || isLoneSurrogate(text, i))) {
                    problem("character");
                    return true;
                }
            } else if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                problem("character");
                return true;
            }
        }
        // HAPI's encoders leave a blank text out, so it is absent.
        return visible;
    }

    private void code(String code) {
        if (!code.isEmpty() && (code.charAt(0) <= ' ' || code.charAt(code.length() - 1) <= ' ')) {
            problem("code-without-outer-spaces");
        }
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private void uri(UriType uri, @Nullable Base parent) {
        String value = uri.getValue();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ') {
                problem("uri-without-spaces");
                return;
            }
        }
        if (uri instanceof IdType && parent == resource) {
            id(value);
        }
    }

    /** A resource's id is one segment: HAPI also holds {@code Patient/x} there, and its encoders disagree about it. */
    private void id(String id) {
        boolean bare = !id.isEmpty() && id.length() <= 64;
        for (int i = 0; bare && i < id.length(); i++) {
            char c = id.charAt(i);
            bare = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
        }
        if (!bare) {
            problem("id-bare");
        }
    }

    /** A time of day needs an offset; that it has seconds, the model sees to. */
    private void time(BaseDateTimeType time) {
        TemporalPrecisionEnum precision = time.getPrecision();
        boolean timed = precision == TemporalPrecisionEnum.SECOND || precision == TemporalPrecisionEnum.MILLI;
        if (timed && time.getTimeZone() == null && !time.isTimeZoneZulu()) {
            problem("time-with-offset");
        }
    }

    private boolean resource(Resource inner) {
        Resource outer = resource;
        String outerUrl = fullUrl;
        boolean contained = outer != null;
        resource = inner;
        if (!contained) {
            fullUrl = currentFullUrl();
        }
        push("ofType(" + inner.fhirType() + ")", -1);
        ElementPlan plan = ElementPlan.of(inner);
        boolean populated = children(inner, plan);
        for (Invariant invariant : plan.invariants) {
            if (!invariant.holds().test(inner)) {
                problem(invariant.key());
            }
        }
        if (inner.hasMeta() && inner.getMeta().hasProfile()) {
            for (CanonicalType claimed : inner.getMeta().getProfile()) {
                profile(inner, claimed);
            }
        }
        pop();
        resource = outer;
        fullUrl = outerUrl;
        return populated;
    }

    private String currentFullUrl() {
        // Depth 0 is the bundle, 1 the entry.
        BundleEntryComponent entry = bundle.getEntry().get(indexes[1]);
        return entry.hasFullUrl() ? entry.getFullUrl() : "";
    }

    private void reference(Reference reference, @Nullable ChildPlan place) {
        if (!reference.hasReference()) {
            return;
        }
        String target = reference.getReference();
        Optional<Resource> found;
        if (target.startsWith("#")) {
            found = contained(target.substring(1));
        } else if (target.startsWith("http://") || target.startsWith("https://")) {
            // Elsewhere on the web is a place, too.
            found = Optional.ofNullable(byFullUrl.get(target));
            if (found.isEmpty()) {
                return;
            }
        } else if (target.startsWith("urn:")) {
            found = Optional.ofNullable(byFullUrl.get(target));
        } else {
            found = relative(target);
        }
        if (found.isEmpty()) {
            problem("reference-resolves");
        } else if (place != null && !place.mayTarget(found.get().getClass())) {
            problem("reference-target-type");
        }
    }

    private Optional<Resource> contained(String id) {
        if (resource instanceof DomainResource container && container.hasContained()) {
            for (Resource inner : container.getContained()) {
                if (inner.hasId() && (id.equals(inner.getIdPart()) || ("#" + id).equals(inner.getIdPart()))) {
                    return Optional.of(inner);
                }
            }
        }
        return Optional.empty();
    }

    /** FHIR R4, 3.1.0 "Resolving references in Bundles": against the base of the entry's own full URL. */
    private Optional<Resource> relative(String target) {
        if (!fullUrl.startsWith("http")) {
            return Optional.empty();
        }
        int id = fullUrl.lastIndexOf('/');
        int type = fullUrl.lastIndexOf('/', id - 1);
        return type < 0
                ? Optional.empty()
                : Optional.ofNullable(byFullUrl.get(fullUrl.substring(0, type + 1) + target));
    }

    private void attachment(Attachment attachment) {
        if (attachment.hasUrl()
                && attachment.getUrl().startsWith("urn:uuid:")
                && !byFullUrl.containsKey(attachment.getUrl())) {
            problem("reference-resolves");
        }
    }

    private void extension(Extension extension, @Nullable Base parent) {
        if (!extension.hasUrl()) {
            return;
        }
        boolean part = parent instanceof Extension;
        if (!part && !Invariant.isAbsolute(extension.getUrl())) {
            problem("extension-url-absolute");
        }
        ExtensionRule rule = rules.extensions().get(extension.getUrl());
        if (rule == null) {
            return;
        }
        if (extension.hasValue()) {
            if (!rule.types().contains(extension.getValue().fhirType())) {
                problem(rule.name() + " type");
            }
            if (rule.binding().isPresent() && !rule.binding().get().holds(extension.getValue())) {
                problem("required-binding " + rule.binding().get().name());
            }
        } else if (!rule.types().isEmpty()) {
            problem(rule.name() + " type");
        }
        for (String required : rule.parts()) {
            if (!extension.hasExtension(required)) {
                problem(rule.name() + " " + required);
            }
        }
        if (!rule.contexts().isEmpty() && !inContext(rule.contexts(), parent)) {
            problem(rule.name() + " context");
        }
    }

    /** A context is the element's type, or the type or name path of the element it stands in and its own name. */
    private boolean inContext(Set<String> contexts, @Nullable Base parent) {
        if (parent != null && contexts.contains(parent.fhirType())) {
            return true;
        }
        StringBuilder path = new StringBuilder();
        for (int i = depth - 2; i > 0; i--) {
            String name = names[i];
            if (name.startsWith("ofType(")) {
                path.insert(0, name.substring(7, name.length() - 1));
                break;
            }
            path.insert(0, "." + name);
        }
        if (contexts.contains(path.toString())) {
            return true;
        }
        return parent != null && depth >= 3 && contexts.contains(parent.fhirType() + "." + names[depth - 2]);
    }

    private void profile(Resource inner, CanonicalType claimed) {
        List<Rule> claims = rules.profiles().get(claimed.getValue());
        if (claims == null) {
            return;
        }
        for (Rule rule : claims) {
            parents.clear();
            parents.add(inner);
            for (Step step : rule.parents()) {
                next.clear();
                for (Base parent : parents) {
                    ProfileRules.children(parent, step, next);
                }
                parents.clear();
                parents.addAll(next);
            }
            for (Base parent : parents) {
                next.clear();
                ProfileRules.children(parent, rule.step(), next);
                if (next.size() < rule.min() || (rule.max() >= 0 && next.size() > rule.max())) {
                    problem(rule.name());
                }
            }
        }
    }

    private void problem(String rule) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(path(), rule));
        }
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            if (i > 0) {
                path.append('.');
            }
            path.append(names[i]);
            if (indexes[i] >= 0) {
                path.append('[').append(indexes[i]).append(']');
            }
        }
        return path.toString();
    }

    private void push(String name, int index) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        names[depth] = name;
        indexes[depth] = index;
        depth++;
    }

    private void pop() {
        depth--;
    }
}
