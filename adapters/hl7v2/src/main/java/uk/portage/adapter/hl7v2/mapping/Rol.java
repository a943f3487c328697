package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;

import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** ROL as PractitionerRole of the person, visit, procedure or problem before it. */
final class Rol {

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "role-action", "0287"),
            localCode(7, "role-duration"),
            localCode(8, "role-action-reason"),
            code(10, "organisation-unit-type", "0406"),
            address(11, "role-address"));

    private Rol() {}

    static void onto(DomainResource about, Segment rol, TargetBundle target) {
        PractitionerRole role = target.add(new PractitionerRole(), rol.path());
        role.getMeta().addProfile(Participation.PROFILE);
        Cx.entity(rol.field(1), target).ifPresent(role::addIdentifier);
        Cwe.concept(rol.field(3), target, Systems.table("0443")).ifPresent(role::addCode);
        for (Element type : rol.repetitions(9)) {
            Cwe.concept(type, target, Systems.table("0182")).ifPresent(role::addCode);
        }
        who(rol, 4, role, target);
        Ts.period(rol.field(5), rol.field(6), target).ifPresent(role::setPeriod);
        for (Element telecom : rol.repetitions(12)) {
            Xtn.contactPoints(telecom, target, null).forEach(role::addTelecom);
        }
        where(rol, 13, 14, role, target);
        TABLE.carry(rol, role, target);
        target.carryRemovals(rol, role);
        Participation.attach(about, role, rol.field(3), rol.field(2));
    }

    /** A role is one person's; further ones stand beside it. */
    static void who(Segment segment, int field, PractitionerRole role, TargetBundle target) {
        for (Element xcn : segment.repetitions(field)) {
            Optional<Reference> practitioner = Xcn.reference(xcn, target);
            if (practitioner.isPresent() && role.hasPractitioner()) {
                role.addExtension(Extensions.own("further-practitioner", practitioner.get()));
            } else {
                practitioner.ifPresent(role::setPractitioner);
            }
        }
    }

    static void where(Segment segment, int location, int organisation, PractitionerRole role, TargetBundle target) {
        for (Element pl : segment.repetitions(location)) {
            Pl.location(pl, target).ifPresent(place -> role.addLocation(TargetBundle.to(place)));
        }
        for (Element xon : segment.repetitions(organisation)) {
            Xon.organization(xon, target).map(TargetBundle::to).ifPresent(organization -> {
                if (role.hasOrganization()) {
                    role.addExtension(Extensions.own("further-organisation", organization));
                } else {
                    role.setOrganization(organization);
                }
            });
        }
    }
}
