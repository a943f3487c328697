package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.ServiceRequest;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** ORC as further elements of ServiceRequest. */
final class Orc {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "order-control", "0119"),
            code(5, "order-status", "0038"),
            code(6, "response-flag", "0121"),
            text(7, "quantity-and-timing"),
            text(8, "parent-order"),
            person(10, "entered-by"),
            person(11, "verified-by"),
            location(13, "enterers-location"),
            text(14, "order-callback-telephone"),
            dateTime(15, "order-effective"),
            code(16, "order-control-reason", "0949"),
            localCode(17, "entering-organisation"),
            localCode(18, "entering-device"),
            person(19, "action-by"),
            organisation(21, "ordering-facility"),
            text(23, "ordering-facility-telephone"),
            code(25, "order-status-modifier", "0395"),
            code(29, "order-type", "0482"));

    private Orc() {}

    static void onto(ServiceRequest request, Segment orc, TargetBundle target) {
        identifier(orc.field(2), "PLAC", request, target);
        identifier(orc.field(3), "FILL", request, target);
        Cx.entity(orc.field(4), target).ifPresent(request::setRequisition);
        Ts.dateTime(orc.field(9), target).ifPresent(request::setAuthoredOnElement);
        for (Element requester : orc.repetitions(12)) {
            Obr.requester(requester, request, target);
        }
        for (int field : new int[] {22, 24}) {
            String name = field == 22 ? "ordering-facility-address" : "ordering-provider-address";
            for (Element address : orc.repetitions(field)) {
                Xad.address(address, target).ifPresent(a -> request.addExtension(Extensions.own(name, a)));
            }
        }
        TABLE.carry(orc, request, target);
        target.carryRemovals(orc, request);
    }

    /** OBR-2 and OBR-3 repeat what ORC-2 and ORC-3 say. */
    private static void identifier(Element ei, String type, ServiceRequest request, TargetBundle target) {
        Optional<Identifier> identifier = Obr.identifier(ei, type, target);
        if (identifier.isPresent()
                && request.getIdentifier().stream().noneMatch(known -> known.equalsDeep(identifier.get()))) {
            request.addIdentifier(identifier.get());
        }
    }
}
