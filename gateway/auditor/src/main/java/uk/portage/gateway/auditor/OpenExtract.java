package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.auditor.report.Flow;
import uk.portage.gateway.auditor.report.MonthOfFlows;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/**
 * What anyone may have of the figures, as files: whole months that are over, of which no day is less than
 * {@link #DELAY_DAYS} days ago and no transfer is open.
 *
 * @param day on which it was made
 */
record OpenExtract(LocalDate day, String table, String json, String tableTag, String jsonTag) {

    static final int DELAY_DAYS = 10;
    static final int MOST_MONTHS = 12;

    /** Reads the ledger day by day, so that no more than a month's sums are in memory. */
    static OpenExtract of(LedgerReader ledger, Instant now, AuditSettings settings) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<YearMonth> months = new ArrayList<>();
        List<Flow> flows = new ArrayList<>();
        YearMonth newest = newest(today);
        for (int ago = MOST_MONTHS - 1; ago >= 0; ago--) {
            YearMonth month = newest.minusMonths(ago);
            MonthOfFlows sums = new MonthOfFlows(month);
            for (int day = 1; day <= month.lengthOfMonth(); day++) {
                sums.add(ledger.rollups(RollupQuery.of(month.atDay(day), month.atDay(day))));
            }
            Optional<List<Flow>> published = sums.published(settings.smallestShown());
            published.filter(rows -> !rows.isEmpty()).ifPresent(rows -> {
                months.add(month);
                flows.addAll(rows);
            });
        }
        String table = table(flows, settings);
        String json = json(months, flows, now, settings);
        return new OpenExtract(today, table, json, tag(table), tag(json));
    }

    /** The newest month that is over, and was so for the delay. */
    static YearMonth newest(LocalDate today) {
        return YearMonth.from(today.minusDays(DELAY_DAYS - 1L)).minusMonths(1);
    }

    private static String table(List<Flow> flows, AuditSettings settings) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            for (OpenColumn column : OpenColumn.values()) {
                printer.print(column.title());
            }
            printer.println();
            for (Flow flow : flows) {
                for (OpenColumn column : OpenColumn.values()) {
                    printer.print(PortabilityCsv.harmless(text(flow, column, settings)));
                }
                printer.println();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String text(Flow flow, OpenColumn column, AuditSettings settings) {
        return switch (column) {
            case MONTH -> flow.month().toString();
            case SENDER -> OpenColumn.code(flow.sender());
            case SENDER_NAME -> name(flow.sender(), settings);
            case RECIPIENT -> OpenColumn.code(flow.recipient());
            case RECIPIENT_NAME -> name(flow.recipient(), settings);
            case WORKFLOW -> OpenColumn.code(flow);
            case ELIGIBLE,
                    PORTABLE,
                    ON_TIME_NOT_PORTABLE,
                    INTEGRATED_LATE,
                    DELIVERED_NOT_INTEGRATED,
                    REJECTED,
                    TECHNICAL_FAILURE,
                    UNCLASSIFIED ->
                column.count(flow)
                        .filter(count -> !count.isHidden())
                        .map(count -> Long.toString(count.value().orElse(0)))
                        .orElse("");
            case PORTABILITY ->
                flow.portability()
                        .map(Portability::share)
                        .map(PortabilityJson::share)
                        .orElse("");
            case MEDIAN_HOURS ->
                flow.medianHours().isPresent()
                        ? Long.toString(flow.medianHours().getAsLong())
                        : "";
            case P95_HOURS ->
                flow.p95Hours().isPresent() ? Long.toString(flow.p95Hours().getAsLong()) : "";
            case HIDDEN -> String.join(" ", hidden(flow));
        };
    }

    private static List<String> hidden(Flow flow) {
        List<String> hidden = new ArrayList<>();
        for (OpenColumn column : OpenColumn.values()) {
            column.count(flow).filter(Count::isHidden).ifPresent(count -> hidden.add(column.title()));
        }
        return hidden;
    }

    private static String name(Optional<OdsCode> organisation, AuditSettings settings) {
        return organisation.flatMap(settings::nameOf).orElse("");
    }

    private static String json(List<YearMonth> months, List<Flow> flows, Instant now, AuditSettings settings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // An hour says how old it is, and nothing of when the gateway was asked.
        json.put("computedAt", now.truncatedTo(ChronoUnit.HOURS).toString());
        json.put("delayDays", DELAY_DAYS);
        json.put("smallestShown", settings.smallestShown());
        ArrayNode list = json.putArray("months");
        months.forEach(month -> list.add(month.toString()));
        ArrayNode rows = json.putArray("rows");
        for (Flow flow : flows) {
            ObjectNode row = rows.addObject();
            for (OpenColumn column : OpenColumn.values()) {
                put(row, column, text(flow, column, settings));
            }
        }
        return Json.text(json);
    }

    private static void put(ObjectNode row, OpenColumn column, String text) {
        if (column == OpenColumn.HIDDEN) {
            ArrayNode hidden = row.putArray(column.title());
            List.of(text.split(" ")).stream().filter(one -> !one.isEmpty()).forEach(hidden::add);
        } else if (text.isEmpty()) {
            row.putNull(column.title());
        } else {
            switch (column.type()) {
                case "nonNegativeInteger", "integer" -> row.put(column.title(), Long.parseLong(text));
                case "decimal" -> row.put(column.title(), Double.parseDouble(text));
                default -> row.put(column.title(), text);
            }
        }
    }

    /** What each column is, for programs (CSVW). */
    static String schema() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("@context", "http://www.w3.org/ns/csvw");
        json.put("url", "portability.csv");
        json.put("dc:title", "Portability of health and care records by month, sender, recipient and workflow");
        json.putObject("dialect").put("header", true).put("encoding", "utf-8");
        ArrayNode columns = json.putObject("tableSchema").putArray("columns");
        for (OpenColumn column : OpenColumn.values()) {
            ObjectNode node = columns.addObject();
            node.put("name", column.title());
            node.put("titles", column.title());
            node.put("datatype", column.type());
            node.put("dc:description", column.meaning());
        }
        return Json.text(json);
    }

    static String tag(String content) {
        return '"'
                + Sha256.of(content.getBytes(StandardCharsets.UTF_8))
                        .hexadecimal()
                        .substring(0, 32)
                + '"';
    }
}
