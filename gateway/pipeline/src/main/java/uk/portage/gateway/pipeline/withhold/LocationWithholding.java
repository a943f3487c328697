package uk.portage.gateway.pipeline.withhold;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MarkdownType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.ModelProperties;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * Takes out of a bundle what says where its person is to be found: what the ITK specification lists for a location that
 * is hidden (ZU8-4: addresses, telephone numbers, email addresses, next of kin details, GP details), the places of care,
 * whatever cannot be searched (attached documents, the original bytes), and every text that repeats one of the values
 * taken out. In their places it says {@code masked}; the bundle's security labels and tags say what was withheld.
 *
 * <p>The ids of the whole bundle are derived from its source's bytes, so that a guessed address could be tried against
 * them; those of the restricted one follow from a name that the content has no part in.
 */
public final class LocationWithholding {

    /** The tags of a restricted bundle: the {@link WithheldKind#code codes} of what is withheld. */
    public static final String WITHHELD_SYSTEM = "https://portage.uk/fhir/CodeSystem/withheld";

    private static final String OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private static final String DOCUMENT_HASH = "https://portage.uk/Id/sha-256";
    private static final String GENERAL_MEDICAL_PRACTITIONER = "https://fhir.hl7.org.uk/Id/gmp-number";
    private static final String REFERRER = "REF";
    /** HL7 table 0443: primary care provider, family health care professional, and who refers. */
    private static final Set<String> PRIMARY_CARE = Set.of("PP", "FHCP", "RP");

    private static final Set<String> PLACES = Set.of("Location", "HealthcareService", "Endpoint");

    /** Extensions whose names have one of these words say something of a place. */
    private static final Set<String> WORDS_OF_PLACE = Set.of(
            "accommodation",
            "address",
            "city",
            "clinic",
            "contact",
            "county",
            "district",
            "email",
            "employer",
            "facility",
            "gp",
            "home",
            "hospital",
            "kin",
            "location",
            "organisation",
            "organization",
            "parish",
            "phone",
            "place",
            "postcode",
            "practice",
            "region",
            "residence",
            "room",
            "station",
            "school",
            "surgery",
            "telecom",
            "telephone",
            "ward",
            "worship");

    /** Says that a place is hidden, not where it is. */
    private static final String REASON = "location-hiding";

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");

    private final Bundle bundle;
    private final Map<WithheldKind, Integer> counts = new EnumMap<>(WithheldKind.class);
    private final WithheldValues values = new WithheldValues();
    private final Map<String, WithheldKind> removed = new HashMap<>();

    private LocationWithholding(Bundle bundle) {
        this.bundle = bundle;
    }

    /**
     * @param whole is not changed
     * @param name what the ids of the restricted bundle are derived from: the same for the same submission, and not a
     *     function of its content
     */
    public static Restricted restrict(Bundle whole, String name) {
        LocationWithholding withholding = new LocationWithholding(whole.copy());
        withholding.removeResources();
        withholding.clean();
        withholding.maskRepetitions();
        withholding.rename(name);
        withholding.label();
        return new Restricted(withholding.bundle, withholding.counts);
    }

    private void count(WithheldKind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private void removeResources() {
        Set<String> known = whoSendsAndReceives();
        Set<String> practitioners = generalPractitioners();
        Iterator<Bundle.BundleEntryComponent> entries = bundle.getEntry().iterator();
        while (entries.hasNext()) {
            Bundle.BundleEntryComponent entry = entries.next();
            Resource resource = entry.getResource();
            if (resource == null) {
                continue;
            }
            String type = resource.fhirType();
            boolean isKnown = names(known, entry);
            if (PLACES.contains(type)) {
                remove(entry, WithheldKind.LOCATION, entries);
            } else if (type.equals("Organization") && !isKnown) {
                remove(entry, WithheldKind.ORGANISATION, entries);
            } else if (names(practitioners, entry) || isGeneralPractitioner(resource)) {
                remove(entry, WithheldKind.GENERAL_PRACTITIONER, entries);
            } else if (resource instanceof Binary) {
                remove(entry, WithheldKind.DOCUMENT, entries);
            }
        }
    }

    private void remove(
            Bundle.BundleEntryComponent entry, WithheldKind kind, Iterator<Bundle.BundleEntryComponent> entries) {
        count(kind);
        Resource resource = entry.getResource();
        removed.put(entry.getFullUrl(), kind);
        removed.put(resource.fhirType() + "/" + resource.getIdPart(), kind);
        if (kind != WithheldKind.DOCUMENT) {
            remember(resource);
        }
        if (resource instanceof Practitioner practitioner) {
            names(practitioner.getName());
        }
        entries.remove();
    }

    /** Sender and receiver are known to whoever is given the bundle. */
    private Set<String> whoSendsAndReceives() {
        Set<String> known = new HashSet<>();
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() instanceof MessageHeader header) {
                addTarget(header.getSender(), known);
                addTarget(header.getResponsible(), known);
                header.getDestination().forEach(destination -> addTarget(destination.getReceiver(), known));
            } else if (entry.getResource() instanceof Provenance provenance) {
                provenance.getAgent().forEach(agent -> addTarget(agent.getWho(), known));
            }
        }
        return known;
    }

    private Set<String> generalPractitioners() {
        Set<String> practitioners = new HashSet<>();
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() instanceof Patient patient) {
                patient.getGeneralPractitioner().forEach(reference -> addTarget(reference, practitioners));
            } else if (entry.getResource() instanceof PractitionerRole role && isPrimaryCare(role)) {
                practitioners.add(entry.getFullUrl());
                addTarget(role.getPractitioner(), practitioners);
            }
        }
        return practitioners;
    }

    private static boolean isPrimaryCare(PractitionerRole role) {
        return role.getCode().stream()
                .flatMap(code -> code.getCoding().stream())
                .anyMatch(coding -> PRIMARY_CARE.contains(String.valueOf(coding.getCode())));
    }

    private static void addTarget(Reference reference, Set<String> targets) {
        if (reference.hasReference()) {
            targets.add(reference.getReference());
        }
    }

    private static boolean names(Set<String> references, Bundle.BundleEntryComponent entry) {
        Resource resource = entry.getResource();
        return references.contains(entry.getFullUrl())
                || references.contains(resource.fhirType() + "/" + resource.getIdPart());
    }

    private static boolean isGeneralPractitioner(Resource resource) {
        return resource instanceof Practitioner practitioner
                && practitioner.getIdentifier().stream()
                        .anyMatch(identifier -> GENERAL_MEDICAL_PRACTITIONER.equals(identifier.getSystem()));
    }

    private void clean() {
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() == null) {
                continue;
            }
            clean(entry.getResource());
        }
    }

    private void clean(Resource resource) {
        if (resource instanceof DomainResource domain) {
            narrative(domain);
            contained(domain);
        }
        if (resource instanceof Patient patient) {
            clean(patient);
        } else if (resource instanceof RelatedPerson person) {
            clean(person);
        } else if (resource instanceof Encounter encounter) {
            clean(encounter);
        } else if (resource instanceof Provenance provenance) {
            provenance.getTarget().removeIf(this::isRemoved);
        } else if (resource instanceof MessageHeader header) {
            header.getFocus().removeIf(this::isRemoved);
        } else if (resource instanceof DocumentReference document) {
            document.setMasterIdentifier(null);
        }
        visit(resource);
    }

    private void narrative(DomainResource resource) {
        if (resource.hasText()) {
            resource.setText(null);
            count(WithheldKind.TEXT);
        }
    }

    private void contained(DomainResource resource) {
        Iterator<Resource> contained = resource.getContained().iterator();
        while (contained.hasNext()) {
            Resource inner = contained.next();
            boolean place = PLACES.contains(inner.fhirType())
                    || inner.fhirType().equals("Organization")
                    || isGeneralPractitioner(inner);
            if (place || inner instanceof Binary) {
                count(place ? WithheldKind.LOCATION : WithheldKind.DOCUMENT);
                removed.put("#" + inner.getIdPart(), WithheldKind.LOCATION);
                remember(inner);
                contained.remove();
            } else {
                clean(inner);
            }
        }
    }

    private void clean(Patient patient) {
        if (patient.hasGeneralPractitioner()) {
            for (Reference practitioner : patient.getGeneralPractitioner()) {
                if (!isRemoved(practitioner)) {
                    count(WithheldKind.GENERAL_PRACTITIONER);
                    remember(practitioner);
                }
            }
            patient.getGeneralPractitioner().clear();
            Masks.mask(patient.addGeneralPractitioner());
        }
        if (patient.hasManagingOrganization()) {
            withhold(patient.getManagingOrganization());
        }
        for (Patient.ContactComponent contact : patient.getContact()) {
            count(WithheldKind.NEXT_OF_KIN);
            remember(contact.getAddress());
            contact.getTelecom().forEach(this::remember);
            names(List.of(contact.getName()));
            contact.setName(new HumanName()).setTelecom(null).setAddress(null).setOrganization(null);
            contact.getName().addExtension(Masks.masked());
        }
        patient.getIdentifier().stream()
                .filter(Identifier::hasAssigner)
                .forEach(identifier -> withhold(identifier.getAssigner()));
    }

    /** Relationship and the fact that there is someone stay. */
    private void clean(RelatedPerson person) {
        count(WithheldKind.NEXT_OF_KIN);
        person.getIdentifier().forEach(this::remember);
        person.getAddress().forEach(this::remember);
        person.getTelecom().forEach(this::remember);
        person.getExtension().stream().filter(LocationWithholding::saysPlace).forEach(this::rememberExtension);
        names(person.getName());
        person.setIdentifier(null)
                .setName(null)
                .setTelecom(null)
                .setAddress(null)
                .setBirthDateElement(null)
                .setPhoto(null)
                .setCommunication(null)
                .setExtension(null);
        person.addName().addExtension(Masks.masked());
    }

    private void clean(Encounter encounter) {
        for (Encounter.EncounterLocationComponent location : encounter.getLocation()) {
            withhold(location.getLocation());
            location.setPhysicalType(null);
        }
        if (encounter.getHospitalization().hasOrigin()) {
            withhold(encounter.getHospitalization().getOrigin());
        }
        if (encounter.getHospitalization().hasDestination()) {
            withhold(encounter.getHospitalization().getDestination());
        }
        if (encounter.hasServiceProvider()) {
            withhold(encounter.getServiceProvider());
        }
        // Who refers is a general practitioner as a rule.
        for (Encounter.EncounterParticipantComponent participant : encounter.getParticipant()) {
            boolean refers = participant.getType().stream()
                    .flatMap(type -> type.getCoding().stream())
                    .anyMatch(coding -> REFERRER.equals(coding.getCode()));
            if (refers && participant.hasIndividual() && !isRemoved(participant.getIndividual())) {
                withhold(participant.getIndividual());
                count(WithheldKind.GENERAL_PRACTITIONER);
            }
        }
    }

    /** A reference that names a place by identifier or in words counts; one to a resource was counted with it. */
    private void withhold(Reference reference) {
        if (!isRemoved(reference) && (reference.hasIdentifier() || reference.hasDisplay())) {
            count(WithheldKind.ORGANISATION);
            remember(reference);
        }
        Masks.mask(reference);
    }

    private boolean isRemoved(Reference reference) {
        return reference.hasReference() && removed.containsKey(reference.getReference());
    }

    /** Masks by type, wherever an element of such a type stands. */
    private void visit(Base element) {
        if (element instanceof Address address) {
            if (!Masks.isMasked(address)) {
                count(WithheldKind.ADDRESS);
                remember(address);
                Masks.mask(address);
            }
            return;
        }
        if (element instanceof ContactPoint telecom) {
            if (!Masks.isMasked(telecom)) {
                count(WithheldKind.TELECOM);
                remember(telecom);
                Masks.mask(telecom);
            }
            return;
        }
        if (element instanceof Attachment attachment) {
            withhold(attachment);
            return;
        }
        if (element instanceof Reference reference) {
            if (isRemoved(reference)) {
                Masks.mask(reference);
                return;
            }
            if (PLACES.contains(String.valueOf(reference.getType()))) {
                withhold(reference);
                return;
            }
        }
        if (element instanceof Identifier identifier && DOCUMENT_HASH.equals(identifier.getSystem())) {
            Masks.mask(identifier.getValueElement());
        }
        if (element instanceof Extension extension && saysPlace(extension)) {
            count(WithheldKind.FURTHER_DETAIL);
            rememberExtension(extension);
            Masks.mask(extension);
            return;
        }
        for (Property property : ModelProperties.of(element)) {
            for (Base child : property.getValues()) {
                if (child == null) {
                    continue;
                }
                if (property.getName().startsWith("location") && child instanceof Reference reference) {
                    withhold(reference);
                } else if (!(child instanceof Resource) || element instanceof Bundle.BundleEntryComponent) {
                    visit(child);
                }
            }
        }
    }

    private void withhold(Attachment attachment) {
        if (Masks.isMasked(attachment)) {
            return;
        }
        // The copy beside it was counted when it was removed.
        if (!attachment.hasUrl() || !removed.containsKey(attachment.getUrl())) {
            count(WithheldKind.DOCUMENT);
        }
        Masks.mask(attachment);
    }

    private static boolean saysPlace(Extension extension) {
        String url = extension.getUrl();
        if (url == null || Masks.isMasked(extension)) {
            return false;
        }
        String name = url.substring(url.lastIndexOf('/') + 1);
        if (name.equals(REASON)) {
            return false;
        }
        for (String word : BETWEEN_WORDS.split(name, -1)) {
            if (WORDS_OF_PLACE.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private void names(List<HumanName> names) {
        for (HumanName name : names) {
            // Together only: a family name is the patient's as well.
            if (name.hasGiven() && name.hasFamily()) {
                values.add(name.getGivenAsSingleString() + " " + name.getFamily());
                values.add(name.getGiven().get(0).getValue() + " " + name.getFamily());
                values.add(name.getFamily() + " " + name.getGivenAsSingleString());
            }
        }
    }

    /** Of a place also what it is called by a code. */
    private void rememberExtension(Extension extension) {
        if (extension.getValue() instanceof CodeableConcept concept) {
            concept.getCoding().stream().filter(Coding::hasDisplay).forEach(coding -> values.add(coding.getDisplay()));
            if (concept.hasText()) {
                values.add(concept.getText());
            }
        }
        remember(extension);
    }

    /** Keeps what an element says, to find it where it is repeated; not names of people, nor words for kinds of things. */
    private void remember(Base element) {
        if (element instanceof HumanName || element instanceof CodeableConcept || element instanceof Coding) {
            return;
        }
        if (element instanceof ContactPoint telecom && telecom.hasValue()) {
            values.addTelephone(telecom.getValue());
        }
        if (element instanceof Address address) {
            address.getLine().stream()
                    .filter(StringType::hasValue)
                    .forEach(line -> values.addAddressLine(line.getValue()));
        }
        if (isText(element)) {
            if (element.primitiveValue() != null) {
                values.add(element.primitiveValue());
            }
            return;
        }
        for (Property property : ModelProperties.of(element)) {
            boolean common = (element instanceof Address && property.getName().equals("country"))
                    || property.getName().equals("system")
                    || property.getName().equals("meta")
                    || isTarget(element, property);
            if (!common) {
                property.getValues().stream().filter(Objects::nonNull).forEach(this::remember);
            }
        }
    }

    private static boolean isTarget(Base element, Property property) {
        return element instanceof Reference && property.getName().equals("reference");
    }

    private static boolean isText(Base element) {
        return element instanceof MarkdownType
                || (element instanceof StringType && !(element instanceof CodeType) && !(element instanceof IdType));
    }

    private void maskRepetitions() {
        allowSenderAndReceiver();
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() != null && !(entry.getResource() instanceof MessageHeader)) {
                maskRepetitions(entry.getResource());
            }
        }
    }

    private void allowSenderAndReceiver() {
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            Resource resource = entry.getResource();
            if (resource instanceof MessageHeader
                    || (resource != null && resource.fhirType().equals("Organization"))) {
                texts(resource).forEach(values::allow);
            }
        }
    }

    private static List<String> texts(Base element) {
        List<String> texts = new ArrayList<>();
        if (isText(element) && element.primitiveValue() != null) {
            texts.add(element.primitiveValue());
        }
        for (Property property : ModelProperties.of(element)) {
            property.getValues().stream().filter(Objects::nonNull).forEach(child -> texts.addAll(texts(child)));
        }
        return texts;
    }

    private void maskRepetitions(Base element) {
        for (Property property : ModelProperties.of(element)) {
            if (isTarget(element, property)
                    || (element instanceof Patient && property.getName().equals("name"))) {
                continue;
            }
            for (Base child : property.getValues()) {
                if (child == null) {
                    continue;
                }
                if (child instanceof PrimitiveType<?> primitive && repeats(element, primitive)) {
                    count(WithheldKind.TEXT);
                    Masks.mask(primitive);
                } else {
                    maskRepetitions(child);
                }
            }
        }
    }

    private boolean repeats(Base parent, PrimitiveType<?> primitive) {
        String value = primitive.getValueAsString();
        if (value == null || value.isEmpty()) {
            return false;
        }
        if (isText(primitive)) {
            return values.isRepeatedIn(value);
        }
        if (primitive instanceof UriType && !(primitive instanceof IdType) && parent instanceof Identifier) {
            return values.isRepeatedIn(decoded(value));
        }
        return primitive instanceof CodeType && parent instanceof Coding && values.isRepeatedInCode(value);
    }

    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return uri;
        }
    }

    private void rename(String name) {
        Map<String, String> renamed = new HashMap<>();
        int number = 0;
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            Resource resource = entry.getResource();
            if (resource == null) {
                continue;
            }
            String id =
                    DerivedId.of("restricted", name, Integer.toString(number++)).toString();
            renamed.put(entry.getFullUrl(), "urn:uuid:" + id);
            renamed.put(resource.fhirType() + "/" + resource.getIdPart(), resource.fhirType() + "/" + id);
            entry.setFullUrl("urn:uuid:" + id);
            resource.setId(id);
        }
        bundle.setId(DerivedId.of("restricted", name, "Bundle").toString());
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() != null) {
                rename(entry.getResource(), renamed);
            }
        }
    }

    private static void rename(Base element, Map<String, String> renamed) {
        if (element instanceof Reference reference && reference.hasReference()) {
            String to = renamed.get(reference.getReference());
            if (to != null) {
                reference.setReference(to);
            }
        } else if (element instanceof UriType uri && uri.hasValue()) {
            String to = renamed.get(uri.getValue());
            if (to != null) {
                uri.setValue(to);
            }
        }
        for (Property property : ModelProperties.of(element)) {
            property.getValues().stream().filter(Objects::nonNull).forEach(child -> rename(child, renamed));
        }
    }

    private void label() {
        Meta meta = bundle.getMeta();
        if (meta.getSecurity(Markings.CONFIDENTIALITY, Markings.RESTRICTED) == null
                && meta.getSecurity(Markings.CONFIDENTIALITY, "V") == null) {
            meta.addSecurity(new Coding().setSystem(Markings.CONFIDENTIALITY).setCode(Markings.RESTRICTED));
        }
        meta.addSecurity(new Coding(OBSERVATION_VALUE, "REDACTED", "redacted"));
        counts.forEach((kind, count) -> meta.addTag(new Coding(WITHHELD_SYSTEM, kind.code(), kind.meaning())));
    }
}
