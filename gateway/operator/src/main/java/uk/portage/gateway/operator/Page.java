package uk.portage.gateway.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.auditor.page.SignedIn;

/**
 * What a page says, worked out in full: the templates only place it.
 *
 * @param current the name of the part of the area that it belongs to
 * @param lead one sentence below the heading, or empty
 * @param facts names and values, in their order
 * @param values what fields of forms hold
 */
public record Page(
        Shell shell,
        String title,
        String current,
        String lead,
        List<String> warnings,
        List<Fact> facts,
        List<Table> tables,
        Map<String, String> values,
        List<Choice> standings,
        List<Choice> reasons,
        List<Fault> faults) {

    public Page {
        warnings = List.copyOf(warnings);
        facts = List.copyOf(facts);
        tables = List.copyOf(tables);
        values = Map.copyOf(values);
        standings = List.copyOf(standings);
        reasons = List.copyOf(reasons);
        faults = List.copyOf(faults);
    }

    static Page of(Shell shell, String title, String current, String lead) {
        return new Page(
                shell, title, current, lead, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of(),
                List.of());
    }

    Page warning(List<String> more) {
        return new Page(shell, title, current, lead, more, facts, tables, values, standings, reasons, faults);
    }

    Page with(List<Fact> named) {
        return new Page(shell, title, current, lead, warnings, named, tables, values, standings, reasons, faults);
    }

    Page with(Table... shown) {
        return new Page(
                shell, title, current, lead, warnings, facts, List.of(shown), values, standings, reasons, faults);
    }

    Page form(Map<String, String> held, List<Choice> choices, List<Choice> why, List<Fault> wrong) {
        return new Page(shell, title, current, lead, warnings, facts, tables, held, choices, why, wrong);
    }

    /** What a field holds; empty if nothing. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** What is wrong with a field; empty if nothing. */
    public String fault(String field) {
        return faults.stream()
                .filter(fault -> fault.parameter().equals(field))
                .map(Fault::message)
                .findFirst()
                .orElse("");
    }

    /** What a form must bring; empty for whoever brings a credential with each request. */
    public String formToken() {
        return shell.signedIn().map(SignedIn::formToken).orElse("");
    }

    /** The ids of what describes a field. */
    public Optional<String> describedBy(String field, boolean hint) {
        String ids = (hint ? field + "-hint " : "") + (fault(field).isEmpty() ? "" : field + "-error");
        return Optional.of(ids.strip()).filter(text -> !text.isEmpty());
    }

    /** What marks the link to the part of the area that the page belongs to. */
    public Optional<String> isCurrent(String name) {
        return Optional.of("page").filter(page -> current.equals(name));
    }

    public record Fact(String name, String value) {}

    public record Choice(String value, String text, boolean chosen) {}
}
