/** HL7 v2 segments as FHIR resources, one class per segment, as in the HL7 v2-to-FHIR segment maps. */
@NullMarked
package uk.portage.adapter.hl7v2.mapping;

import org.jspecify.annotations.NullMarked;
