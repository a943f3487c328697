package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;

/** FT1 as ChargeItem; what it says was done, as Procedure too, because a reader looks for it there. */
final class Ft1 {

    private static final FieldTable TABLE = FieldTable.of(
            text(3, "transaction-batch"),
            dateTime(5, "transaction-posted"),
            code(6, "transaction-type", "0017"),
            text(8, "transaction-description"),
            text(9, "transaction-description-alternate"),
            text(11, "transaction-amount"),
            text(12, "transaction-unit-amount"),
            localCode(13, "department"),
            code(14, "insurance-plan", "0072"),
            text(15, "insurance-amount"),
            location(16, "location"),
            code(17, "fee-schedule", "0024"),
            code(18, "patient-type", "0018"),
            text(22, "unit-cost"),
            entity(23, "filler-order-number"),
            code(26, "procedure-code-modifier", "0340"),
            code(27, "advanced-beneficiary-notice", "0339"),
            code(28, "medical-necessity-duplicate-procedure-reason", "0476"),
            localCode(29, "national-drug-code"),
            identifier(30, "payment-reference"),
            text(31, "transaction-reference-key"),
            organisation(32, "performing-facility"),
            organisation(33, "ordering-facility"),
            identifier(34, "item-number"),
            text(35, "model-number"),
            code(36, "special-processing", "0566"),
            localCode(37, "clinic"),
            identifier(38, "referral-number"),
            identifier(39, "authorisation-number"),
            identifier(40, "service-provider-taxonomy"),
            code(41, "revenue", "0456"),
            text(42, "prescription-number"),
            text(43, "national-drug-code-quantity"),
            text(44, "dispense-as-written"));

    private Ft1() {}

    static ChargeItem charge(Segment ft1, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        ChargeItem charge = target.add(new ChargeItem(), ft1.path());
        charge.setStatus(status(ft1.text(6)));
        charge.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> charge.setContext(TargetBundle.to(e)));
        Cx.identifier(ft1.field(2), target).ifPresent(charge::addIdentifier);
        // DR since HL7 v2.5, TS before it.
        Element time = ft1.field(4);
        if (time.part(2).isPresent()) {
            Ts.range(time, target).ifPresent(charge::setOccurrence);
        } else {
            Ts.dateTime(time.part(1), target).ifPresent(charge::setOccurrence);
        }
        charge.setCode(Cwe.concept(ft1.field(7), target, Systems.table("0132")).orElseGet(Obx::unknownCode));
        quantity(ft1.field(10), charge);
        for (Element reason : ft1.repetitions(19)) {
            Cwe.concept(reason, target, Systems.table("0051")).ifPresent(charge::addReason);
        }
        performer(ft1, 20, "performer", charge, target);
        performer(ft1, 21, "orderer", charge, target);
        for (Element enterer : ft1.repetitions(24)) {
            Xcn.reference(enterer, target).ifPresent(who -> {
                if (charge.hasEnterer()) {
                    charge.addExtension(Extensions.own("further-enterer", who));
                } else {
                    charge.setEnterer(who);
                }
            });
        }
        TABLE.carry(ft1, charge, target);
        target.carryRemovals(ft1, charge);
        procedure(ft1, charge, patient, encounter, target);
        return charge;
    }

    /** HL7 table 0017: CD, a credit, takes a charge back. */
    private static ChargeItemStatus status(String type) {
        return type.toUpperCase(Locale.ROOT).equals("CD") ? ChargeItemStatus.ABORTED : ChargeItemStatus.BILLABLE;
    }

    private static void quantity(Element number, ChargeItem charge) {
        String text = number.text();
        Nm.decimal(text).ifPresent(n -> charge.getQuantity().setValue(n));
        if (!text.isEmpty() && (!charge.hasQuantity() || !Nm.isPlain(text))) {
            number.lose(LossKind.COARSER);
        }
    }

    private static void performer(Segment ft1, int field, String function, ChargeItem charge, TargetBundle target) {
        for (Element xcn : ft1.repetitions(field)) {
            Xcn.reference(xcn, target).ifPresent(who -> {
                ChargeItem.ChargeItemPerformerComponent performer =
                        charge.addPerformer().setActor(who);
                performer.getFunction().setText(function);
            });
        }
    }

    private static void procedure(
            Segment ft1, ChargeItem charge, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        Cwe.concept(ft1.field(25), target, Systems.table("0088")).ifPresent(code -> {
            Procedure procedure = target.add(new Procedure(), ft1.path());
            procedure.getMeta().addProfile(Pr1.PROFILE);
            procedure.setStatus(
                    charge.getStatus() == ChargeItemStatus.ABORTED
                            ? ProcedureStatus.UNKNOWN
                            : ProcedureStatus.COMPLETED);
            procedure.setSubject(TargetBundle.to(patient));
            encounter.ifPresent(e -> procedure.setEncounter(TargetBundle.to(e)));
            procedure.setCode(code);
            if (charge.hasOccurrence()) {
                procedure.setPerformed(charge.getOccurrence().copy());
            }
            charge.addService(TargetBundle.to(procedure));
        });
    }
}
