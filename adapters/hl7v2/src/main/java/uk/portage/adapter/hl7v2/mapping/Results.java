package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;

/**
 * The results of a message, group by group: an order (ORC, OBR), its observations (OBX), and specimens (SPM).
 * Which group a segment belongs to is told only by what came before it.
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
            Optional<DateTimeType> observedAt) {}

    /** An OBR, the ORC that came with it, and the request they were mapped to. */
    private record Group(Segment obr, Optional<Segment> order, ServiceRequest request) {}

    private final Patient patient;
    private final Optional<Encounter> encounter;
    private final MessageHeader header;
    private final Notes notes;
    private final TargetBundle target;
    private Optional<Segment> order = Optional.empty();
    private Optional<DiagnosticReport> report = Optional.empty();
    private Optional<Specimen> specimen = Optional.empty();
    private Optional<Group> group = Optional.empty();
    private final FillerKeys keys = new FillerKeys();
    private final ParentResults parents = new ParentResults();

    Results(Patient patient, Optional<Encounter> encounter, MessageHeader header, Notes notes, TargetBundle target) {
        this.patient = patient;
        this.encounter = encounter;
        this.header = header;
        this.notes = notes;
        this.target = target;
    }

    /** ORC: kept until the OBR it introduces. */
    void order(Segment orc) {
        orderWithoutRequest();
        order = Optional.of(orc);
    }

    void request(Segment obr) {
        if (order.filter(orc -> speaksOfAnother(orc, obr)).isPresent()) {
            orderWithoutRequest();
        }
        DiagnosticReport made = Obr.report(obr, scope(Optional.empty()), target);
        header.addFocus(TargetBundle.to(made));
        ServiceRequest request = Obr.request(obr, made, scope(Optional.empty()), target);
        order.ifPresent(orc -> Orc.onto(request, orc, target));
        group = Optional.of(new Group(obr, order, request));
        FillerKeys.report(obr, order, target).ifPresent(made::addIdentifier);
        parents.begin(obr, order);
        order = Optional.empty();
        specimen = Obr.specimen(obr, patient, target);
        specimen.ifPresent(s -> made.addSpecimen(TargetBundle.to(s)));
        report = Optional.of(made);
        notes.about(made);
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
        if (order.isEmpty() || group.isEmpty() || group.get().order().isPresent()) {
            return false;
        }
        Group current = group.get();
        Segment orc = order.get();
        if (agreement(orc, current.obr(), true) == 0) {
            return false;
        }
        target.finding(orc.path(), Finding.Kind.SEGMENT_OUT_OF_ORDER);
        Orc.onto(current.request(), orc, target);
        group = Optional.of(new Group(current.obr(), order, current.request()));
        order = Optional.empty();
        return true;
    }

    void observation(Segment obx) {
        joinLateOrder();
        Observation observation = Obx.observation(obx, scope(report), target);
        report.ifPresent(r -> r.addResult(TargetBundle.to(observation)));
        specimen.ifPresent(s -> observation.setSpecimen(TargetBundle.to(s)));
        group.flatMap(g -> keys.observation(g.obr(), g.order(), obx, target)).ifPresent(observation::addIdentifier);
        parents.add(obx, observation);
        notes.about(observation);
    }

    /** An SPM tells more of the specimen that the OBR named, or names another. */
    void specimen(Segment spm) {
        Specimen made = Spm.specimen(spm, patient, target);
        report.ifPresent(r -> r.addSpecimen(TargetBundle.to(made)));
        specimen = Optional.of(made);
        notes.about(made);
    }

    /** An order without observations, at the end of its group or of the message. */
    void orderWithoutRequest() {
        if (joinLateOrder()) {
            return;
        }
        order.ifPresent(orc -> {
            ServiceRequest request = Obr.emptyRequest(orc.path(), scope(Optional.empty()), target);
            Orc.onto(request, orc, target);
            notes.about(request);
        });
        order = Optional.empty();
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
