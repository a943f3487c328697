package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.SourcePath;

/** The referral of a message (RF1) and who has part in it (PRD, each with its CTD). */
final class Referral {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-ServiceRequest";

    private final ServiceRequest request;
    private final Patient patient;
    private final MessageType type;
    private final TargetBundle target;
    private Optional<Practitioner> provider = Optional.empty();

    /** @param origin of the referral: RF1, or MSH if there is none */
    Referral(
            SourcePath origin,
            MessageType type,
            Patient patient,
            Optional<Encounter> encounter,
            MessageHeader header,
            TargetBundle target) {
        this.type = type;
        this.patient = patient;
        this.target = target;
        this.request = target.add(new ServiceRequest(), origin);
        request.getMeta().addProfile(PROFILE);
        request.setStatus(type.event().equals("I14") ? ServiceRequestStatus.REVOKED : ServiceRequestStatus.ACTIVE);
        request.setIntent(ServiceRequestIntent.ORDER);
        request.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> request.setEncounter(TargetBundle.to(e)));
        header.addFocus(TargetBundle.to(request));
    }

    ServiceRequest details(Segment rf1) {
        Rf1.onto(request, rf1, type, target);
        return request;
    }

    /** HL7 table 0286: RP refers, RT is referred to, PP is the general practitioner; other roles are told by code. */
    Practitioner provider(Segment prd) {
        Practitioner named = Prd.provider(prd, target);
        Reference who = TargetBundle.to(named);
        boolean placed = false;
        for (Element role : prd.repetitions(1)) {
            switch (role.text(1)) {
                case "RP" -> {
                    if (request.hasRequester()) {
                        request.addExtension(Extensions.own("further-requester", who));
                    } else {
                        request.setRequester(who);
                    }
                    placed = true;
                }
                case "RT" -> {
                    request.addPerformer(who);
                    placed = true;
                }
                case "PP" -> {
                    patient.addGeneralPractitioner(who);
                    placed = true;
                }
                default -> {}
            }
        }
        if (!placed) {
            request.addExtension(Extensions.own("referral-provider", who));
        }
        provider = Optional.of(named);
        return named;
    }

    /** CTD: of the provider before it. */
    Practitioner contact(Segment ctd) {
        Practitioner named = Prd.contact(ctd, target);
        Reference who = TargetBundle.to(named);
        provider.ifPresentOrElse(
                p -> p.addExtension(Extensions.own("provider-contact", who)),
                () -> request.addExtension(Extensions.own("referral-contact", who)));
        return named;
    }
}
