package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** What ROL and PRT have in common: a professional's role, put where the resource it belongs to has a place for it. */
final class Participation {

    static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-PractitionerRole";

    private Participation() {}

    /**
     * @param code the role as sent
     * @param action HL7 table 0287: DE and UN end a role, which must then not stand as one that is held
     */
    static void attach(DomainResource about, PractitionerRole role, Element code, Element action) {
        Reference who = TargetBundle.to(role);
        boolean ended = switch (action.text()) {
            case "DE", "DL", "D", "UN" -> true;
            default -> false;
        };
        if (ended) {
            role.setActive(false);
            about.addExtension(Extensions.own("former-participant", who));
        } else if (about instanceof Encounter encounter) {
            Encounter.EncounterParticipantComponent participant =
                    encounter.addParticipant().setIndividual(who);
            type(role).ifPresent(participant::addType);
            if (role.hasPeriod()) {
                participant.setPeriod(role.getPeriod().copy());
            }
        } else if (about instanceof Procedure procedure) {
            Procedure.ProcedurePerformerComponent performer =
                    procedure.addPerformer().setActor(who);
            type(role).ifPresent(performer::setFunction);
        } else if (about instanceof Patient patient && isGeneralPractitioner(code.text())) {
            patient.addGeneralPractitioner(who);
        } else {
            about.addExtension(Extensions.own("participant", who));
        }
    }

    private static Optional<CodeableConcept> type(PractitionerRole role) {
        return role.hasCode() ? Optional.of(role.getCodeFirstRep().copy()) : Optional.empty();
    }

    /** HL7 table 0443: primary care provider, family health care professional. */
    private static boolean isGeneralPractitioner(String code) {
        return code.equals("PP") || code.equals("FHCP");
    }
}
