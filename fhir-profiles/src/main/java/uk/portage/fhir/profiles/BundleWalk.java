package uk.portage.fhir.profiles;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.utilities.xhtml.XhtmlComposer;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;
import uk.portage.fhir.profiles.ElementPlan.ChildPlan;
import uk.portage.fhir.profiles.ProfileRules.Binding;
import uk.portage.fhir.profiles.ProfileRules.ExtensionRule;
import uk.portage.fhir.profiles.ProfileRules.Rule;
import uk.portage.fhir.profiles.ProfileRules.Step;

/** One walk over one bundle, which checks and writes it. The path is a stack of names and is written out only for a problem. */
final class BundleWalk {

    private static final int MOST_PROBLEMS = 100;
    private static final String NULL = "null";
    private static final byte[] NOTHING = {};
    private static final byte[] RESOURCE_TYPE = "\"resourceType\":".getBytes(StandardCharsets.US_ASCII);

    private final ProfileRules rules;
    private final Bundle bundle;
    private final JsonBuffer json = new JsonBuffer();
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

    EncodedBundle encoded() {
        push("Bundle", -1);
        entries();
        json.open('{');
        json.name(RESOURCE_TYPE, NOTHING);
        json.string("Bundle");
        ElementPlan plan = ElementPlan.of(bundle);
        children(bundle, plan, bundle);
        json.close('}');
        invariants(bundle, plan);
        return new EncodedBundle(json.toBytes(), List.copyOf(problems));
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
     * Writes and checks one element that is not a primitive.
     *
     * @param place where it stands in its parent
     * @return whether anything is in it; if not, nothing is written
     */
    private boolean element(Base element, ElementPlan plan, ChildPlan place, Base parent) {
        if (element instanceof Resource inner) {
            return resource(inner, plan);
        }
        int before = problems.size();
        if (!object(element, plan, element)) {
            // An empty element is an absent one: what it lacks is not a problem of its own.
            problems.subList(before, problems.size()).clear();
            return false;
        }
        invariants(element, plan);
        if (plan.reference && element instanceof Reference reference) {
            reference(reference, place);
        } else if (element instanceof Extension extension) {
            extension(extension, parent);
        } else if (element instanceof Attachment attachment) {
            attachment(attachment);
        }
        return true;
    }

    /**
     * Writes what is in an element as an object; nothing if there is nothing.
     *
     * @param context the element in whose place extensions are judged: itself, or what holds it if it is a primitive
     */
    private boolean object(Base element, ElementPlan plan, Base context) {
        int end = json.end();
        json.open('{');
        boolean populated = children(element, plan, context);
        json.close('}');
        if (!populated) {
            json.takeBack(end);
        }
        return populated;
    }

    private void invariants(Base element, ElementPlan plan) {
        for (Invariant invariant : plan.invariants) {
            if (!invariant.holds().test(element)) {
                problem(invariant.key());
            }
        }
    }

    private boolean children(Base element, ElementPlan plan, Base context) {
        boolean populated = false;
        for (ChildPlan child : plan.children) {
            Object value = child.of(element);
            boolean present = value != null && child(context, child, value);
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
            return !list.isEmpty()
                    && list.get(0) instanceof Base first
                    && list(parent, child, list, first, child.planOf(first));
        }
        if (value instanceof Base element) {
            push(child.name, -1);
            boolean populated = single(parent, child, element, child.planOf(element));
            if (populated) {
                bound(element, parent, child);
            }
            pop();
            return populated;
        }
        if (value instanceof XhtmlNode node && !node.isEmpty()) {
            child.nameInto(json);
            json.string(new XhtmlComposer(XhtmlComposer.XML).compose(node));
            return true;
        }
        return false;
    }

    private boolean single(Base parent, ChildPlan child, Base element, ElementPlan plan) {
        int end = json.end();
        if (element instanceof PrimitiveType<?> primitive) {
            child.nameInto(json, element, plan);
            boolean valued = value(primitive, plan, parent);
            if (!valued) {
                json.takeBack(end);
            }
            return (hasExtras(primitive) && extras(parent, child, primitive, plan)) || valued;
        }
        child.nameInto(json, element, plan);
        boolean populated = element(element, plan, child, parent);
        if (!populated) {
            json.takeBack(end);
        }
        return populated;
    }

    private boolean list(Base parent, ChildPlan child, List<?> list, Base first, ElementPlan plan) {
        return plan.kind.isPrimitive()
                ? primitives(parent, child, list, first, plan)
                : elements(parent, child, list, first, plan);
    }

    private boolean elements(Base parent, ChildPlan child, List<?> list, Base first, ElementPlan plan) {
        int end = json.end();
        child.nameInto(json, first, plan);
        json.open('[');
        boolean any = false;
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Base item) {
                push(child.name, i);
                if (element(item, child.planOf(item), child, parent)) {
                    any = true;
                    bound(item, parent, child);
                } else {
                    problem("empty");
                    json.open('{');
                    json.close('}');
                }
                pop();
            }
        }
        json.close(']');
        if (!any) {
            json.takeBack(end);
        }
        return any;
    }

    /** FHIR R4, 2.6.2.3: values and what extends them in two arrays, with null where one has nothing. */
    private boolean primitives(Base parent, ChildPlan child, List<?> list, Base first, ElementPlan plan) {
        int end = json.end();
        child.nameInto(json, first, plan);
        json.open('[');
        boolean valued = false;
        boolean extended = false;
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof PrimitiveType<?> item) {
                push(child.name, i);
                int before = json.end();
                boolean has = value(item, plan, parent);
                if (!has) {
                    json.takeBack(before);
                    json.literal(NULL);
                }
                valued |= has;
                boolean more = hasExtras(item);
                extended |= more;
                if (has) {
                    bound(item, parent, child);
                } else if (!more) {
                    problem("empty");
                }
                pop();
            }
        }
        json.close(']');
        if (!valued) {
            json.takeBack(end);
        }
        return (extended && extras(parent, child, list, first, plan)) || valued;
    }

    private boolean extras(Base parent, ChildPlan child, PrimitiveType<?> primitive, ElementPlan plan) {
        int end = json.end();
        child.extrasNameInto(json, primitive, plan);
        boolean any = object(primitive, plan, parent);
        if (!any) {
            json.takeBack(end);
        }
        return any;
    }

    private boolean extras(Base parent, ChildPlan child, List<?> list, Base first, ElementPlan plan) {
        int end = json.end();
        child.extrasNameInto(json, first, plan);
        json.open('[');
        boolean any = false;
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof PrimitiveType<?> item) {
                push(child.name, i);
                if (hasExtras(item) && object(item, plan, parent)) {
                    any = true;
                } else {
                    json.literal(NULL);
                }
                pop();
            }
        }
        json.close(']');
        if (!any) {
            json.takeBack(end);
        }
        return any;
    }

    /** Required bindings that the model's types do not hold already. */
    private void bound(Base element, Base parent, ChildPlan child) {
        Binding binding = child.binding(parent);
        if (binding.asks() && !binding.holds(element)) {
            problem("required-binding " + binding.name());
        }
    }

    /** Whether a primitive has what stands beside its value: an id or extensions. */
    private static boolean hasExtras(PrimitiveType<?> primitive) {
        return primitive.hasExtension() || primitive.hasId();
    }

    /** Writes and checks a primitive's value. Returns false if it has none: then what was written has to be taken back. */
    private boolean value(PrimitiveType<?> primitive, ElementPlan plan, Base parent) {
        if (plan.kind == ElementPlan.Kind.BASE64) {
            byte[] bytes = ((Base64BinaryType) primitive).getValue();
            if (bytes == null || bytes.length == 0) {
                return false;
            }
            json.base64(bytes);
            return true;
        }
        Object value = primitive.getValue();
        String text = value == null ? null : primitive.getValueAsString();
        if (text == null) {
            return false;
        }
        switch (plan.kind) {
            case LITERAL -> json.literal(text);
            case DECIMAL -> json.number((BigDecimal) value);
            case CODE -> {
                code(text);
                return visible(text, json.string(text));
            }
            case STRING -> {
                return visible(text, json.string(text));
            }
            case URI -> {
                json.string(text);
                uri((UriType) primitive, text, parent);
                return !text.isEmpty();
            }
            case TIME -> {
                json.string(text);
                time((BaseDateTimeType) primitive);
            }
            default -> json.string(text);
        }
        return true;
    }

    private boolean visible(String text, boolean plain) {
        return (plain && !text.isEmpty() && text.charAt(0) != ' ') || text(text);
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

    private void uri(UriType uri, String value, Base parent) {
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

    private boolean resource(Resource inner, ElementPlan plan) {
        Resource outer = resource;
        String outerUrl = fullUrl;
        boolean contained = outer != null;
        resource = inner;
        if (!contained) {
            fullUrl = currentFullUrl();
        }
        push(plan.ofType(inner), -1);
        int end = json.end();
        json.open('{');
        json.name(RESOURCE_TYPE, NOTHING);
        json.string(inner.fhirType());
        boolean populated = children(inner, plan, inner);
        json.close('}');
        if (!populated) {
            json.takeBack(end);
        }
        invariants(inner, plan);
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

    private void reference(Reference reference, ChildPlan place) {
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
        } else if (!place.mayTarget(found.get().getClass())) {
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

    private void extension(Extension extension, Base parent) {
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
    private boolean inContext(Set<String> contexts, Base parent) {
        if (contexts.contains(parent.fhirType())) {
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
        return depth >= 3 && contexts.contains(parent.fhirType() + "." + names[depth - 2]);
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
