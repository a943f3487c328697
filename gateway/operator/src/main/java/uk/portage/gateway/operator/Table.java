package uk.portage.gateway.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
     * @param buttons what can be ordered about the row
     */
    public record Cell(String text, String link, String tag, String detail, List<Button> buttons) {

        public Cell {
            buttons = List.copyOf(buttons);
        }

        static Cell of(String text) {
            return new Cell(text, "", "", "", List.of());
        }

        static Cell link(String text, String link) {
            return new Cell(text, link, "", "", List.of());
        }

        static Cell tag(String text, String tag) {
            return new Cell(text, "", tag, "", List.of());
        }

        static Cell buttons(Button... buttons) {
            return new Cell("", "", "", "", List.of(buttons));
        }

        Cell with(String more) {
            return new Cell(text, link, tag, more, buttons);
        }
    }

    /**
     * A form without fields to fill in.
     *
     * @param action where it is sent
     * @param of what it is about, for those who hear the text alone
     * @param fields what it sends
     */
    public record Button(String action, String text, String of, Map<String, String> fields) {
        public Button {
            fields = new TreeMap<>(fields);
        }
    }
}
