package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;

import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * MRG as the Patient whose record ends: inactive and replaced by the Patient of the PID before it. Receivers hold
 * records under the old identifiers, so they are told in a resource of their own, not added to the survivor's.
 */
final class Mrg {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";
    private static final FieldTable TABLE =
            FieldTable.of(identifier(5, "prior-visit-number"), identifier(6, "prior-alternate-visit-id"));

    private Mrg() {}

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
        TABLE.carry(mrg, prior, target);
        target.carryRemovals(mrg, prior);
        prior.addLink().setOther(TargetBundle.to(survivor)).setType(LinkType.REPLACEDBY);
        survivor.addLink().setOther(TargetBundle.to(prior)).setType(LinkType.REPLACES);
        return prior;
    }
}
