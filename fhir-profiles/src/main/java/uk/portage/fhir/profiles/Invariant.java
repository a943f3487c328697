package uk.portage.fhir.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.UriType;

/**
 * One rule on a single element that a cardinality cannot say. Those with a key such as {@code obs-6} are invariants of
 * FHIR R4 by that key; the others are rules of its data types that the specification states in words.
 *
 * @param key the name under which a problem is reported
 * @param holds whether an element keeps the rule
 */
record Invariant(String key, Predicate<Base> holds) {

    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+");
    private static final Pattern OID = Pattern.compile("urn:oid:[0-2](?:\\.(?:0|[1-9][0-9]*))+");
    private static final String UUID = "urn:uuid:";
    private static final int UUID_LENGTH = 36;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[^\\s/]+/[^\\s/;]+(?:\\s*;.*)?");
    private static final Set<String> ABATED = Set.of("inactive", "resolved", "remission");

    private record Entry(Class<? extends Base> type, Invariant invariant) {}

    private static final List<Entry> ALL = List.of(
            entry(Extension.class, "ext-1", e -> e.hasValue() != e.hasExtension()),
            entry(Coding.class, "system-absolute", c -> !c.hasSystem() || isAbsentOrAbsolute(c.getSystemElement())),
            entry(Identifier.class, "system-absolute", i -> !i.hasSystem() || isAbsentOrAbsolute(i.getSystemElement())),
            entry(Quantity.class, "system-absolute", q -> !q.hasSystem() || isAbsentOrAbsolute(q.getSystemElement())),
            entry(Identifier.class, "nhs-number-without-spaces", Invariant::nhsNumberWithoutSpaces),
            entry(Quantity.class, "qty-3", q -> !q.hasCode() || q.hasSystem()),
            entry(Range.class, "rng-2", Invariant::lowNotAboveHigh),
            entry(Ratio.class, "rat-1", r -> r.hasNumerator() == r.hasDenominator()),
            entry(Period.class, "per-1", Invariant::startNotAfterEnd),
            entry(Attachment.class, "att-1", a -> !a.hasData() || a.hasContentType()),
            entry(
                    Attachment.class,
                    "media-type",
                    a -> !a.hasContentType()
                            || !a.getContentTypeElement().hasValue()
                            || MEDIA_TYPE.matcher(a.getContentType()).matches()),
            entry(ContactPoint.class, "cpt-2", c -> !c.hasValue() || c.hasSystem()),
            entry(
                    Reference.class,
                    "reference-says-something",
                    r -> r.hasReference() || r.hasIdentifier() || r.hasDisplay() || r.hasExtension()),
            entry(Narrative.class, "txt-2", n -> n.hasDiv() && !n.getDiv().isEmpty()),
            entry(
                    DomainResource.class,
                    "dom-2",
                    r -> !r.hasContained()
                            || r.getContained().stream()
                                    .noneMatch(c -> c instanceof DomainResource d && d.hasContained())),
            entry(
                    DomainResource.class,
                    "dom-4",
                    r -> !r.hasContained()
                            || r.getContained().stream()
                                    .noneMatch(c -> c.hasMeta()
                                            && (c.getMeta().hasVersionId()
                                                    || c.getMeta().hasLastUpdated()))),
            entry(
                    Patient.ContactComponent.class,
                    "pat-1",
                    c -> c.hasName() || c.hasTelecom() || c.hasAddress() || c.hasOrganization()),
            entry(Organization.class, "org-1", o -> o.hasName() || o.hasIdentifier()),
            entry(Observation.class, "obs-6", o -> !o.hasDataAbsentReason() || !o.hasValue()),
            entry(Observation.class, "obs-7", Invariant::valueNotTwice),
            entry(
                    ObservationComponentComponent.class,
                    "component-value-or-reason",
                    c -> !c.hasDataAbsentReason() || !c.hasValue()),
            entry(
                    Observation.ObservationReferenceRangeComponent.class,
                    "obs-3",
                    r -> r.hasLow() || r.hasHigh() || r.hasText()),
            entry(
                    Condition.class,
                    "con-4",
                    c -> !c.hasAbatement()
                            || (c.hasClinicalStatus()
                                    && ABATED.stream().anyMatch(code -> hasCode(c.getClinicalStatus(), code)))),
            entry(
                    Condition.class,
                    "con-5",
                    c -> !c.hasVerificationStatus()
                            || !hasCode(c.getVerificationStatus(), "entered-in-error")
                            || !c.hasClinicalStatus()),
            entry(
                    AllergyIntolerance.class,
                    "ait-1",
                    a -> a.hasClinicalStatus()
                            || (a.hasVerificationStatus() && hasCode(a.getVerificationStatus(), "entered-in-error"))),
            entry(
                    AllergyIntolerance.class,
                    "ait-2",
                    a -> !a.hasVerificationStatus()
                            || !hasCode(a.getVerificationStatus(), "entered-in-error")
                            || !a.hasClinicalStatus()),
            entry(AppointmentParticipantComponent.class, "app-1", p -> p.hasType() || p.hasActor()),
            entry(Appointment.class, "app-2", a -> a.hasStart() == a.hasEnd()),
            entry(
                    Appointment.class,
                    "app-3",
                    a -> (a.hasStart() && a.hasEnd())
                            || a.getStatus() == AppointmentStatus.PROPOSED
                            || a.getStatus() == AppointmentStatus.CANCELLED
                            || a.getStatus() == AppointmentStatus.WAITLIST),
            entry(
                    Appointment.class,
                    "app-4",
                    a -> !a.hasCancelationReason()
                            || a.getStatus() == AppointmentStatus.CANCELLED
                            || a.getStatus() == AppointmentStatus.NOSHOW),
            entry(ServiceRequest.class, "prr-1", s -> !s.hasOrderDetail() || s.hasCode()),
            entry(SectionComponent.class, "cmp-1", s -> s.hasText() || s.hasEntry() || s.hasSection()),
            entry(SectionComponent.class, "cmp-2", s -> !s.hasEmptyReason() || !s.hasEntry()));

    /** The invariants of a class and of those it extends. */
    static Invariant[] of(Class<?> type) {
        List<Invariant> invariants = new ArrayList<>();
        for (Entry entry : ALL) {
            if (entry.type().isAssignableFrom(type)) {
                invariants.add(entry.invariant());
            }
        }
        return invariants.toArray(new Invariant[0]);
    }

    /** An element may say, in an extension, why it has no value. */
    private static boolean isAbsentOrAbsolute(UriType uri) {
        return !uri.hasValue() || isAbsolute(uri.getValue());
    }

    /** An absolute URI; those of the schemes urn:oid and urn:uuid in their own form. */
    static boolean isAbsolute(String uri) {
        if (uri.startsWith("urn:oid:")) {
            return OID.matcher(uri).matches();
        }
        if (uri.startsWith(UUID)) {
            return isUuid(uri);
        }
        return (uri.startsWith("https://") || uri.startsWith("http://"))
                ? uri.length() > 8 && uri.indexOf(' ') < 0
                : ABSOLUTE.matcher(uri).matches();
    }

    /** By hand: each entry of each bundle has one, and a regular expression cost more than the rest of its check. */
    private static boolean isUuid(String uri) {
        if (uri.length() != UUID.length() + UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = uri.charAt(UUID.length() + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    private static <T extends Base> Entry entry(Class<T> type, String key, Predicate<T> holds) {
        return new Entry(type, new Invariant(key, base -> holds.test(type.cast(base))));
    }

    /** The digits themselves are the sender's to answer for: an adapter carries them as sent and adds a finding. */
    private static boolean nhsNumberWithoutSpaces(Identifier identifier) {
        return !CodeSystems.NHS_NUMBER.equals(identifier.getSystem())
                || !identifier.hasValue()
                || !identifier.getValueElement().hasValue()
                || identifier.getValue().chars().noneMatch(Character::isWhitespace);
    }

    private static boolean lowNotAboveHigh(Range range) {
        return !range.hasLow()
                || !range.getLow().hasValue()
                || !range.hasHigh()
                || !range.getHigh().hasValue()
                || range.getLow().getValue().compareTo(range.getHigh().getValue()) <= 0;
    }

    /** Where one end says only the day, the day decides. */
    private static boolean startNotAfterEnd(Period period) {
        if (!period.hasStart() || !period.hasEnd()) {
            return true;
        }
        String start = period.getStartElement().getValueAsString();
        String end = period.getEndElement().getValueAsString();
        int days = Math.min(10, Math.min(start.length(), end.length()));
        if (start.length() > 10 && end.length() > 10) {
            return !period.getStart().toInstant().isAfter(period.getEnd().toInstant());
        }
        return start.substring(0, days).compareTo(end.substring(0, days)) <= 0;
    }

    private static boolean valueNotTwice(Observation observation) {
        if (!observation.hasValue() || !observation.hasComponent() || !observation.hasCode()) {
            return true;
        }
        for (ObservationComponentComponent component : observation.getComponent()) {
            for (Coding coding : component.getCode().getCoding()) {
                if (observation.getCode().getCoding().stream().anyMatch(own -> own.equalsShallow(coding))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean hasCode(CodeableConcept concept, String code) {
        for (Coding coding : concept.getCoding()) {
            if (code.equals(coding.getCode())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return key;
    }
}
