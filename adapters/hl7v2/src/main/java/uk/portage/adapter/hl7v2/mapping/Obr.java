package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.namedPerson;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatusEnumFactory;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.SourcePath;

/** OBR as DiagnosticReport, the ServiceRequest it answers, and the Specimen it was made from. */
final class Obr {

    private static final String REPORT_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-DiagnosticReport";
    private static final String REQUEST_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-ServiceRequest";

    private static final FieldTable REPORT = FieldTable.of(
            text(18, "placer-field-1"),
            text(19, "placer-field-2"),
            text(20, "filler-field-1"),
            text(21, "filler-field-2"),
            text(26, "parent-result"),
            person(28, "result-copies-to"),
            text(29, "parent-order"),
            code(30, "transportation-mode", "0124"),
            namedPerson(33, "assistant-result-interpreter"),
            namedPerson(34, "technician"),
            namedPerson(35, "transcriptionist"),
            dateTime(36, "scheduled"),
            number(37, "sample-containers"),
            localCode(38, "sample-transport-logistics"),
            text(39, "collectors-comment"),
            localCode(40, "transport-arrangement-responsibility"),
            code(41, "transport-arranged", "0224"),
            code(42, "escort-required", "0225"),
            text(43, "planned-transport-comment"),
            code(44, "procedure", "0088"),
            code(45, "procedure-modifier", "0340"),
            code(46, "placer-supplemental-information", "0411"),
            code(47, "filler-supplemental-information", "0411"),
            code(48, "medical-necessity", "0476"),
            code(49, "result-handling", "0507"),
            entity(51, "observation-group"),
            entity(52, "parent-observation-group"),
            FieldTable.identifier(53, "alternate-placer-order-number"));

    private static final FieldTable REQUEST = FieldTable.of(
            dateTime(6, "requested"),
            telecom(17, "order-callback-telephone"),
            localCode(50, "parent-universal-service"));

    private static final FieldTable ORDER = FieldTable.of(
            dateTime(7, "observation-start"),
            dateTime(8, "observation-end"),
            dateTime(22, "status-change"),
            code(25, "result-status", "0123"),
            namedPerson(32, "principal-result-interpreter"));

    private Obr() {}

    static DiagnosticReport report(Segment obr, Results.Scope scope, TargetBundle target) {
        DiagnosticReport report = target.add(new DiagnosticReport(), obr.path());
        report.getMeta().addProfile(REPORT_PROFILE);
        report.setSubject(TargetBundle.to(scope.patient()));
        scope.encounter().ifPresent(e -> report.setEncounter(TargetBundle.to(e)));
        identifier(obr.field(2), "PLAC", target).ifPresent(report::addIdentifier);
        identifier(obr.field(3), "FILL", target).ifPresent(report::addIdentifier);
        report.setStatusElement(status(obr.field(25), target));
        report.setCode(Cwe.concept(obr.field(4), target, target.localSystem("code-system", ""))
                .orElseGet(Obx::unknownCode));
        Cwe.concept(obr.field(24), target, Systems.table("0074")).ifPresent(report::addCategory);
        effective(obr, report, target);
        // DiagnosticReport.issued is an instant and so needs a time of day.
        Ts.instant(obr.field(22), target)
                .ifPresentOrElse(
                        report::setIssuedElement,
                        () -> Ts.dateTime(obr.field(22), target)
                                .ifPresent(date -> report.addExtension(Extensions.own("issued-date", date))));
        for (Element interpreter : obr.repetitions(32)) {
            Xcn.named(interpreter, target).ifPresent(report::addResultsInterpreter);
        }
        for (Element information : obr.repetitions(13)) {
            report.addExtension(
                    Extensions.own("relevant-clinical-information", new StringType(information.verbatim())));
        }
        REPORT.carry(obr, report, target);
        target.carryRemovals(obr, report);
        return report;
    }

    /** An OBR that only asks: what a report would tell of it is told of the request. */
    static ServiceRequest order(Segment obr, Results.Scope scope, TargetBundle target) {
        ServiceRequest request = emptyRequest(obr.path(), scope, target);
        identifier(obr.field(2), "PLAC", target).ifPresent(request::addIdentifier);
        identifier(obr.field(3), "FILL", target).ifPresent(request::addIdentifier);
        request.setCode(Cwe.concept(obr.field(4), target, target.localSystem("code-system", ""))
                .orElseGet(Obx::unknownCode));
        for (Element information : obr.repetitions(13)) {
            request.addExtension(
                    Extensions.own("relevant-clinical-information", new StringType(information.verbatim())));
        }
        Cwe.concept(obr.field(24), target, Systems.table("0074")).ifPresent(request::addCategory);
        ORDER.carry(obr, request, target);
        REPORT.carry(obr, request, target);
        asked(obr, request, target);
        target.carryRemovals(obr, request);
        return request;
    }

    private static Enumeration<DiagnosticReportStatus> status(Element code, TargetBundle target) {
        Enumeration<DiagnosticReportStatus> element =
                new Enumeration<>(new DiagnosticReportStatusEnumFactory(), DiagnosticReportStatus.UNKNOWN);
        return Cwe.closed(
                        code,
                        target,
                        CodeMapNames.REPORT_STATUS,
                        Systems.table("0123"),
                        DiagnosticReportStatus::fromCode)
                .map(status -> status.onto(element, element::addExtension))
                .orElse(element);
    }

    private static void effective(Segment obr, DiagnosticReport report, TargetBundle target) {
        if (obr.has(8)) {
            Optional<Period> period = Ts.period(obr.field(7), obr.field(8), target);
            period.ifPresent(report::setEffective);
        } else {
            Ts.dateTime(obr.field(7), target).ifPresent(report::setEffective);
        }
    }

    static Optional<Identifier> identifier(Element ei, String type, TargetBundle target) {
        return Cx.entity(ei, target).map(identifier -> {
            identifier.setType(Pid.type(type));
            return identifier;
        });
    }

    static ServiceRequest request(Segment obr, DiagnosticReport report, Results.Scope scope, TargetBundle target) {
        ServiceRequest request = emptyRequest(obr.path(), scope, target);
        report.getIdentifier().forEach(identifier -> request.addIdentifier(identifier.copy()));
        request.setCode(report.getCode().copy());
        report.addBasedOn(TargetBundle.to(request));
        asked(obr, request, target);
        return request;
    }

    private static void asked(Segment obr, ServiceRequest request, TargetBundle target) {
        for (Element priority : obr.repetitions(5)) {
            Timings.priority(request, priority, Systems.table("0027"), target);
        }
        for (Element requester : obr.repetitions(16)) {
            requester(requester, request, target);
        }
        for (Element tq : obr.repetitions(27)) {
            Schedule.ofField(tq, target).ifPresent(timing -> Timings.onto(request, timing));
        }
        for (Element reason : obr.repetitions(31)) {
            Cwe.concept(reason, target, target.localSystem("code-system", "")).ifPresent(request::addReasonCode);
        }
        REQUEST.carry(obr, request, target);
    }

    /** A result says that it was ordered; how the order itself stands it does not say. */
    static ServiceRequest emptyRequest(SourcePath origin, Results.Scope scope, TargetBundle target) {
        ServiceRequest request = target.add(new ServiceRequest(), origin);
        request.getMeta().addProfile(REQUEST_PROFILE);
        request.setStatus(ServiceRequestStatus.UNKNOWN);
        request.setIntent(ServiceRequestIntent.ORDER);
        request.setSubject(TargetBundle.to(scope.patient()));
        scope.encounter().ifPresent(e -> request.setEncounter(TargetBundle.to(e)));
        return request;
    }

    /** FHIR has room for one requester. */
    static void requester(Element xcn, ServiceRequest request, TargetBundle target) {
        Xcn.reference(xcn, target).ifPresent(who -> {
            if (!request.hasRequester()) {
                request.setRequester(who);
            } else if (!request.getRequester().getReference().equals(who.getReference())) {
                request.addExtension(Extensions.own("further-requester", who));
            }
        });
    }

    /** OBR-9 to OBR-15, where older versions of HL7 v2 tell of the specimen. */
    static Optional<Specimen> specimen(Segment obr, Patient patient, TargetBundle target) {
        boolean told = obr.has(9) || obr.has(10) || obr.has(11) || obr.has(12) || obr.has(14) || obr.has(15);
        if (!told) {
            return Optional.empty();
        }
        Specimen specimen = Spm.empty(obr.path(), patient, target);
        Element volume = obr.field(9);
        Spm.quantity(volume, target).ifPresent(q -> specimen.getCollection().setQuantity(q));
        for (Element collector : obr.repetitions(10)) {
            Xcn.reference(collector, target).ifPresent(who -> {
                if (specimen.getCollection().hasCollector()) {
                    specimen.addExtension(Extensions.own("further-collector", who));
                } else {
                    specimen.getCollection().setCollector(who);
                }
            });
        }
        Cwe.concept(obr.field(11), target, Systems.table("0065"))
                .ifPresent(c -> specimen.addExtension(Extensions.own("specimen-action", c)));
        Cwe.concept(obr.field(12), target, target.localSystem("code-system", ""))
                .ifPresent(c -> specimen.addExtension(Extensions.own("danger", c)));
        Ts.dateTime(obr.field(14), target).ifPresent(specimen::setReceivedTimeElement);
        source(obr, specimen, target);
        return Optional.of(specimen);
    }

    /** SPS: source, additives, text, body site, modifier, collection method, role. */
    private static void source(Segment obr, Specimen specimen, TargetBundle target) {
        for (Element sps : obr.repetitions(15)) {
            Cwe.mapped(sps.part(1), target, CodeMapNames.SPECIMEN_TYPE, Systems.table("0070"))
                    .ifPresent(type -> {
                        if (specimen.hasType()) {
                            specimen.addExtension(Extensions.own("further-specimen-type", type));
                        } else {
                            specimen.setType(type);
                        }
                    });
            own(specimen, "specimen-additives", sps.part(2).verbatim());
            String text = sps.part(3).verbatim();
            if (!text.isEmpty()) {
                specimen.addNote().setText(text);
            }
            Optional<CodeableConcept> site = Cwe.concept(sps.part(4), target, Systems.table("0163"));
            site.ifPresent(s -> specimen.getCollection().setBodySite(s));
            own(specimen, "site-modifier", sps.part(5).verbatim());
            Cwe.concept(sps.part(6), target, target.localSystem("code-system", ""))
                    .ifPresent(m -> specimen.getCollection().setMethod(m));
            own(specimen, "specimen-role", sps.part(7).verbatim());
        }
    }

    private static void own(Specimen specimen, String name, String value) {
        if (!value.isEmpty()) {
            specimen.addExtension(Extensions.own(name, new StringType(value)));
        }
    }
}
