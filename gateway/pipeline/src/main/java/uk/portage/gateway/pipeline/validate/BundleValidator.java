package uk.portage.gateway.pipeline.validate;

import org.hl7.fhir.r4.model.Bundle;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.EncodedBundle;

/**
 * Writes a bundle as it travels, and says whether it keeps the profiles it claims. Total and cheap: it sees every
 * bundle. Safe for many threads.
 */
@FunctionalInterface
public interface BundleValidator {

    EncodedBundle validate(Bundle bundle);

    /** The fast check with the rules that come with Portage. */
    static BundleValidator standard() {
        return BundleCheck.standard()::encode;
    }
}
