package uk.portage.gateway.pipeline.validate;

import org.hl7.fhir.r4.model.Bundle;

/** Says whether a bundle keeps the profiles it claims. Total and cheap: it sees every bundle. Safe for many threads. */
@FunctionalInterface
public interface BundleValidator {

    boolean isValid(Bundle bundle);
}
