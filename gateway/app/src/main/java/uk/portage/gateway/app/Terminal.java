package uk.portage.gateway.app;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out what was asked for
 * @param err what a person should know beside it
 * @param interactive true if a person is looking, so that a line may be drawn over
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {

    static Terminal ofProcess() {
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                isInteractive() && !"dumb".equals(System.getenv("TERM")));
    }

    /** From JDK 22 on there is a console even if nobody looks, and it can be asked; before, there is none. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    /** Text of a sender or a server, safe to show: control characters are written out, and it is cut at 200. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(200).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                safe.append(String.format("\\u%04X", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
