package uk.portage.gateway.mailbox.push;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Elements of a record in words. What is absent is an empty text; what there are no words for is said to be elsewhere. */
final class Wording {

    private static final String ELSEWHERE = "(in the file beside this page)";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.UK);

    private final Map<String, Resource> resources;
    private final ZoneId zone;

    /** @param resources by the references that lead to them */
    Wording(Map<String, Resource> resources, ZoneId zone) {
        this.resources = resources;
        this.zone = zone;
    }

    /** Those that say something, with the separator between them. */
    String join(String separator, @Nullable String... texts) {
        return Arrays.stream(texts)
                .flatMap(text -> Optional.ofNullable(text).stream())
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(separator));
    }

    /** An NHS number as people read it: 3, 3 and 4 digits. */
    static String grouped(String number) {
        return number.matches("\\d{10}")
                ? number.substring(0, 3) + ' ' + number.substring(3, 6) + ' ' + number.substring(6)
                : number;
    }

    /** A code of FHIR's own lists. */
    String code(Enumeration<?> code) {
        return join("", code.getValueAsString()).replace('-', ' ');
    }

    String of(@Nullable CodeableConcept concept) {
        if (concept == null) {
            return "";
        }
        if (concept.hasText()) {
            return concept.getText();
        }
        return concept.getCoding().stream()
                .filter(Coding::hasDisplay)
                .findFirst()
                .or(() -> concept.getCoding().stream().findFirst())
                .map(this::of)
                .orElse("");
    }

    String of(@Nullable Coding coding) {
        if (coding == null) {
            return "";
        }
        return coding.hasDisplay() ? coding.getDisplay() : join("", coding.getCode());
    }

    String of(Reference reference, String before) {
        String text = of(reference);
        return text.isBlank() ? "" : before + text;
    }

    String of(@Nullable Reference reference) {
        if (reference == null) {
            return "";
        }
        if (reference.hasDisplay()) {
            return reference.getDisplay();
        }
        Resource resource = resources.get(reference.getReference());
        if (resource instanceof Practitioner practitioner) {
            return names(practitioner.getName());
        }
        if (resource instanceof PractitionerRole role) {
            return join(", ", of(role.getPractitioner()), of(role.getOrganization()));
        }
        if (resource instanceof Organization organisation) {
            return organisation.hasName()
                    ? organisation.getName()
                    : join("", organisation.getIdentifierFirstRep().getValue());
        }
        if (resource instanceof Location location) {
            return join("", location.getName());
        }
        if (resource instanceof Medication medication) {
            return of(medication.getCode());
        }
        return reference.hasIdentifier() ? join("", reference.getIdentifier().getValue()) : "";
    }

    String names(List<HumanName> names) {
        // The usual or the official name; what somebody was called before is in the file.
        return names.stream()
                .filter(name -> name.getUse() != HumanName.NameUse.OLD && name.getUse() != HumanName.NameUse.MAIDEN)
                .map(this::of)
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse("");
    }

    String of(@Nullable HumanName name) {
        if (name == null) {
            return "";
        }
        String parts = join(
                " ",
                name.getPrefixAsSingleString(),
                name.getGivenAsSingleString(),
                name.getFamily(),
                name.getSuffixAsSingleString());
        return parts.isBlank() ? join("", name.getText()) : parts;
    }

    String addresses(List<Address> addresses) {
        return addresses.stream().map(this::of).collect(Collectors.joining("\n"));
    }

    String of(@Nullable Address address) {
        if (address == null) {
            return "";
        }
        String lines = address.getLine().stream().map(StringType::getValue).collect(Collectors.joining(", "));
        String parts = join(", ", lines, address.getCity(), address.getDistrict(), address.getPostalCode());
        return join(
                " ",
                parts.isBlank() ? address.getText() : parts,
                address.hasUse() ? "(" + code(address.getUseElement()) + ")" : "");
    }

    String telecoms(List<ContactPoint> telecoms) {
        return telecoms.stream()
                .filter(ContactPoint::hasValue)
                .map(point ->
                        join(" ", point.getValue(), point.hasUse() ? "(" + code(point.getUseElement()) + ")" : ""))
                .collect(Collectors.joining("\n"));
    }

    String of(Dosage dosage) {
        String text = dosage.hasText()
                ? dosage.getText()
                : dosage.getDoseAndRate().stream()
                        .map(dose -> of(dose.getDose()))
                        .collect(Collectors.joining(", "));
        return join(
                ", ",
                text,
                of(dosage.getRoute()),
                of(dosage.getTiming().getCode()),
                dosage.hasPatientInstruction() ? dosage.getPatientInstruction() : "");
    }

    String of(Observation.ObservationReferenceRangeComponent range) {
        return range.hasText() ? range.getText() : join(" to ", of((Type) range.getLow()), of((Type) range.getHigh()));
    }

    /** A value of any type. */
    String of(@Nullable Type value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        if (value instanceof BaseDateTimeType time) {
            return time(time);
        }
        if (value instanceof PrimitiveType<?> primitive) {
            return join("", primitive.getValueAsString());
        }
        if (value instanceof CodeableConcept concept) {
            return of(concept);
        }
        if (value instanceof Coding coding) {
            return of(coding);
        }
        if (value instanceof Reference reference) {
            return of(reference);
        }
        if (value instanceof Quantity quantity) {
            return join(
                    " ",
                    join(
                            "",
                            quantity.hasComparator() ? quantity.getComparator().toCode() : "",
                            quantity.hasValue() ? quantity.getValue().toPlainString() : ""),
                    quantity.hasUnit() ? quantity.getUnit() : quantity.getCode());
        }
        if (value instanceof Range range) {
            return join(" to ", of((Type) range.getLow()), of((Type) range.getHigh()));
        }
        if (value instanceof Ratio ratio) {
            return join(" : ", of((Type) ratio.getNumerator()), of((Type) ratio.getDenominator()));
        }
        if (value instanceof Period period) {
            return period.hasEnd()
                    ? join(" to ", of(period.getStartElement()), of(period.getEndElement()))
                    : join(" ", "since", of(period.getStartElement()));
        }
        return ELSEWHERE;
    }

    private String time(BaseDateTimeType time) {
        if (time.getValue() == null) {
            return "";
        }
        return switch (time.getPrecision()) {
            case YEAR, MONTH -> time.getValueAsString();
            // A day is a day wherever it is read.
            case DAY -> DAY.format(LocalDate.parse(time.getValueAsString()));
            case MINUTE, SECOND, MILLI ->
                MINUTE.format(time.getValue().toInstant().atZone(zone));
        };
    }
}
