package uk.portage.gateway.auditor;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.page.Asked;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Supplier;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A request for figures, read from its parameters.
 *
 * @param query usable only if there are no faults
 * @param unit by what to cut the period: what was asked for, or what suits its length
 * @param asked the parameters as they were typed, to be shown again
 */
record Question(RollupQuery query, CalendarUnit unit, Asked asked, List<Fault> faults) {

    /** How many days a request without dates covers, today included. */
    static final int USUAL_DAYS = 30;

    /** A leap year. */
    static final int MOST_DAYS = 366;

    private static final List<String> SELECTION =
            List.of("from", "to", "sender", "recipient", "workflow", "format", "supplier");

    /** @param parameters each with the values given; a value of spaces only is as good as none */
    static Question of(
            Map<String, String[]> parameters, LocalDate today, Function<String, Optional<Supplier>> suppliers) {
        return of(parameters, "by", today, suppliers);
    }

    /**
     * @param beside the one parameter that may be given beside those that select transfers
     * @param suppliers by name
     */
    static Question of(
            Map<String, String[]> parameters,
            String beside,
            LocalDate today,
            Function<String, Optional<Supplier>> suppliers) {
        List<String> known = new ArrayList<>(SELECTION);
        known.add(beside);
        List<Fault> faults = new ArrayList<>(unknown(parameters.keySet(), known));
        Map<String, String> values = single(parameters, known, faults);
        LocalDate to = date(values, "to", faults).orElse(today);
        LocalDate from = date(values, "from", faults).orElse(to.minusDays(USUAL_DAYS - 1));
        if (faults.isEmpty() && from.isAfter(to)) {
            faults.add(new Fault("from", "From must be the same as or before To"));
        } else if (faults.isEmpty() && ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            faults.add(new Fault("from", "The period must be " + MOST_DAYS + " days or fewer"));
        }
        RollupQuery query = new RollupQuery(
                from,
                to,
                organisation(values, "sender", faults),
                organisation(values, "recipient", faults),
                workflow(values, faults),
                format(values, faults),
                supplier(values, suppliers, faults));
        CalendarUnit unit = unit(values, faults).orElseGet(() -> CalendarUnit.usualFor(from, to));
        Asked asked = new Asked(
                values.getOrDefault("from", from.toString()),
                values.getOrDefault("to", to.toString()),
                values.getOrDefault("sender", ""),
                values.getOrDefault("recipient", ""),
                values.getOrDefault("workflow", ""),
                values.getOrDefault("format", ""),
                values.getOrDefault("supplier", ""),
                values.containsKey("by") ? unit.code() : "");
        return new Question(query, unit, asked, List.copyOf(faults));
    }

    /** A misspelt parameter that is passed over would answer another question than the one asked. */
    static List<Fault> unknown(Set<String> given, List<String> known) {
        return given.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> new Fault("parameters", "Only these parameters can be used: " + String.join(", ", known)))
                .map(List::of)
                .orElse(List.of());
    }

    static Map<String, String> single(Map<String, String[]> parameters, List<String> known, List<Fault> faults) {
        Map<String, String> values = new TreeMap<>();
        parameters.forEach((name, all) -> {
            if (!known.contains(name)) {
                return;
            }
            if (all.length > 1) {
                faults.add(new Fault(name, label(name) + " must be given once"));
            } else if (!all[0].isBlank()) {
                values.put(name, all[0].strip());
            }
        });
        return values;
    }

    private static Optional<LocalDate> date(Map<String, String> values, String name, List<Fault> faults) {
        Optional<String> text = Optional.ofNullable(values.get(name));
        try {
            // The year of four digits keeps the arithmetic of dates in its range.
            return text.filter(value -> value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}"))
                    .map(LocalDate::parse)
                    .or(() -> {
                        text.ifPresent(value -> faults.add(notADate(name)));
                        return Optional.empty();
                    });
        } catch (DateTimeParseException e) {
            faults.add(notADate(name));
            return Optional.empty();
        }
    }

    private static Fault notADate(String name) {
        return new Fault(name, label(name) + " must be a real date, year first, like 2026-03-27");
    }

    private static Optional<OdsCode> organisation(Map<String, String> values, String name, List<Fault> faults) {
        Optional<String> text = Optional.ofNullable(values.get(name));
        Optional<OdsCode> code = text.flatMap(OdsCode::parse);
        if (text.isPresent() && code.isEmpty()) {
            faults.add(new Fault(name, label(name) + " must be an ODS code: 3 to 12 letters and digits, like RCB"));
        }
        return code;
    }

    private static Optional<Workflow> workflow(Map<String, String> values, List<Fault> faults) {
        Optional<String> text = Optional.ofNullable(values.get("workflow"));
        Optional<Workflow> workflow = text.flatMap(Workflow::ofCode);
        if (text.isPresent() && workflow.isEmpty()) {
            faults.add(new Fault(
                    "workflow",
                    "Workflow must be one of: "
                            + Arrays.stream(Workflow.values())
                                    .map(Workflow::code)
                                    .collect(Collectors.joining(", "))));
        }
        return workflow;
    }

    private static Optional<String> format(Map<String, String> values, List<Fault> faults) {
        Optional<String> format = Optional.ofNullable(values.get("format"));
        if (format.filter(name -> !name.matches("[a-z0-9][a-z0-9-]{0,39}")).isPresent()) {
            faults.add(new Fault("format", "Format must be the name of an adapter, like hl7v2"));
        }
        return format;
    }

    private static Optional<Supplier> supplier(
            Map<String, String> values, Function<String, Optional<Supplier>> suppliers, List<Fault> faults) {
        Optional<String> name = Optional.ofNullable(values.get("supplier"));
        Optional<Supplier> supplier = name.flatMap(suppliers);
        if (name.isPresent() && supplier.isEmpty()) {
            faults.add(new Fault("supplier", "Supplier must be one that is named in the gateway's configuration"));
        }
        return supplier;
    }

    private static Optional<CalendarUnit> unit(Map<String, String> values, List<Fault> faults) {
        Optional<String> text = Optional.ofNullable(values.get("by"));
        Optional<CalendarUnit> unit = text.flatMap(CalendarUnit::ofCode);
        if (text.isPresent() && unit.isEmpty()) {
            faults.add(new Fault("by", "By must be one of: day, week, month"));
        }
        return unit;
    }

    static String label(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
