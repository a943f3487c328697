/** From the sender's tree to a whole bundle in which every element is accounted for. */
@NullMarked
package uk.portage.adapter.fhir.r4.mapping;

import org.jspecify.annotations.NullMarked;
