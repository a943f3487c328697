package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;

import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** MRG: what a person, an account or a visit was known by before. What it is used for, the trigger event says. */
final class Mrg {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";
    private static final FieldTable VISIT =
            FieldTable.of(identifier(5, "prior-visit-number"), identifier(6, "prior-alternate-visit-id"));
    private static final FieldTable PERSON = FieldTable.of(
            identifier(1, "prior-patient-identifier"),
            identifier(2, "prior-alternate-patient-id"),
            identifier(3, "prior-account-number"),
            identifier(4, "prior-patient-id"));

    private Mrg() {}

    /**
     * The Patient whose record ends: inactive and replaced by the Patient of the PID before it. Receivers hold records
     * under the old identifiers, so they are told in a resource of their own, not added to the survivor's.
     */
    static Patient prior(Segment mrg, Patient survivor, TargetBundle target) {
        Patient prior = target.add(new Patient(), mrg.path());
        prior.getMeta().addProfile(PROFILE);
        prior.setActive(false);
        boolean hasNhsNumber = false;
        for (int field : new int[] {1, 2, 4, 3}) {
            for (Element cx : mrg.repetitions(field)) {
                Optional<Identifier> identifier = Cx.identifier(cx, target);
                if (identifier.isPresent()) {
                    boolean isNhsNumber =
                            Systems.NHS_NUMBER.equals(identifier.get().getSystem());
                    if (isNhsNumber && hasNhsNumber) {
                        // UK Core has room for one.
                        identifier.get().setSystem(target.localSystem("local", "NHS"));
                    }
                    hasNhsNumber |= isNhsNumber;
                    if (field == 3 && !identifier.get().hasType()) {
                        identifier.get().setType(Pid.type("AN"));
                    }
                    prior.addIdentifier(identifier.get());
                }
            }
        }
        mrg.repetitions(7).forEach(e -> Xpn.name(e, target).ifPresent(prior::addName));
        VISIT.carry(mrg, prior, target);
        target.carryRemovals(mrg, prior);
        prior.addLink().setOther(TargetBundle.to(survivor)).setType(LinkType.REPLACEDBY);
        survivor.addLink().setOther(TargetBundle.to(prior)).setType(LinkType.REPLACES);
        return prior;
    }

    /** Identifiers and names that the same person had before, as old ones; those that stay say nothing new. */
    static void formerIdentifiers(Segment mrg, Patient patient, TargetBundle target) {
        for (int field : new int[] {1, 2, 4, 3}) {
            for (Element cx : mrg.repetitions(field)) {
                Cx.identifier(cx, target).ifPresent(former -> formerIdentifier(former, patient, target));
            }
        }
        for (Element xpn : mrg.repetitions(7)) {
            Xpn.name(xpn, target).ifPresent(name -> patient.addName(name.setUse(NameUse.OLD)));
        }
        VISIT.carry(mrg, patient, target);
        target.carryRemovals(mrg, patient);
    }

    private static void formerIdentifier(Identifier former, Patient patient, TargetBundle target) {
        boolean hasNhsNumber = false;
        for (Identifier current : patient.getIdentifier()) {
            hasNhsNumber |= Systems.NHS_NUMBER.equals(current.getSystem());
            if (current.getSystem().equals(former.getSystem())
                    && current.getValue().equals(former.getValue())) {
                if (!current.equalsDeep(former)) {
                    patient.addExtension(Extensions.own("prior-patient-identifier", former));
                }
                return;
            }
        }
        if (hasNhsNumber && Systems.NHS_NUMBER.equals(former.getSystem())) {
            // UK Core has room for one.
            former.setSystem(target.localSystem("local", "NHS"));
        }
        patient.addIdentifier(former.setUse(IdentifierUse.OLD));
    }

    /**
     * What an account or visit was known by before it was merged, moved or given another number, as extensions of it. It
     * says nothing about the record of the person it is moved from, which goes on.
     */
    static void former(Segment mrg, DomainResource visit, TargetBundle target) {
        PERSON.carry(mrg, visit, target);
        VISIT.carry(mrg, visit, target);
        for (Element xpn : mrg.repetitions(7)) {
            Xpn.name(xpn, target).ifPresent(name -> visit.addExtension(Extensions.own("prior-patient-name", name)));
        }
        target.carryRemovals(mrg, visit);
    }
}
