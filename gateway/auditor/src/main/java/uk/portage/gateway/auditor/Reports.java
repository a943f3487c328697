package uk.portage.gateway.auditor;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Movers;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Suppliers;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.RollupQuery;

/** Reports on the ledger as it is now: the same for pages, programs and FHIR. */
record Reports(LedgerReader ledger, Clock clock, AuditSettings settings) {

    /** In UTC, as all days here. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    PortabilityReport of(Question question) {
        return of(question, question.unit());
    }

    /** @param unit by what to cut the period instead */
    PortabilityReport of(Question question, CalendarUnit unit) {
        RollupQuery query = question.query();
        return PortabilityReport.of(
                query, unit, clock.instant(), settings.smallestShown(), ledger.rollups(query), ledger.open(query));
    }

    /** Those that the report on the query lists, for less than the report costs. */
    List<Group<Pair>> pairs(RollupQuery query) {
        return PortabilityReport.pairs(ledger.rollups(query), settings.smallestShown());
    }

    /** @param pairs of the report on the query */
    Movers movers(RollupQuery query, List<Group<Pair>> pairs) {
        return Movers.of(query, pairs(Movers.daysBefore(query)), pairs);
    }

    /** @param pairs of a report */
    Suppliers suppliers(List<Group<Pair>> pairs) {
        return Suppliers.of(pairs, settings::supplierOf);
    }
}
