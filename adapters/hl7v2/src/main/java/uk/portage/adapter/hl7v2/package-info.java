/** Turns HL7 v2 messages into FHIR R4 and back. */
@NullMarked
package uk.portage.adapter.hl7v2;

import org.jspecify.annotations.NullMarked;
