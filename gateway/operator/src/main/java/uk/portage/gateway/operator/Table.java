package uk.portage.gateway.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of a page. The first cell of each row is its header.
 *
 * @param id of its caption
 * @param empty what stands in its place if it has no row
 */
public record Table(String id, String caption, List<Column> columns, List<List<Cell>> rows, String empty) {

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    static Table of(String id, String caption, String empty, List<List<Cell>> rows, String... columns) {
        return new Table(
                id,
                caption,
                Arrays.stream(columns)
                        .map(name -> new Column(name.replace("#", ""), name.startsWith("#")))
                        .toList(),
                rows,
                empty);
    }

    static List<Cell> row(Cell... cells) {
        return new ArrayList<>(List.of(cells));
    }

    public record Column(String name, boolean numeric) {}

    /**
     * @param link where it leads, or empty
     * @param tag the class of its colour, or empty for one that is no tag
     * @param detail a second line, or empty
     */
    public record Cell(String text, String link, String tag, String detail) {
        static Cell of(String text) {
            return new Cell(text, "", "", "");
        }

        static Cell link(String text, String link) {
            return new Cell(text, link, "", "");
        }

        static Cell tag(String text, String tag) {
            return new Cell(text, "", tag, "");
        }

        Cell with(String more) {
            return new Cell(text, link, tag, more);
        }
    }
}
