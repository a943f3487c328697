package uk.portage.gateway.pipeline.withhold;

import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * Empties elements in their place and says that it did: data-absent-reason {@code masked}, "the information is not
 * available due to security, privacy or related reasons" (FHIR R4, CodeSystem data-absent-reason).
 */
final class Masks {

    private static final String DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private Masks() {}

    static Extension masked() {
        return new Extension(DATA_ABSENT_REASON, new CodeType("masked"));
    }

    static boolean isMasked(Element element) {
        return element.getExtension().stream().anyMatch(e -> DATA_ABSENT_REASON.equals(e.getUrl()));
    }

    static void mask(PrimitiveType<?> primitive) {
        primitive.setValue(null);
        onlyMasked(primitive);
    }

    static void mask(Address address) {
        address.setUseElement(null)
                .setTypeElement(null)
                .setTextElement(null)
                .setLine(null)
                .setCityElement(null)
                .setDistrictElement(null)
                .setStateElement(null)
                .setPostalCodeElement(null)
                .setCountryElement(null)
                .setPeriod(null);
        onlyMasked(address);
    }

    static void mask(ContactPoint telecom) {
        telecom.setSystemElement(null)
                .setValueElement(null)
                .setUseElement(null)
                .setRankElement(null)
                .setPeriod(null);
        onlyMasked(telecom);
    }

    /** The media type stays: it says what kind of document there is. */
    static void mask(Attachment attachment) {
        attachment
                .setDataElement(null)
                .setUrlElement(null)
                .setSizeElement(null)
                .setHashElement(null)
                .setTitleElement(null);
        onlyMasked(attachment);
    }

    static void mask(Reference reference) {
        reference.setResource(null);
        reference
                .setReferenceElement((StringType) null)
                .setTypeElement(null)
                .setIdentifier(null)
                .setDisplayElement(null);
        onlyMasked(reference);
    }

    static void mask(Extension extension) {
        extension.setValue(null);
        onlyMasked(extension);
    }

    private static void onlyMasked(Element element) {
        element.setId(null);
        element.setExtension(null);
        element.addExtension(masked());
    }
}
