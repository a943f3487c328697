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

    private final Patient patient;
    private final Optional<Encounter> encounter;
    private final MessageHeader header;
    private final Notes notes;
    private final TargetBundle target;
    private Optional<Segment> order = Optional.empty();
    private Optional<DiagnosticReport> report = Optional.empty();
    private Optional<Specimen> specimen = Optional.empty();

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
        DiagnosticReport made = Obr.report(obr, scope(Optional.empty()), target);
        header.addFocus(TargetBundle.to(made));
        ServiceRequest request = Obr.request(obr, made, scope(Optional.empty()), target);
        order.ifPresent(orc -> Orc.onto(request, orc, target));
        order = Optional.empty();
        specimen = Obr.specimen(obr, patient, target);
        specimen.ifPresent(s -> made.addSpecimen(TargetBundle.to(s)));
        report = Optional.of(made);
        notes.about(made);
    }

    void observation(Segment obx) {
        Observation observation = Obx.observation(obx, scope(report), target);
        report.ifPresent(r -> r.addResult(TargetBundle.to(observation)));
        specimen.ifPresent(s -> observation.setSpecimen(TargetBundle.to(s)));
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
        order.ifPresent(orc -> {
            ServiceRequest request = Obr.emptyRequest(orc.path(), scope(Optional.empty()), target);
            Orc.onto(request, orc, target);
            notes.about(request);
        });
        order = Optional.empty();
    }

    private Scope scope(Optional<DiagnosticReport> of) {
        Optional<DateTimeType> observedAt =
                of.filter(DiagnosticReport::hasEffectiveDateTimeType).map(DiagnosticReport::getEffectiveDateTimeType);
        return new Scope(patient, encounter, of, observedAt);
    }
}
