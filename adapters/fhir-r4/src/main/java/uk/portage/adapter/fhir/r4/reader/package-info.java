/** A FHIR document, JSON or XML, as the tree of elements its sender wrote, safe to look at. */
@NullMarked
package uk.portage.adapter.fhir.r4.reader;

import org.jspecify.annotations.NullMarked;
