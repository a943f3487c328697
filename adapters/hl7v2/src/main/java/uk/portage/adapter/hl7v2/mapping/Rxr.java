package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationDosageComponent;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXR, the way a medicine goes into the body. FHIR has room for one; a second is told beside it. */
record Rxr(
        Optional<CodeableConcept> route,
        Optional<CodeableConcept> site,
        Optional<CodeableConcept> method,
        Segment segment) {

    private static final FieldTable TABLE = FieldTable.of(
            FieldTable.code(3, "administration-device", "0164"),
            FieldTable.localCode(5, "routing-instruction"),
            FieldTable.code(6, "site-modifier", "0495"));

    static Rxr of(Segment rxr, TargetBundle target) {
        return new Rxr(
                Cwe.concept(rxr.field(1), target, Systems.table("0162")),
                Cwe.concept(rxr.field(2), target, Systems.table("0163")),
                Cwe.concept(rxr.field(4), target, Systems.table("0165")),
                rxr);
    }

    void onto(Dosage dosage, TargetBundle target) {
        put(route, dosage.hasRoute(), dosage::setRoute, "route", dosage::addExtension);
        put(site, dosage.hasSite(), dosage::setSite, "site", dosage::addExtension);
        put(method, dosage.hasMethod(), dosage::setMethod, "method", dosage::addExtension);
        TABLE.carry(segment, dosage::addExtension, target);
    }

    /** FHIR allows a route in a dosage only beside an amount. */
    void onto(MedicationAdministration administration, TargetBundle target) {
        if (administration.getDosage().hasDose()) {
            MedicationAdministrationDosageComponent dosage = administration.getDosage();
            put(route, dosage.hasRoute(), dosage::setRoute, "route", dosage::addExtension);
            put(site, dosage.hasSite(), dosage::setSite, "site", dosage::addExtension);
            put(method, dosage.hasMethod(), dosage::setMethod, "method", dosage::addExtension);
        } else {
            route.ifPresent(r -> administration.addExtension(Extensions.own("route", r)));
            site.ifPresent(s -> administration.addExtension(Extensions.own("site", s)));
            method.ifPresent(m -> administration.addExtension(Extensions.own("method", m)));
        }
        TABLE.carry(segment, administration, target);
    }

    void onto(Immunization immunization, TargetBundle target) {
        put(route, immunization.hasRoute(), immunization::setRoute, "route", immunization::addExtension);
        put(site, immunization.hasSite(), immunization::setSite, "site", immunization::addExtension);
        method.ifPresent(m -> immunization.addExtension(Extensions.own("method", m)));
        TABLE.carry(segment, immunization, target);
    }

    private static void put(
            Optional<CodeableConcept> value,
            boolean taken,
            Consumer<CodeableConcept> place,
            String name,
            Consumer<Extension> beside) {
        value.ifPresent(v -> {
            if (taken) {
                beside.accept(Extensions.own("further-" + name, v));
            } else {
                place.accept(v);
            }
        });
    }
}
