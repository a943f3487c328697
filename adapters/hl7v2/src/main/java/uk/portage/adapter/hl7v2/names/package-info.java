/** What HL7 v2 calls its segments, fields and components, in plain words. */
@NullMarked
package uk.portage.adapter.hl7v2.names;

import org.jspecify.annotations.NullMarked;
