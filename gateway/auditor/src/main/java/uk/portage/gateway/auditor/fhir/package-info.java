/**
 * Figures and entries of the ledger as FHIR R4 resources, written as JSON: a Measure's reports, and audit events after the
 * patterns of IHE's Basic Audit Log Patterns. There is nothing of a record in them.
 */
@NullMarked
package uk.portage.gateway.auditor.fhir;

import org.jspecify.annotations.NullMarked;
