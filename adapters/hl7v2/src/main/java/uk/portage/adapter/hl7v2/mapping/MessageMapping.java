package uk.portage.adapter.hl7v2.mapping;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.hl7v2.type.TriggerEvent;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;

/**
 * One message as one message bundle. The person and the visit are found first, because every other segment refers to
 * them; then the segments are taken in the order they were sent.
 *
 * <p>Of a type without a mapping nothing but the person, the event and what protects the person is read: what its other
 * segments mean is not known, and each is a loss.
 */
public final class MessageMapping {

    /** A second one would overwrite what the first one said. */
    private static final Set<String> ONLY_ONCE =
            Set.of("EVN", "PV1", "PV2", "SCH", "TXA", "RF1", "ZU1", "ZU3", "ZU4", "ZU5", "ZU6", "ZU7");

    private final Message message;
    private final MessageType type;
    private final TargetBundle target;
    private final MessageHeader header;
    private final Provenance provenance = new Provenance();
    private final Optional<Pid.Subject> subject;
    private final Optional<Encounter> encounter;
    private final Optional<Document> document;
    private final Optional<Booking> booking;
    private final Optional<Referral> referral;
    private final Notes notes;
    private final SegmentOrder order;

    /** @param message one with a PID, if its type needs one */
    public MessageMapping(Message message, MessageType type, TargetBundle target) {
        this.message = message;
        this.type = type;
        this.target = target;
        this.order = new SegmentOrder(type, message.header().text(12), target);
        readerFindings(message, target);
        this.header = Msh.header(message.header(), type, target);
        this.subject = first("PID").map(pid -> Pid.subject(pid, target));
        subject.ifPresent(s -> header.addFocus(TargetBundle.to(s.patient())));
        this.encounter = type.isMapped()
                ? subject.flatMap(s -> first("PV1").flatMap(pv1 -> Pv1.encounter(pv1, type, s.patient(), target)))
                : Optional.empty();
        encounter.ifPresent(e -> header.addFocus(TargetBundle.to(e)));
        this.document = of("MDM", "TXA").flatMap(txa -> patient().map(p -> document(txa, p)));
        this.booking = of("SIU", "SCH").map(sch -> new Booking(sch, type, patient(), encounter, header, target));
        this.referral = isReferral() ? patient().map(this::referral) : Optional.empty();
        this.notes = new Notes(subject.isPresent() ? subject.get().patient() : header, target);
    }

    public Translation translate(SourceDocument document) {
        Optional<Patient> patient = patient();
        if (patient.isPresent()) {
            segmentsAboutPerson(patient.get());
        } else {
            segmentsAboutNobody();
        }
        provenance(Original.attach(document, patient, target));
        boolean rightPerson = subject.map(Pid.Subject::rightPerson).orElse(false);
        return new Translation.Translated(target.bundle(), message.losses(), target.findings(), rightPerson);
    }

    private Optional<Patient> patient() {
        return subject.map(Pid.Subject::patient);
    }

    /** The first segment of that id, if the message is of that type and the type is mapped. */
    private Optional<Segment> of(String code, String id) {
        return type.isMapped() && type.code().equals(code) ? first(id) : Optional.empty();
    }

    private Document document(Segment txa, Patient patient) {
        DocumentReference reference = Txa.document(txa, type, patient, encounter, target);
        header.addFocus(TargetBundle.to(reference));
        return new Document(reference, target);
    }

    /** Later versions of HL7 v2 have RF1 in ADT, too: the referral that the visit came of. */
    private boolean isReferral() {
        return type.isMapped() && (type.code().equals("REF") || first("RF1").isPresent());
    }

    private Referral referral(Patient patient) {
        SourcePath origin = first("RF1").orElse(message.header()).path();
        return new Referral(origin, type, patient, encounter, header, target);
    }

    private static void readerFindings(Message message, TargetBundle target) {
        if (message.charsetAssumed()) {
            target.finding(new SourcePath("MSH[1]-18"), Finding.Kind.ENCODING_ASSUMED);
        }
        for (Segment continued : message.continuedSegments()) {
            target.finding(continued.path(), Finding.Kind.SEGMENT_UNEXPECTED);
        }
    }

    private void segmentsAboutNobody() {
        for (Segment segment : message.segments()) {
            switch (segment.id()) {
                case "EVN" -> {
                    if (segment.isFirst()) {
                        Evn.onto(header, provenance, segment, target);
                    }
                }
                case "NTE" -> notes.add(segment);
                default -> booking.ifPresent(b -> booked(segment, b));
            }
        }
        booking.ifPresent(Booking::complete);
    }

    /** True if the segment is one of an appointment. */
    private boolean booked(Segment segment, Booking at) {
        switch (segment.id()) {
            case "SCH" -> notes.about(at.appointment());
            case "TQ1" -> at.timing(segment);
            case "RGS" -> at.group(segment);
            case "AIS", "AIG", "AIL", "AIP" -> at.resource(segment);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isOfOrder(Segment segment) {
        return segment.id().equals("TXA") && Arrangement.of(type).isOrderAfterRequest();
    }

    private void segmentsAboutPerson(Patient first) {
        Arrangement arrangement = Arrangement.of(type);
        Optional<Segment> contradiction = arrangement.contradiction(message.segments());
        contradiction.ifPresent(segment -> target.finding(segment.path(), Finding.Kind.SEGMENT_OUT_OF_ORDER));
        boolean arranged = contradiction.isEmpty();
        Groups groups = new Groups(first, encounter, type, header, notes, arranged, target);
        SiteFields siteFields = new SiteFields(target.siteFields());
        Patient patient = first;
        for (Segment segment : arranged ? arrangement.ordersFirst(message.segments()) : message.segments()) {
            order.check(segment);
            if (!segment.isFirst() && ONLY_ONCE.contains(segment.id()) && !isOfOrder(segment)) {
                target.finding(segment.path(), Finding.Kind.SEGMENT_UNEXPECTED);
                groups.priorResults();
                continue;
            }
            switch (segment.id()) {
                case "EVN" -> Evn.onto(header, provenance, segment, target);
                case "PID" -> patient = person(segment, patient);
                case "PD1" -> Pd1.onto(patient, segment, target);
                case "SFT" -> Sft.onto(header, segment, target);
                case "ARV" -> Arv.onto(first, segment, target);
                case "ZU8" -> Zu8.onto(first, segment, target);
                default -> {
                    if (type.isMapped()) {
                        mapped(segment, patient, first, groups);
                    }
                }
            }
            siteFields.carry(segment, patient, visit(patient), target);
        }
        groups.end();
        document.ifPresent(Document::complete);
        booking.ifPresent(Booking::complete);
    }

    /**
     * @param current the person of the PID before it, for what belongs to that PID's group
     * @param patient the person the message is about
     */
    private void mapped(Segment segment, Patient current, Patient patient, Groups groups) {
        switch (segment.id()) {
            case "MRG" -> merge(segment, current);
            case "NK1" -> notes.about(Nk1.relatedPerson(segment, current, target));
            case "PV1" -> encounter.ifPresent(notes::about);
            case "PV2" -> encounter.ifPresent(e -> Pv2.onto(e, segment, target));
            case "AL1" -> {
                groups.priorResults();
                notes.about(Al1.allergy(segment, patient, target));
            }
            case "IAM" -> notes.about(Iam.allergy(segment, patient, target));
            case "PR1" -> notes.about(Pr1.procedure(segment, type, patient, encounter, target));
            case "OBX" -> observation(segment, groups);
            case "ZU1", "ZU3", "ZU4", "ZU5", "ZU6", "ZU7" -> Zu.onto(visit(patient), segment, target);
            case "TXA" -> document(segment, groups);
            case "RF1" -> referral.ifPresent(r -> notes.about(r.details(segment)));
            case "PRD" -> referral.ifPresent(r -> notes.about(r.provider(segment)));
            case "CTD" -> referral.ifPresentOrElse(r -> notes.about(r.contact(segment)), () -> groups.take(segment));
            default -> {
                if (booking.isEmpty() || !booked(segment, booking.get())) {
                    groups.take(segment);
                }
            }
        }
    }

    /** TXA: the document of the message, or one of an order, of which there may be many. */
    private void document(Segment txa, Groups groups) {
        if (document.isPresent()) {
            notes.about(document.get().reference());
        } else if (Arrangement.of(type).isOrderAfterRequest()) {
            groups.take(txa);
        }
    }

    /** In a message with a document, text and data are the document; measured values stay values. */
    private void observation(Segment obx, Groups groups) {
        if (document.isPresent() && Document.isContent(obx)) {
            document.get().content(obx);
            notes.about(document.get().reference());
        } else {
            groups.take(obx);
        }
    }

    /**
     * The first PID is mapped already; each further one is another survivor of a merge, or a record of the same person.
     */
    private Patient person(Segment pid, Patient current) {
        if (pid.isFirst()) {
            return current;
        }
        Patient next = Pid.subject(pid, target).patient();
        header.addFocus(TargetBundle.to(next));
        if (type.trigger().filter(TriggerEvent::linksRecords).isPresent()) {
            current.addLink().setOther(TargetBundle.to(next)).setType(LinkType.SEEALSO);
            next.addLink().setOther(TargetBundle.to(current)).setType(LinkType.SEEALSO);
        }
        return next;
    }

    private void merge(Segment mrg, Patient current) {
        if (type.trigger().filter(TriggerEvent::mergesPeople).isPresent()) {
            header.addFocus(TargetBundle.to(Mrg.prior(mrg, current, target)));
        } else if (type.trigger().filter(TriggerEvent::changesIdentifiers).isPresent()) {
            Mrg.formerIdentifiers(mrg, current, target);
        } else {
            Mrg.former(mrg, visit(current), target);
        }
    }

    private DomainResource visit(Patient patient) {
        return encounter.isPresent() ? encounter.get() : patient;
    }

    private Optional<Segment> first(String id) {
        for (Segment segment : message.segments()) {
            if (segment.id().equals(id)) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    private void provenance(DocumentReference original) {
        List<Bundle.BundleEntryComponent> entries = target.bundle().getEntry();
        for (Bundle.BundleEntryComponent entry : entries) {
            Resource resource = entry.getResource();
            if (resource != original && !resource.fhirType().equals("Binary")) {
                provenance.addTarget(TargetBundle.to(resource));
            }
        }
        target.add(provenance, message.header().path());
        if (!provenance.hasRecordedElement()) {
            Ts.instant(message.header().field(7), target).ifPresent(provenance::setRecordedElement);
        }
        if (!provenance.hasRecordedElement()) {
            provenance.getRecordedElement().addExtension(Extensions.absent("unknown"));
        }
        Provenance.ProvenanceAgentComponent sender = provenance.addAgent().setType(Evn.role("author"));
        if (header.hasSender()) {
            sender.setWho(header.getSender().copy());
        } else {
            sender.getWho().setDisplay(header.getSource().getEndpoint());
        }
        provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(TargetBundle.to(original));
    }
}
