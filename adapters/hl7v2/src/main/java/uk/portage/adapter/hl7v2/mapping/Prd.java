package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PRD, a provider of a referral, and CTD, whom to speak to there, as Practitioner: seven fields are the same in both. */
final class Prd {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Practitioner";

    private Prd() {}

    static Practitioner provider(Segment prd, TargetBundle target) {
        Practitioner practitioner = person(prd, "provider-role", "0286", target);
        Ts.period(prd.field(8), prd.field(9), target)
                .ifPresent(period -> practitioner.addExtension(Extensions.own("provider-role-period", period)));
        for (Element xon : prd.repetitions(10)) {
            Xon.organization(xon, target)
                    .ifPresent(o ->
                            practitioner.addExtension(Extensions.own("provider-organisation", TargetBundle.to(o))));
        }
        for (Element xad : prd.repetitions(11)) {
            Xad.address(xad, target)
                    .ifPresent(a -> practitioner.addExtension(Extensions.own("provider-organisation-address", a)));
        }
        for (Element pl : prd.repetitions(12)) {
            Pl.location(pl, target)
                    .ifPresent(l -> practitioner.addExtension(
                            Extensions.own("provider-organisation-location", TargetBundle.to(l))));
        }
        for (Element xtn : prd.repetitions(13)) {
            Xtn.contactPoints(xtn, target, null)
                    .forEach(
                            point -> practitioner.addExtension(Extensions.own("provider-organisation-telecom", point)));
        }
        Cwe.concept(prd.field(14), target, Systems.table("0185"))
                .ifPresent(
                        c -> practitioner.addExtension(Extensions.own("provider-organisation-preferred-contact", c)));
        return practitioner;
    }

    static Practitioner contact(Segment ctd, TargetBundle target) {
        return person(ctd, "contact-role", "0131", target);
    }

    private static Practitioner person(Segment segment, String role, String table, TargetBundle target) {
        Practitioner practitioner = target.add(new Practitioner(), segment.path());
        practitioner.getMeta().addProfile(PROFILE);
        for (Element code : segment.repetitions(1)) {
            Cwe.concept(code, target, Systems.table(table))
                    .ifPresent(c -> practitioner.addExtension(Extensions.own(role, c)));
        }
        segment.repetitions(2).forEach(xpn -> Xpn.name(xpn, target).ifPresent(practitioner::addName));
        segment.repetitions(3).forEach(xad -> Xad.address(xad, target).ifPresent(practitioner::addAddress));
        Pl.location(segment.field(4), target)
                .ifPresent(l -> practitioner.addExtension(Extensions.own("provider-location", TargetBundle.to(l))));
        for (Element xtn : segment.repetitions(5)) {
            Xtn.contactPoints(xtn, target, null).forEach(practitioner::addTelecom);
        }
        for (Element method : segment.repetitions(6)) {
            Cwe.concept(method, target, Systems.table("0185"))
                    .ifPresent(c -> practitioner.addExtension(Extensions.own("preferred-contact", c)));
        }
        for (Element pln : segment.repetitions(7)) {
            licence(pln, target).ifPresent(practitioner::addIdentifier);
        }
        target.carryRemovals(segment, practitioner);
        return practitioner;
    }

    /** PLN: number, type, issuing body, expiry. */
    private static Optional<Identifier> licence(Element pln, TargetBundle target) {
        String number = pln.text(1);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        String type = pln.text(2);
        Identifier identifier = new Identifier()
                .setSystem(target.localSystem("professional-number", type))
                .setValue(number);
        if (!type.isEmpty()) {
            identifier.setType(new CodeableConcept().setText(type));
        }
        String issuer = pln.text(3);
        if (!issuer.isEmpty()) {
            identifier.addExtension(Extensions.own("issuing-body", new StringType(issuer)));
        }
        Ts.dateTime(pln.part(4), target).ifPresent(end -> identifier.getPeriod().setEndElement(end));
        return Optional.of(identifier);
    }
}
