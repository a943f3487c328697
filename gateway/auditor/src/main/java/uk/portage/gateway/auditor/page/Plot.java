package uk.portage.gateway.auditor.page;

import java.util.List;
import java.util.stream.Stream;

/** The field of a chart in which shares from 0 to 1 are drawn over something else, in the picture's units. */
public final class Plot {

    public static final int WIDTH = 760;
    public static final int HEIGHT = 280;
    public static final double LEFT = 52;
    public static final double RIGHT = 672;
    private static final double TOP = 14;
    private static final double BOTTOM = 244;

    private Plot() {}

    /** @param part from 0, the left edge, to 1, the right one */
    static double x(double part) {
        return LEFT + part * (RIGHT - LEFT);
    }

    static double y(double share) {
        return BOTTOM - share * (BOTTOM - TOP);
    }

    /** The marks at the left. */
    static List<Tick> shares() {
        return Stream.of(0, 25, 50, 75, 100)
                .map(share -> new Tick(Coordinates.text(y(share / 100.0)), share + "%"))
                .toList();
    }

    /** A mark at an axis. */
    public record Tick(String place, String text) {}
}
