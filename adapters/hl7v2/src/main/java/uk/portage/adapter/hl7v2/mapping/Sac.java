package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;

/** SAC (HL7 v2.5.1 section 13.4.3) as a container of a Specimen. */
final class Sac {

    private static final FieldTable TABLE = FieldTable.of(
            entity(1, "external-accession"),
            entity(4, "primary-container"),
            entity(5, "equipment-container"),
            text(6, "specimen-source"),
            dateTime(7, "container-registered"),
            code(8, "container-status", "0370"),
            code(9, "carrier-type", "0378"),
            entity(10, "carrier"),
            text(11, "position-in-carrier"),
            code(12, "tray-type", "0379"),
            entity(13, "tray"),
            text(14, "position-in-tray"),
            localCode(15, "container-location"),
            number(16, "container-height"),
            number(17, "container-diameter"),
            number(18, "barrier-delta"),
            number(19, "bottom-delta"),
            localCode(20, "container-measure-units"),
            code(25, "separator-type", "0380"),
            code(26, "cap-type", "0381"),
            code(27, "specimen-additives", "0371"),
            code(28, "specimen-component", "0372"),
            text(29, "dilution-factor"),
            code(30, "specimen-treatment", "0373"),
            text(31, "specimen-temperature"),
            number(32, "haemolysis-index"),
            localCode(33, "haemolysis-index-units"),
            number(34, "lipaemia-index"),
            localCode(35, "lipaemia-index-units"),
            number(36, "icterus-index"),
            localCode(37, "icterus-index-units"),
            number(38, "fibrin-index"),
            localCode(39, "fibrin-index-units"),
            code(40, "system-induced-contaminant", "0374"),
            code(41, "drug-interference", "0382"),
            code(42, "artificial-blood", "0375"),
            code(43, "specimen-handling", "0376"),
            code(44, "environmental-factor", "0377"));

    private Sac() {}

    /** The container's identifier, if it has one. */
    static Optional<Identifier> onto(Specimen specimen, Segment sac, TargetBundle target) {
        Specimen.SpecimenContainerComponent container = specimen.addContainer();
        Cx.entity(sac.field(2), target).ifPresent(accession -> Spm.accession(accession, specimen));
        Optional<Identifier> identifier = Cx.entity(sac.field(3), target);
        identifier.ifPresent(container::addIdentifier);
        volume(sac, 21, target).ifPresent(container::setCapacity);
        volume(sac, 22, target).ifPresent(container::setSpecimenQuantity);
        volume(sac, 23, target)
                .ifPresent(initial -> container.addExtension(Extensions.own("initial-quantity", initial)));
        TABLE.carry(sac, container::addExtension, target);
        target.carryRemovals(sac, specimen);
        if (container.isEmpty()) {
            specimen.getContainer().remove(container);
        }
        return identifier;
    }

    /** A number, with the units of SAC-24. */
    private static Optional<Quantity> volume(Segment sac, int field, TargetBundle target) {
        Element volume = sac.field(field);
        Optional<Quantity> quantity = Nm.decimal(volume.text()).map(number -> new Quantity().setValue(number));
        if (quantity.isPresent()) {
            if (!Nm.isPlain(volume.text())) {
                volume.lose(LossKind.COARSER);
            }
            ObxValue.unit(quantity.get(), sac.field(24), target);
        } else if (volume.isPresent()) {
            volume.lose(LossKind.UNPARSEABLE);
        }
        return quantity;
    }
}
