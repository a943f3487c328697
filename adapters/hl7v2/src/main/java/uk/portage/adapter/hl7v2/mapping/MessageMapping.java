package uk.portage.adapter.hl7v2.mapping;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;

/**
 * One message as one message bundle. The person and the visit are found first, because every other segment refers to
 * them; then the segments are taken in the order they were sent.
 */
public final class MessageMapping {

    /** A second one would overwrite what the first one said. */
    private static final Set<String> ONLY_ONCE = Set.of("EVN", "PV1", "PV2", "ZU1", "ZU3", "ZU4", "ZU5", "ZU6", "ZU7");

    private final Message message;
    private final String event;
    private final TargetBundle target;

    /**
     * @param message one that has a PID
     * @param event the trigger event, for example {@code A01}
     */
    public MessageMapping(Message message, String event, TargetBundle target) {
        this.message = message;
        this.event = event;
        this.target = target;
    }

    public Translation translate(SourceDocument document) {
        if (message.charsetAssumed()) {
            target.finding(new SourcePath("MSH[1]-18"), Finding.Kind.ENCODING_ASSUMED);
        }
        for (Segment continued : message.continuedSegments()) {
            target.finding(continued.path(), Finding.Kind.SEGMENT_UNEXPECTED);
        }
        MessageHeader header = Msh.header(message.header(), event, target);
        Provenance provenance = new Provenance();
        Pid.Subject subject = Pid.subject(first("PID").orElseThrow(), target);
        Patient patient = subject.patient();
        header.addFocus(TargetBundle.to(patient));
        Optional<Encounter> encounter = first("PV1").flatMap(pv1 -> Pv1.encounter(pv1, event, patient, target));
        encounter.ifPresent(e -> header.addFocus(TargetBundle.to(e)));
        Results results = new Results(patient, encounter, header, target);
        Patient current = patient;
        Set<String> seen = new HashSet<>();
        for (Segment segment : message.segments()) {
            if (!seen.add(segment.id()) && ONLY_ONCE.contains(segment.id())) {
                target.finding(segment.path(), Finding.Kind.SEGMENT_UNEXPECTED);
                continue;
            }
            switch (segment.id()) {
                case "EVN" -> Evn.onto(header, provenance, segment, target);
                case "PID" -> current = person(segment, current, header);
                case "PD1" -> Pd1.onto(current, segment, target);
                case "MRG" -> header.addFocus(TargetBundle.to(Mrg.prior(segment, current, target)));
                case "NK1" -> results.mapped(Nk1.relatedPerson(segment, current, target));
                case "PV1" -> encounter.ifPresent(results::mapped);
                case "PV2" -> encounter.ifPresent(e -> Pv2.onto(e, segment, target));
                case "AL1" -> results.mapped(Al1.allergy(segment, patient, target));
                case "IAM" -> results.mapped(Iam.allergy(segment, patient, target));
                case "DG1" -> results.mapped(Dg1.condition(segment, patient, encounter, target));
                case "PR1" -> results.mapped(Pr1.procedure(segment, event, patient, encounter, target));
                case "ORC" -> results.order(segment);
                case "OBR" -> results.request(segment);
                case "OBX" -> results.observation(segment);
                case "SPM" -> results.specimen(segment);
                case "NTE" -> results.note(segment);
                case "ZU1", "ZU3", "ZU4", "ZU5", "ZU6", "ZU7" -> Zu.onto(visit(encounter, patient), segment, target);
                case "ARV" -> Arv.onto(patient, segment, target);
                case "ZU8" -> Zu8.onto(patient, segment, target);
                default -> {}
            }
        }
        results.orderWithoutRequest();
        provenance(provenance, header, Original.attach(document, patient, target));
        return new Translation.Translated(target.bundle(), message.losses(), target.findings(), subject.rightPerson());
    }

    /** The first PID is mapped already; each further one, in a merge, is another survivor. */
    private Patient person(Segment pid, Patient current, MessageHeader header) {
        if (pid.equals(first("PID").orElseThrow())) {
            return current;
        }
        Patient next = Pid.subject(pid, target).patient();
        header.addFocus(TargetBundle.to(next));
        return next;
    }

    private static DomainResource visit(Optional<Encounter> encounter, Patient patient) {
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

    private void provenance(Provenance provenance, MessageHeader header, DocumentReference original) {
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
