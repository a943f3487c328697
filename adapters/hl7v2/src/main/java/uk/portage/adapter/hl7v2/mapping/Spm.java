package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourcePath;

/** SPM as Specimen. */
final class Spm {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Specimen";

    private static final FieldTable TABLE = FieldTable.of(
            text(3, "specimen-parent"),
            code(5, "specimen-type-modifier", "0541"),
            code(6, "specimen-additives", "0371"),
            code(9, "site-modifier", "0542"),
            code(10, "specimen-collection-site", "0543"),
            code(11, "specimen-role", "0369"),
            number(13, "grouped-specimen-count"),
            code(15, "specimen-handling", "0376"),
            code(16, "specimen-risk", "0489"),
            dateTime(19, "specimen-expiry"),
            code(20, "specimen-availability", "0136"),
            code(21, "specimen-reject-reason", "0490"),
            code(22, "specimen-quality", "0491"),
            code(23, "specimen-appropriateness", "0492"),
            number(26, "specimen-containers"),
            code(28, "specimen-child-role", "0494"),
            entity(32, "shipment"));

    private Spm() {}

    static Specimen specimen(Segment spm, Patient patient, TargetBundle target) {
        Specimen specimen = empty(spm.path(), patient, target);
        identifiers(spm.field(2), specimen, target);
        for (Element accession : spm.repetitions(30)) {
            Cx.identifier(accession, target).ifPresent(id -> accession(id, specimen));
        }
        for (Element other : spm.repetitions(31)) {
            Cx.identifier(other, target).ifPresent(specimen::addIdentifier);
        }
        Cwe.mapped(spm.field(4), target, CodeMapNames.SPECIMEN_TYPE, Systems.table("0487"))
                .ifPresent(specimen::setType);
        Specimen.SpecimenCollectionComponent collection = specimen.getCollection();
        Cwe.concept(spm.field(7), target, Systems.table("0488")).ifPresent(collection::setMethod);
        Cwe.concept(spm.field(8), target, Systems.table("0163")).ifPresent(collection::setBodySite);
        quantity(spm.field(12), target).ifPresent(collection::setQuantity);
        for (Element description : spm.repetitions(14)) {
            specimen.addNote().setText(description.verbatim());
        }
        collected(spm.field(17), collection, target);
        Ts.dateTime(spm.field(18), target).ifPresent(specimen::setReceivedTimeElement);
        // Table 0493 and FHIR's list of conditions are one.
        for (Element condition : spm.repetitions(24)) {
            Cwe.concept(condition, target, Systems.table("0493")).ifPresent(specimen::addCondition);
        }
        container(spm, specimen, target);
        TABLE.carry(spm, specimen, target);
        target.carryRemovals(spm, specimen);
        return specimen;
    }

    /** EIP: the placer's id and the filler's. */
    private static void identifiers(Element eip, Specimen specimen, TargetBundle target) {
        Cx.entity(eip.part(1), target).ifPresent(placer -> specimen.addIdentifier(typed(placer, "PLAC")));
        Cx.entity(eip.part(2), target).ifPresent(filler -> specimen.addIdentifier(typed(filler, "FILL")));
    }

    /** FHIR has room for one; a further one is an identifier of HL7 table 0203's type. */
    static void accession(Identifier accession, Specimen specimen) {
        if (!specimen.hasAccessionIdentifier()) {
            specimen.setAccessionIdentifier(accession);
        } else if (!specimen.getAccessionIdentifier().equalsDeep(accession)) {
            specimen.addIdentifier(typed(accession, "ACSN"));
        }
    }

    /** A specimen of which no SPM tells. */
    static Specimen empty(SourcePath origin, Patient patient, TargetBundle target) {
        Specimen specimen = target.add(new Specimen(), origin);
        specimen.getMeta().addProfile(PROFILE);
        specimen.setSubject(TargetBundle.to(patient));
        return specimen;
    }

    private static Identifier typed(Identifier identifier, String type) {
        return identifier.setType(Pid.type(type));
    }

    /** CQ: a number and its unit. */
    static Optional<Quantity> quantity(Element cq, TargetBundle target) {
        String text = cq.text(1);
        Optional<Quantity> quantity = Nm.decimal(text).map(number -> new Quantity().setValue(number));
        if (quantity.isPresent()) {
            if (!Nm.isPlain(text)) {
                cq.part(1).lose(LossKind.COARSER);
            }
            ObxValue.unit(quantity.get(), cq.part(2), target);
        } else if (cq.isPresent()) {
            cq.lose(LossKind.UNPARSEABLE);
        }
        return quantity;
    }

    private static void collected(Element range, Specimen.SpecimenCollectionComponent collection, TargetBundle target) {
        if (range.part(2).isPresent()) {
            Ts.range(range, target).ifPresent(collection::setCollected);
        } else {
            Ts.dateTime(range.part(1), target).ifPresent(collection::setCollected);
        }
    }

    private static void container(Segment spm, Specimen specimen, TargetBundle target) {
        Optional<CodeableConcept> type = Cwe.concept(spm.field(27), target, Systems.table("0785"));
        Optional<Quantity> volume = spm.has(25) ? quantity(spm.field(25), target) : Optional.empty();
        type.ifPresent(t -> specimen.addContainer().setType(t));
        volume.ifPresent(v -> specimen.addExtension(Extensions.own("current-quantity", v)));
    }
}
