package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;

import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.PractitionerRole;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PRT (HL7 v2.7 section 7.4.4) as PractitionerRole, and Device where one took part. */
final class Prt {

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "role-action", "0287"),
            localCode(3, "role-action-reason"),
            code(7, "organisation-unit-type", "0406"),
            localCode(13, "role-duration"),
            address(14, "role-address"),
            code(22, "device-type", "0961"));

    private Prt() {}

    static void onto(DomainResource about, Segment prt, TargetBundle target) {
        PractitionerRole role = target.add(new PractitionerRole(), prt.path());
        role.getMeta().addProfile(Participation.PROFILE);
        Cx.entity(prt.field(1), target).ifPresent(role::addIdentifier);
        Cwe.concept(prt.field(4), target, Systems.table("0912")).ifPresent(role::addCode);
        for (Element type : prt.repetitions(6)) {
            Cwe.concept(type, target, Systems.table("0182")).ifPresent(role::addCode);
        }
        Rol.who(prt, 5, role, target);
        Ts.period(prt.field(11), prt.field(12), target).ifPresent(role::setPeriod);
        for (Element telecom : prt.repetitions(15)) {
            Xtn.contactPoints(telecom, target, null).forEach(role::addTelecom);
        }
        Rol.where(prt, 9, 8, role, target);
        TABLE.carry(prt, role, target);
        target.carryRemovals(prt, role);
        if (namesDevice(prt)) {
            role.addExtension(Extensions.own("device", TargetBundle.to(device(prt, target))));
        }
        Participation.attach(about, role, prt.field(4), prt.field(2));
    }

    private static boolean namesDevice(Segment prt) {
        if (prt.has(10)) {
            return true;
        }
        for (int field = 16; field <= 21; field++) {
            if (prt.has(field)) {
                return true;
            }
        }
        return false;
    }

    private static Device device(Segment prt, TargetBundle target) {
        Device device = target.add(new Device(), prt.path());
        for (int field : new int[] {10, 21}) {
            for (Element ei : prt.repetitions(field)) {
                Cx.entity(ei, target).ifPresent(device::addIdentifier);
            }
        }
        Cx.entity(prt.field(16), target)
                .ifPresent(udi -> device.addUdiCarrier()
                        .setDeviceIdentifier(udi.getValue())
                        .addExtension(Extensions.own("device-identifier", udi)));
        Ts.dateTime(prt.field(17), target).ifPresent(device::setManufactureDateElement);
        Ts.dateTime(prt.field(18), target).ifPresent(device::setExpirationDateElement);
        String lot = prt.field(19).verbatim();
        if (!lot.isEmpty()) {
            device.setLotNumber(lot);
        }
        String serial = prt.field(20).verbatim();
        if (!serial.isEmpty()) {
            device.setSerialNumber(serial);
        }
        return device;
    }
}
