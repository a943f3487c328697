package uk.portage.adapter.hl7v2.mapping;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Provenance;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** EVN, why and when, as elements of MessageHeader and Provenance. */
final class Evn {

    private static final String AGENT_TYPE = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    private Evn() {}

    static void onto(MessageHeader header, Provenance provenance, Segment evn, TargetBundle target) {
        Cwe.concept(evn.field(1), target, Systems.table("0003"))
                .ifPresent(c -> header.addExtension(Extensions.own("recorded-event-type", c)));
        Ts.dateTime(evn.field(6), target).ifPresent(provenance::setOccurred);
        // Provenance.recorded is an instant and so needs a time of day.
        Ts.instant(evn.field(2), target)
                .ifPresentOrElse(
                        provenance::setRecordedElement,
                        () -> Ts.dateTime(evn.field(2), target)
                                .ifPresent(date -> provenance.addExtension(Extensions.own("recorded-date", date))));
        Ts.dateTime(evn.field(3), target)
                .ifPresent(planned -> header.addExtension(Extensions.own("planned-event-time", planned)));
        Cwe.concept(evn.field(4), target, Systems.table("0062")).ifPresent(header::setReason);
        for (Element operator : evn.repetitions(5)) {
            Xcn.reference(operator, target).ifPresent(who -> {
                provenance.addAgent().setType(role("enterer")).setWho(who);
                header.setEnterer(who);
            });
        }
        Xon.facility(evn.field(7), target)
                .ifPresent(
                        facility -> header.addExtension(Extensions.own("event-facility", TargetBundle.to(facility))));
        target.carryRemovals(evn, header);
    }

    static CodeableConcept role(String code) {
        CodeableConcept role = new CodeableConcept();
        role.addCoding().setSystem(AGENT_TYPE).setCode(code);
        return role;
    }
}
