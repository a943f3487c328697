package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** CTI, the clinical trial that something was done for, as an extension. */
final class Cti {

    private static final FieldTable TABLE = FieldTable.of(
            entity(1, "study"),
            localCode(2, "study-phase"),
            localCode(3, "study-scheduled-time-point"),
            code(4, "action", "0206"));

    private Cti() {}

    static void onto(DomainResource about, Segment cti, TargetBundle target) {
        TABLE.group("clinical-trial", cti, target).ifPresent(about::addExtension);
    }
}
