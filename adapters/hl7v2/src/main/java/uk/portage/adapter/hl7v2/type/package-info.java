/** What kinds of message there are, and what each is for. */
@NullMarked
package uk.portage.adapter.hl7v2.type;

import org.jspecify.annotations.NullMarked;
