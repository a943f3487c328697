package uk.portage.gateway.auditor.report;

import uk.portage.gateway.ledger.Milestone;

/** How many transfers reached a point of the funnel. */
public record Step(Milestone milestone, Count count) {}
