/** What a destination is lawfully not given: pure functions over FHIR bundles, whatever format they came from. */
@NullMarked
package uk.portage.gateway.pipeline.withhold;

import org.jspecify.annotations.NullMarked;
