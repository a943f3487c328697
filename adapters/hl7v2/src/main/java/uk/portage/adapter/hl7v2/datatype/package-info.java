/** HL7 v2 data types as FHIR data types, one class per data type, as in the HL7 v2-to-FHIR data type maps. */
@NullMarked
package uk.portage.adapter.hl7v2.datatype;

import org.jspecify.annotations.NullMarked;
