package uk.portage.gateway.auditor.page;

import java.util.List;

/**
 * P of each sender to each recipient.
 *
 * @param rows empty if nothing can be shown
 */
public record Matrix(List<Head> recipients, List<Row> rows) {

    public Matrix {
        recipients = List.copyOf(recipients);
        rows = List.copyOf(rows);
    }

    /** An organisation at the edge; the detail is its name and may be empty. */
    public record Head(String name, String detail) {}

    public record Row(Head sender, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * One sender to one recipient.
     *
     * @param look the colour and the pattern; the text says the same
     * @param path the page of this pair alone; empty if there is none
     * @param words what the text means
     */
    public record Cell(String look, String text, String path, String words) {}
}
