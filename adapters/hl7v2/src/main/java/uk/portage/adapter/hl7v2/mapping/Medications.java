package uk.portage.adapter.hl7v2.mapping;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * The medicines of a message, group by group: asked for (RXO), encoded by the pharmacy (RXE), to be given (RXG),
 * dispensed (RXD) and given (RXA), each with its route (RXR) and components (RXC). Which group a segment belongs to is
 * told only by what came before it.
 */
final class Medications {

    private static final String REQUEST_PROFILE =
            "https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationRequest";
    private static final String DISPENSE_PROFILE =
            "https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationDispense";
    private static final String ADMINISTRATION_PROFILE =
            "https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationAdministration";

    private final Patient patient;
    private final Optional<Encounter> encounter;
    private final boolean vaccinations;
    private final Orders orders;
    private final TargetBundle target;
    private Optional<MedicationRequest> asked = Optional.empty();
    private Optional<MedicationRequest> encoded = Optional.empty();
    private Optional<DomainResource> current = Optional.empty();
    private Optional<Medicine> medicine = Optional.empty();

    /** @param vaccinations true for VXU, whose RXA are vaccinations */
    Medications(
            Patient patient, Optional<Encounter> encounter, boolean vaccinations, Orders orders, TargetBundle target) {
        this.patient = patient;
        this.encounter = encounter;
        this.vaccinations = vaccinations;
        this.orders = orders;
        this.target = target;
    }

    /** ORC: what follows belongs to another order. */
    void endOrder() {
        asked = Optional.empty();
        encoded = Optional.empty();
        current = Optional.empty();
        medicine = Optional.empty();
    }

    void asked(Segment rxo) {
        MedicationRequest request = request(rxo, MedicationRequestIntent.ORDER);
        begin(request, Rxo.onto(request, rxo, target));
        claim(request);
        asked = Optional.of(request);
    }

    /** The encoded order takes the place of the order as it was asked for, which must not be read as a second one. */
    void encoded(Segment rxe) {
        MedicationRequest request = request(rxe, MedicationRequestIntent.ORDER);
        asked.ifPresent(original -> {
            request.setStatus(original.getStatus());
            request.addBasedOn(TargetBundle.to(original));
            original.setIntent(MedicationRequestIntent.ORIGINALORDER);
            original.setStatus(MedicationRequestStatus.COMPLETED);
            if (original.hasAuthoredOn()) {
                request.setAuthoredOnElement(original.getAuthoredOnElement().copy());
            }
            if (original.hasRequester()) {
                request.setRequester(original.getRequester().copy());
            }
        });
        begin(request, Rxe.onto(request, rxe, target));
        claim(request);
        encoded = Optional.of(request);
    }

    void toGive(Segment rxg) {
        MedicationRequest request = request(rxg, MedicationRequestIntent.INSTANCEORDER);
        order().ifPresent(order -> request.addBasedOn(TargetBundle.to(order)));
        begin(request, Rxg.onto(request, rxg, target));
        claim(request);
    }

    void dispensed(Segment rxd) {
        MedicationDispense dispense = target.add(new MedicationDispense(), rxd.path());
        dispense.getMeta().addProfile(DISPENSE_PROFILE);
        dispense.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> dispense.setContext(TargetBundle.to(e)));
        order().ifPresent(order -> dispense.addAuthorizingPrescription(TargetBundle.to(order)));
        begin(dispense, Rxd.onto(dispense, rxd, target));
    }

    void given(Segment rxa) {
        if (vaccinations) {
            Immunization immunization = Rxa.immunization(rxa, patient, encounter, target);
            begin(immunization, Optional.empty());
            return;
        }
        MedicationAdministration administration = target.add(new MedicationAdministration(), rxa.path());
        administration.getMeta().addProfile(ADMINISTRATION_PROFILE);
        administration.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> administration.setContext(TargetBundle.to(e)));
        order().ifPresent(order -> administration.setRequest(TargetBundle.to(order)));
        begin(administration, Rxa.onto(administration, rxa, target));
    }

    void route(Segment rxr) {
        current.ifPresent(about -> {
            Rxr route = Rxr.of(rxr, target);
            if (about instanceof Immunization immunization) {
                route.onto(immunization, target);
            } else if (about instanceof MedicationAdministration administration) {
                route.onto(administration, target);
            } else {
                List<Dosage> dosages = dosages(about);
                Dosage dosage = dosages.isEmpty() ? new Dosage() : dosages.get(0);
                route.onto(dosage, target);
                if (dosages.isEmpty() && !dosage.isEmpty()) {
                    dosages.add(dosage);
                }
            }
            target.carryRemovals(rxr, about);
        });
    }

    void component(Segment rxc) {
        medicine.ifPresent(m -> Rxc.onto(m.more(), rxc, target));
    }

    void limit(Segment cdo) {
        current.ifPresent(about -> Cdo.onto(about, cdo, target));
    }

    /** What OBX and FT1 in this group are about. */
    Optional<DomainResource> current() {
        return current;
    }

    private static List<Dosage> dosages(DomainResource about) {
        return about instanceof MedicationDispense dispense
                ? dispense.getDosageInstruction()
                : ((MedicationRequest) about).getDosageInstruction();
    }

    private Optional<MedicationRequest> order() {
        return encoded.isPresent() ? encoded : asked;
    }

    private MedicationRequest request(Segment segment, MedicationRequestIntent intent) {
        MedicationRequest request = target.add(new MedicationRequest(), segment.path());
        request.setStatus(MedicationRequestStatus.UNKNOWN);
        request.setIntent(intent);
        request.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> request.setEncounter(TargetBundle.to(e)));
        return request;
    }

    /** UK Core demands to know about substitution: without it, its profile is not claimed. */
    private static void claim(MedicationRequest request) {
        if (request.hasSubstitution()) {
            request.getMeta().addProfile(REQUEST_PROFILE);
        }
    }

    private void begin(DomainResource made, Medicine of) {
        begin(made, Optional.of(of));
    }

    private void begin(DomainResource made, Optional<Medicine> of) {
        current = Optional.of(made);
        medicine = of;
        orders.detail(made);
    }
}
