/** The profiles and code maps that records are held to, and the validator that holds them. */
@NullMarked
package uk.portage.fhir.profiles;

import org.jspecify.annotations.NullMarked;
