package uk.portage.gateway.auditor.page;

import java.util.List;

/**
 * What the published extract is, for people.
 *
 * @param smallestShown counts from 1 to below this are hidden
 * @param delayDays how many days ago a published day is at least
 * @param months how many are published at most
 */
public record OpenDataPage(Shell shell, List<Column> columns, String smallestShown, String delayDays, String months) {

    public OpenDataPage {
        columns = List.copyOf(columns);
    }

    /** A column of the table. */
    public record Column(String name, String type, String meaning) {}
}
