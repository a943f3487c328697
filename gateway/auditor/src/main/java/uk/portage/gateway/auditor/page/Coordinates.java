package uk.portage.gateway.auditor.page;

import java.util.Locale;

/** Places in a picture. */
final class Coordinates {

    private Coordinates() {}

    /** A number for an attribute: a point, whatever the machine's locale. */
    static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A point of a line. */
    static String point(double x, double y) {
        return text(x) + "," + text(y);
    }
}
