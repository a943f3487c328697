package uk.portage.gateway.pipeline.validate;

import org.hl7.fhir.r4.model.Bundle;
import uk.portage.fhir.profiles.BundleCheck;

/** Says whether a bundle keeps the profiles it claims. Total and cheap: it sees every bundle. Safe for many threads. */
@FunctionalInterface
public interface BundleValidator {

    boolean isValid(Bundle bundle);

    /** The fast check with the rules that come with Portage. */
    static BundleValidator standard() {
        BundleCheck check = BundleCheck.standard();
        return bundle -> check.check(bundle).isEmpty();
    }
}
