/** The bundle under construction, and the systems and extensions it uses. */
@NullMarked
package uk.portage.adapter.hl7v2.target;

import org.jspecify.annotations.NullMarked;
