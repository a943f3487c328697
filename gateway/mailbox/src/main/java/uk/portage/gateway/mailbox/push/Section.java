package uk.portage.gateway.mailbox.push;

import java.util.List;

/**
 * Facts of one kind, for people.
 *
 * @param columns what each cell of a row is; empty for rows of a label and a text
 */
record Section(String title, List<String> columns, List<List<String>> rows) {

    Section {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
