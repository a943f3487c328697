package uk.portage.adapter.spi;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.BackboneType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Property;

/**
 * What an element of HAPI's model has inside, with what the model's own list of children leaves out: the extensions of
 * Timing and Dosage, and of definitions (Questionnaire, ValueSet, ...) all that every resource has. Whoever walks a
 * bundle to find or to hide something walks by this.
 */
public final class ModelProperties {

    private static final List<String> OF_EVERY_RESOURCE =
            List.of("id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension");

    private ModelProperties() {}

    /** All properties, those without a value too. */
    public static List<Property> of(Base element) {
        List<Property> properties = element.children();
        if (element instanceof BackboneType type) {
            properties = new ArrayList<>(properties);
            properties.add(new Property("extension", "Extension", "", 0, Integer.MAX_VALUE, type.getExtension()));
        } else if (element instanceof MetadataResource) {
            properties = new ArrayList<>(properties);
            for (String name : OF_EVERY_RESOURCE) {
                properties.add(element.getNamedProperty(name.hashCode(), name, false));
            }
        }
        return properties;
    }
}
