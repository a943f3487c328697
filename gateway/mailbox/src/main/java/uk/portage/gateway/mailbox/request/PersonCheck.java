package uk.portage.gateway.mailbox.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.spi.NhsNumber;

/**
 * Whether an answer is about the person that was asked for, and nobody else. A server that does not know a search
 * parameter may leave it out, and then answers with everybody's.
 */
final class PersonCheck {

    private static final String VERIFICATION =
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
    private static final Set<String> VERIFIED = Set.of("01", "number-present-and-verified");

    /** The elements by which a resource says whose it is. */
    private static final List<String> WHOSE = List.of("subject", "patient", "beneficiary");

    private final String number;

    /** @param number ten digits */
    PersonCheck(String number) {
        this.number = number;
    }

    /**
     * True if the Patient has this NHS number and no other, and does not say that it is not verified. That it was verified
     * need not be said: the measure tells records that say it from those that do not.
     */
    boolean isOf(Patient patient) {
        List<Identifier> numbers = patient.getIdentifier().stream()
                .filter(identifier -> NhsNumber.SYSTEM.equals(identifier.getSystem()) && identifier.hasValue())
                .toList();
        return !numbers.isEmpty()
                && numbers.stream().allMatch(identifier -> isNumber(identifier) && !isDoubtful(identifier));
    }

    private boolean isNumber(Identifier identifier) {
        return NhsNumber.compact(identifier.getValue()).equals(number);
    }

    /** A code of another list beside it says nothing of this. */
    private static boolean isDoubtful(Identifier identifier) {
        List<String> codes = identifier.getExtensionsByUrl(VERIFICATION).stream()
                .filter(extension -> extension.getValue() instanceof CodeableConcept)
                .flatMap(extension -> ((CodeableConcept) extension.getValue()).getCoding().stream())
                .filter(Coding::hasCode)
                .map(Coding::getCode)
                .toList();
        return !codes.isEmpty() && codes.stream().noneMatch(VERIFIED::contains);
    }

    /** True if every Patient of the bundle is this person and no other resource says that it is somebody else's. */
    boolean isAbout(Bundle bundle) {
        Map<String, Resource> byUrl = new HashMap<>();
        Set<String> ids = new HashSet<>();
        boolean patients = false;
        for (BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.hasFullUrl()) {
                byUrl.put(entry.getFullUrl(), entry.getResource());
            }
            if (entry.getResource() instanceof Patient patient) {
                if (!isOf(patient)) {
                    return false;
                }
                patients = true;
                ids.add(patient.getIdElement().getIdPart());
            }
        }
        return patients
                && bundle.getEntry().stream()
                        .map(BundleEntryComponent::getResource)
                        .allMatch(resource -> resource == null || isOfPerson(resource, byUrl, ids));
    }

    private boolean isOfPerson(Resource resource, Map<String, Resource> byUrl, Set<String> ids) {
        for (String element : WHOSE) {
            Property property = resource.getNamedProperty(element);
            List<Base> values = property == null ? List.of() : property.getValues();
            List<Boolean> persons = values.stream()
                    .filter(Reference.class::isInstance)
                    .map(Reference.class::cast)
                    .flatMap(reference -> isPerson(reference, byUrl, ids).stream())
                    .toList();
            // An account may be a family's; it is the person's as well.
            if (!persons.isEmpty() && !persons.contains(true)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a reference leads to the person; empty if it does not lead to a Patient, or nobody can know. */
    private Optional<Boolean> isPerson(Reference reference, Map<String, Resource> byUrl, Set<String> ids) {
        if (!reference.hasReference()) {
            Identifier identifier = reference.getIdentifier();
            return NhsNumber.SYSTEM.equals(identifier.getSystem()) && identifier.hasValue()
                    ? Optional.of(isNumber(identifier))
                    : Optional.empty();
        }
        Resource target = byUrl.get(reference.getReference());
        if (target != null) {
            return target instanceof Patient ? Optional.of(true) : Optional.empty();
        }
        IdType id = new IdType(reference.getReference());
        return "Patient".equals(id.getResourceType()) ? Optional.of(ids.contains(id.getIdPart())) : Optional.empty();
    }
}
