package uk.portage.gateway.pipeline.withhold;

import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * What the security labels of a bundle and its patients ask for. Any adapter can set them. A place is hidden by the label
 * of the person: a bundle or a document may be restricted for its own sake.
 *
 * @param hiddenLocation the person's whereabouts must not be told: v3 Confidentiality R or V. In England R is the
 *     sensitive flag of the Personal Demographics Service, which withholds address, telecom and general practitioner
 * @param dissent the person expressly refuses that the record is shared: v3 ActCode NODSCLCD, no disclosure without
 *     consent
 */
public record Markings(boolean hiddenLocation, boolean dissent) {

    public static final Markings NONE = new Markings(false, false);

    static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    static final String RESTRICTED = "R";

    private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String NO_DISCLOSURE_WITHOUT_CONSENT = "NODSCLCD";
    private static final Set<String> HIDING = Set.of(RESTRICTED, "V");

    public static Markings of(Bundle bundle) {
        Markings markings = new Markings(false, of(bundle, NONE).dissent());
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() instanceof Patient patient) {
                markings = of(patient, markings);
            }
        }
        return markings;
    }

    private static Markings of(Resource resource, Markings before) {
        if (!resource.hasMeta()) {
            return before;
        }
        Meta meta = resource.getMeta();
        boolean hidden = before.hiddenLocation();
        boolean dissent = before.dissent();
        for (Coding label : meta.getSecurity()) {
            hidden |= CONFIDENTIALITY.equals(label.getSystem()) && HIDING.contains(label.getCode());
            dissent |= ACT_CODE.equals(label.getSystem()) && NO_DISCLOSURE_WITHOUT_CONSENT.equals(label.getCode());
        }
        return hidden || dissent ? new Markings(hidden, dissent) : NONE;
    }
}
