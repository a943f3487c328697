package uk.portage.adapter.fhir.r4.mapping;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BackboneType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;

/**
 * Looks for each element that was sent in what was parsed, at the same place. A parser drops what it does not know and
 * what its type does not allow; whatever is not found here is a loss, however the parser came to lose it.
 */
final class Account {

    private final List<Loss> losses = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    List<Loss> losses() {
        return losses;
    }

    List<Finding> findings() {
        return findings;
    }

    void of(SourceElement sent, Base parsed) {
        String name = "";
        Optional<List<? extends Base>> values = Optional.empty();
        for (SourceElement child : sent.children()) {
            if (child.name().equals(SourceElement.RESOURCE_TYPE)) {
                continue;
            }
            // The model copies its list for each question, and what repeats mostly stands together.
            if (!child.name().equals(name)) {
                name = child.name();
                values = values(parsed, name);
            }
            if (values.isEmpty()) {
                if (!isNarrative(parsed, child)) {
                    findings.add(new Finding(child.path(), Finding.Kind.ELEMENT_UNKNOWN));
                    lose(child, LossKind.NO_TARGET);
                }
            } else if (child.index() >= values.get().size()) {
                if (hasContent(child)) {
                    lose(child, LossKind.UNPARSEABLE);
                }
            } else {
                one(child, values.get().get(child.index()));
            }
        }
    }

    private void one(SourceElement sent, Base parsed) {
        Optional<String> value = sent.value();
        if (value.isPresent() && !(parsed instanceof PrimitiveType<?> primitive && holds(primitive, value.get()))) {
            lose(sent, LossKind.UNPARSEABLE);
            return;
        }
        of(sent, parsed);
    }

    private void lose(SourceElement element, LossKind kind) {
        losses.add(new Loss(element.path(), kind));
    }

    /** A null in a list holds a place and says nothing. */
    private static boolean hasContent(SourceElement element) {
        return element.value().isPresent() || !element.children().isEmpty();
    }

    /** What the model has under this name; empty if the type has no such element. */
    private static Optional<List<? extends Base>> values(Base parsed, String name) {
        if (name.equals("extension") && parsed instanceof BackboneType type) {
            // HAPI does not list the extensions of Timing and Dosage among their children.
            return Optional.of(type.getExtension());
        }
        if (name.equals("id")) {
            // Both are strings to HAPI, and in no list of children where there is none.
            return Optional.of(id(parsed));
        }
        if (parsed instanceof Narrative && name.equals("div")) {
            return Optional.empty();
        }
        Property property = parsed.getNamedProperty(name.hashCode(), name, false);
        return property == null || property.getName().isEmpty() ? Optional.empty() : Optional.of(property.getValues());
    }

    private static List<? extends Base> id(Base parsed) {
        if (parsed instanceof Resource resource && resource.getIdElement().hasValue()) {
            return List.of(new StringType(resource.getIdElement().getIdPart()));
        }
        return parsed instanceof Element element && element.hasId()
                ? List.of(new StringType(element.getId()))
                : List.of();
    }

    private static boolean isNarrative(Base parsed, SourceElement child) {
        return parsed instanceof Narrative narrative
                && child.name().equals("div")
                && narrative.hasDiv()
                && !narrative.getDiv().isEmpty();
    }

    private static boolean holds(PrimitiveType<?> parsed, String sent) {
        if (parsed instanceof Enumeration<?> && parsed.getValue() == null) {
            // HAPI keeps the text of a code that is none of FHIR's, where it would make the bundle invalid.
            parsed.setValueAsString(null);
            return false;
        }
        String value = parsed.getValueAsString();
        if (value == null) {
            return false;
        }
        if (value.equals(sent) || value.strip().equals(sent.strip())) {
            return true;
        }
        if (parsed instanceof DecimalType decimal) {
            return decimal.getValue().compareTo(new BigDecimal(sent)) == 0;
        }
        if (parsed instanceof Base64BinaryType) {
            return sent.replaceAll("\\s", "").equals(value.replaceAll("\\s", ""));
        }
        return parsed instanceof BaseDateTimeType;
    }
}
