/** Takes FHIR R4 bundles as a source format and answers them in FHIR. */
@NullMarked
package uk.portage.adapter.fhir.r4;

import org.jspecify.annotations.NullMarked;
