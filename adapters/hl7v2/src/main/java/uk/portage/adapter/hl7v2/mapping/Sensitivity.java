package uk.portage.adapter.hl7v2.mapping;

import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;

/**
 * Marks a record that says where a person must not be found by everyone. The content stays: to withhold it from a
 * destination is the gateway's decision, and it must see the mark to take it.
 */
final class Sensitivity {

    /** ITK reference tables ZU011 and ZU056, consent to share. */
    static final String EXPRESS_DISSENT = "2";

    private static final String RESTRICTED = "R";
    private static final String NO_DISCLOSURE_WITHOUT_CONSENT = "NODSCLCD";

    private Sensitivity() {}

    static void restrict(Element because, Patient patient, TargetBundle target) {
        restrict(because, RESTRICTED, patient, target);
    }

    /** @param code of v3 Confidentiality */
    static void restrict(Element because, String code, Resource record, TargetBundle target) {
        label(record.getMeta(), Systems.CONFIDENTIALITY, code);
        label(target.bundle().getMeta(), Systems.CONFIDENTIALITY, code);
        target.finding(because.path(), Finding.Kind.SENSITIVE_RECORD);
    }

    /** The person refuses that the record is shared; the whole of it, so the bundle is labelled. */
    static void dissent(Element because, TargetBundle target) {
        label(target.bundle().getMeta(), Systems.ACT_CODE, NO_DISCLOSURE_WITHOUT_CONSENT);
        target.finding(because.path(), Finding.Kind.SENSITIVE_RECORD);
    }

    private static void label(Meta meta, String system, String code) {
        if (meta.getSecurity(system, code) == null) {
            meta.addSecurity(new Coding().setSystem(system).setCode(code));
        }
    }
}
