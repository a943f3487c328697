package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.portage.gateway.auditor.report.CalendarUnit;

/** The tables of a report that can be had as files. */
enum CsvTable {
    DAYS,
    WEEKS,
    MONTHS,
    PAIRS,
    MOVERS,
    SUPPLIERS,
    WORKFLOWS,
    FORMATS,
    FAILURES,
    STAGES,
    LOSSES,
    ELEMENTS,
    FUNNEL,
    SURVIVAL;

    /** As it stands in a request. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By what the period is cut in this table; empty if it is not cut. */
    Optional<CalendarUnit> unit() {
        return switch (this) {
            case DAYS -> Optional.of(CalendarUnit.DAY);
            case WEEKS -> Optional.of(CalendarUnit.WEEK);
            case MONTHS -> Optional.of(CalendarUnit.MONTH);
            case PAIRS, MOVERS, SUPPLIERS, WORKFLOWS, FORMATS, FAILURES, STAGES, LOSSES, ELEMENTS, FUNNEL, SURVIVAL ->
                Optional.empty();
        };
    }

    static Optional<CsvTable> ofCode(String code) {
        return Arrays.stream(values())
                .filter(table -> table.code().equals(code))
                .findFirst();
    }

    static String codes() {
        return Arrays.stream(values()).map(CsvTable::code).collect(Collectors.joining(", "));
    }
}
