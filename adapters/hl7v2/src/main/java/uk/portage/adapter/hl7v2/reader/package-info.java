/**
 * Reads HL7 v2 (versions 2.1 to 2.8) tolerantly and keeps account of what was read: the only way to a value marks it.
 * An absent value is the empty string, as in HL7 v2 itself; the explicit null {@code ""} is not a value.
 */
@NullMarked
package uk.portage.adapter.hl7v2.reader;

import org.jspecify.annotations.NullMarked;
