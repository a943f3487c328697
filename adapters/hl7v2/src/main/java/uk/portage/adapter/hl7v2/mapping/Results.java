package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.Workflow;

/**
 * The results of a message, group by group: an order (ORC, OBR), its observations (OBX), and specimens (SPM).
 * Which group a segment belongs to is told only by what came before it, and by the {@link Arrangement} of the type.
 */
final class Results {

    /**
     * What an observation belongs to.
     *
     * @param observedAt when the report's observations were made, for those that do not say it themselves
     */
    record Scope(
            Patient patient,
            Optional<Encounter> encounter,
            Optional<DiagnosticReport> report,
            Optional<DateTimeType> observedAt) {

        static Scope of(Patient patient, Optional<Encounter> encounter) {
            return new Scope(patient, encounter, Optional.empty(), Optional.empty());
        }
    }

    /** An OBR, the ORC that came with it, and the request they were mapped to. */
    private record Group(Segment obr, Optional<Segment> order, ServiceRequest request) {}

    private final Patient patient;
    private final Optional<Encounter> encounter;
    private final MessageType type;
    private final Arrangement arrangement;
    private final boolean ordersOnly;
    private final MessageHeader header;
    private final Notes notes;
    private final Orders orders;
    private final TargetBundle target;
    private Optional<DiagnosticReport> report = Optional.empty();
    private Optional<Specimen> specimen = Optional.empty();
    private Optional<Group> group = Optional.empty();
    /** The specimen of all requests that follow, where specimens stand before them. */
    private Optional<Specimen> sample = Optional.empty();

    private Optional<Identifier> container = Optional.empty();
    private int specimensOfRequest;
    private Optional<Document> document = Optional.empty();
    private final FillerKeys keys = new FillerKeys();
    private final ParentResults parents = new ParentResults();

    /** @param type an order's OBR asks for something, a result's tells what came of it */
    Results(
            Patient patient,
            Optional<Encounter> encounter,
            MessageType type,
            MessageHeader header,
            Notes notes,
            Orders orders,
            TargetBundle target) {
        this.patient = patient;
        this.encounter = encounter;
        this.type = type;
        this.arrangement = Arrangement.of(type);
        this.ordersOnly = type.workflow() == Workflow.ORDER;
        this.header = header;
        this.notes = notes;
        this.orders = orders;
        this.target = target;
    }

    /** ORC: kept until the segment that says what is ordered, unless it belongs to the OBR before it. */
    void order(Segment orc) {
        orderWithoutRequest();
        orders.begin(orc);
    }

    /** What follows is about a medicine and no result of the OBR before it. */
    void leave() {
        report = Optional.empty();
        specimen = Optional.empty();
        group = Optional.empty();
    }

    void request(Segment obr) {
        if (ordersOnly) {
            ServiceRequest asked = Obr.order(obr, scope(Optional.empty()), target);
            header.addFocus(TargetBundle.to(asked));
            orders.detail(asked);
            specimens(obr, asked::addSpecimen, asked);
            notes.about(asked);
            return;
        }
        Optional<Segment> order = orders.waiting();
        if (order.filter(orc -> speaksOfAnother(orc, obr)).isPresent()) {
            orderWithoutRequest();
            order = Optional.empty();
        }
        DiagnosticReport made = Obr.report(obr, scope(Optional.empty()), target);
        header.addFocus(TargetBundle.to(made));
        ServiceRequest request = Obr.request(obr, made, scope(Optional.empty()), target);
        group = Optional.of(new Group(obr, order, request));
        FillerKeys.report(obr, order, target).ifPresent(made::addIdentifier);
        parents.begin(obr, order);
        orders.detail(request);
        specimens(obr, made::addSpecimen, made);
        report = Optional.of(made);
        notes.about(made);
    }

    /** The specimen that the OBR tells of, and the one that stands before it. */
    private void specimens(Segment obr, Consumer<Reference> place, DomainResource about) {
        Optional<Specimen> told = Obr.specimen(obr, patient, target);
        told.ifPresent(s -> place.accept(TargetBundle.to(s)));
        sample.ifPresent(s -> place.accept(TargetBundle.to(s)));
        specimen = sample.isPresent() ? sample : told;
        specimensOfRequest = 0;
        if (arrangement.isByContainer()) {
            container.ifPresent(id -> about.addExtension(Extensions.own("specimen-container", id.copy())));
        } else if (arrangement == Arrangement.CONTAINER_WITH_REQUEST) {
            sample = Optional.empty();
        }
    }

    /** Order numbers of which one differs and none agrees. */
    private static boolean speaksOfAnother(Segment orc, Segment obr) {
        return agreement(orc, obr, true) == 0 && agreement(orc, obr, false) > 0;
    }

    private static int agreement(Segment orc, Segment obr, boolean agreeing) {
        int count = 0;
        for (int field = 2; field <= 3; field++) {
            String ordered = orc.text(field);
            String reported = obr.text(field);
            boolean told = !ordered.isEmpty() && !reported.isEmpty();
            count += told && ordered.equals(reported) == agreeing ? 1 : 0;
        }
        return count;
    }

    /** An ORC that is sent after the OBR it belongs to, as its order numbers say. */
    private boolean joinLateOrder() {
        Optional<Segment> late = orders.waiting();
        if (late.isEmpty() || group.isEmpty() || group.get().order().isPresent()) {
            return false;
        }
        Group current = group.get();
        Segment orc = late.get();
        if (agreement(orc, current.obr(), true) == 0) {
            return false;
        }
        target.finding(orc.path(), Finding.Kind.SEGMENT_OUT_OF_ORDER);
        orders.detail(current.request());
        group = Optional.of(new Group(current.obr(), late, current.request()));
        return true;
    }

    Observation observation(Segment obx) {
        joinLateOrder();
        Observation observation = Obx.observation(obx, scope(report), target);
        report.ifPresent(r -> r.addResult(TargetBundle.to(observation)));
        if (specimensOfRequest <= 1 || arrangement != Arrangement.REQUEST_WITH_SPECIMENS) {
            specimen.ifPresent(s -> observation.setSpecimen(TargetBundle.to(s)));
        }
        group.flatMap(g -> keys.observation(g.obr(), g.order(), obx, target)).ifPresent(observation::addIdentifier);
        parents.add(obx, observation);
        if (report.isEmpty() && orders.current().orElse(observation) instanceof ServiceRequest request) {
            request.addSupportingInfo(TargetBundle.to(observation));
        }
        notes.about(observation);
        return observation;
    }

    /** An SPM tells more of the specimen that the OBR named, or names another, or begins what is about it. */
    void specimen(Segment spm) {
        Specimen made = Spm.specimen(spm, patient, target);
        if (arrangement.isSpecimenFirst()) {
            begin(made);
        } else {
            ofRequest(made);
        }
    }

    /** SAC: a container of the specimen before it; without one, of a specimen that nothing else tells of. */
    void container(Segment sac) {
        if (arrangement == Arrangement.CONTAINER_WITH_REQUEST) {
            begin(Spm.empty(sac.path(), patient, target));
        } else if (arrangement.isByContainer()) {
            sample.ifPresent(this::begin);
        } else if (specimen.isEmpty()) {
            ofRequest(Spm.empty(sac.path(), patient, target));
        }
        container = specimen.flatMap(of -> Sac.onto(of, sac, target));
        specimen.ifPresent(notes::about);
    }

    /** What follows is asked and found of no specimen of this message. */
    void leaveSample() {
        sample = Optional.empty();
        container = Optional.empty();
    }

    /** INV: what the container before it holds. */
    void inventory(Segment inv) {
        specimen.ifPresent(of -> Inv.onto(of, inv, target));
    }

    /** Until the next one, all that is asked and found is of this specimen. */
    private void begin(Specimen made) {
        orderWithoutRequest();
        leave();
        orders.leave();
        container = Optional.empty();
        sample = Optional.of(made);
        specimen = sample;
        notes.about(made);
    }

    private void ofRequest(Specimen made) {
        report.ifPresent(r -> r.addSpecimen(TargetBundle.to(made)));
        if (report.isEmpty() && orders.current().orElse(made) instanceof ServiceRequest request) {
            request.addSpecimen(TargetBundle.to(made));
        }
        specimensOfRequest++;
        specimen = Optional.of(made);
        notes.about(made);
    }

    /** TXA: a document of the order, whose content is the OBX after it. */
    void document(Segment txa) {
        DocumentReference reference = Txa.document(txa, type, patient, encounter, target);
        if (orders.current().orElse(patient) instanceof ServiceRequest request) {
            request.addSupportingInfo(TargetBundle.to(reference));
        }
        document = Optional.of(new Document(reference, target));
    }

    /** True if the OBX is what the TXA before it announced. */
    boolean isContent(Segment obx) {
        if (document.isEmpty()) {
            return false;
        }
        Document announced = document.get();
        document = Optional.empty();
        boolean content = Document.isContent(obx);
        if (content) {
            announced.content(obx);
            notes.about(announced.reference());
        }
        announced.complete();
        return content;
    }

    /** An order without observations, at the end of its group or of the message. */
    void orderWithoutRequest() {
        if (joinLateOrder()) {
            return;
        }
        orders.end();
    }

    /** To be called after the last segment. */
    void complete() {
        orderWithoutRequest();
        parents.link();
    }

    private Scope scope(Optional<DiagnosticReport> of) {
        Optional<DateTimeType> observedAt =
                of.filter(DiagnosticReport::hasEffectiveDateTimeType).map(DiagnosticReport::getEffectiveDateTimeType);
        return new Scope(patient, encounter, of, observedAt);
    }
}
