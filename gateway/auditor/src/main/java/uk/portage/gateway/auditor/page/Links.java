package uk.portage.gateway.auditor.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Where a page leads: always about the same transfers as the page itself.
 *
 * @param base the path that the pages lie under
 */
public record Links(String base, RollupQuery query, CalendarUnit unit) {

    /** What a word means, by the name of its place on the page of definitions. */
    public String definition(String place) {
        return base + "/definitions#" + place;
    }

    /** The same figures for programs. */
    public String json() {
        return base + "/api/portability?" + parameters(query) + "&by=" + unit.code();
    }

    /** One table of the page as a file. */
    public String csv(String table) {
        return base + "/api/portability.csv?" + parameters(query) + "&table=" + table;
    }

    /** The trend's table as a file. */
    public String trendCsv() {
        return csv(unit.code() + "s");
    }

    String page(CalendarUnit by) {
        return base + "/?" + parameters(query) + "&by=" + by.code();
    }

    /** The page, narrowed to a pair of organisations that are both known. */
    String page(Pair pair) {
        RollupQuery narrowed = new RollupQuery(
                query.from(),
                query.to(),
                pair.sender().or(query::sender),
                pair.recipient().or(query::recipient),
                query.workflow(),
                query.format(),
                query.supplier());
        return base + "/?" + parameters(narrowed) + "&by=" + unit.code();
    }

    /** Dates, codes of organisations and of workflows, names of adapters: only a supplier's name must be escaped in an address. */
    private static String parameters(RollupQuery query) {
        return String.format(Locale.ROOT, "from=%s&to=%s", query.from(), query.to())
                + query.sender()
                        .map(OdsCode::value)
                        .map(code -> "&sender=" + code)
                        .orElse("")
                + query.recipient()
                        .map(OdsCode::value)
                        .map(code -> "&recipient=" + code)
                        .orElse("")
                + query.workflow()
                        .map(Workflow::code)
                        .map(code -> "&workflow=" + code)
                        .orElse("")
                + query.format().map(name -> "&format=" + name).orElse("")
                + query.supplier()
                        .map(supplier -> "&supplier=" + URLEncoder.encode(supplier.name(), StandardCharsets.UTF_8))
                        .orElse("");
    }
}
