package uk.portage.adapter.hl7v2.reader;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Undoes the escape sequences of HL7 v2.4 section 2.10. A sequence that is not terminated or not known (local
 * {@code \Z..\}, character set switches {@code \C..\ \M..\}) stays as text.
 */
final class Escapes {

    /** What is put where a character stood that no FHIR string may hold. */
    static final char REPLACEMENT = '\uFFFD';

    private static final int LONGEST_SEQUENCE = 1000;

    private Escapes() {}

    static boolean needed(String text, int start, int end, char escape) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == escape || !lawful(c)) {
                return true;
            }
        }
        return false;
    }

    static String undone(String text, int start, int end, Delimiters delimiters, Charset charset) {
        StringBuilder out = new StringBuilder(end - start);
        ByteArrayOutputStream hexadecimal = new ByteArrayOutputStream(0);
        int i = start;
        while (i < end) {
            char c = text.charAt(i);
            int close = c == delimiters.escape() ? closing(text, i + 1, end, c) : -1;
            if (close > i && text.charAt(i + 1) == 'X' && bytes(text, i + 2, close, hexadecimal)) {
                i = close + 1;
                continue;
            }
            flush(hexadecimal, charset, out);
            if (close > i && append(text, i + 1, close, delimiters, out)) {
                i = close + 1;
            } else {
                out.append(lawful(c) ? c : REPLACEMENT);
                i++;
            }
        }
        flush(hexadecimal, charset, out);
        return out.toString();
    }

    private static int closing(String text, int from, int end, char escape) {
        int limit = Math.min(end, from + LONGEST_SEQUENCE);
        for (int i = from; i < limit; i++) {
            if (text.charAt(i) == escape) {
                return i > from ? i : -1;
            }
        }
        return -1;
    }

    private static boolean bytes(String text, int start, int end, ByteArrayOutputStream out) {
        if (end == start || (end - start) % 2 != 0) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        for (int i = start; i < end; i += 2) {
            out.write(Character.digit(text.charAt(i), 16) << 4 | Character.digit(text.charAt(i + 1), 16));
        }
        return true;
    }

    private static void flush(ByteArrayOutputStream bytes, Charset charset, StringBuilder out) {
        if (bytes.size() == 0) {
            return;
        }
        Charset wide = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.ISO_8859_1 : charset;
        String decoded = bytes.toString(wide);
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            out.append(lawful(c) ? c : REPLACEMENT);
        }
        bytes.reset();
    }

    private static boolean append(String text, int start, int end, Delimiters delimiters, StringBuilder out) {
        if (end - start == 1) {
            char letter = text.charAt(start);
            if (letter == 'H' || letter == 'N') {
                // Highlighting on and off: of no meaning in a string.
                return true;
            }
            char delimiter = switch (letter) {
                case 'F' -> delimiters.field();
                case 'S' -> delimiters.component();
                case 'T' -> delimiters.subcomponent();
                case 'R' -> delimiters.repetition();
                case 'E' -> delimiters.escape();
                default -> Delimiters.NONE;
            };
            if (delimiter == Delimiters.NONE) {
                return false;
            }
            out.append(delimiter);
            return true;
        }
        return text.charAt(start) == '.' && formatting(text.substring(start + 1, end), out);
    }

    /** The formatting commands of FT, section 2.10.6: line breaks are kept, indentation and fill are not. */
    private static boolean formatting(String command, StringBuilder out) {
        if (command.length() < 2) {
            return false;
        }
        int count = count(command);
        switch (command.substring(0, 2)) {
            case "br", "ce" -> out.append('\n');
            case "sp" -> out.append("\n".repeat(Math.max(1, count)));
            case "sk" -> out.append(" ".repeat(Math.max(1, count)));
            case "in", "ti", "fi", "nf" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int count(String command) {
        int value = 0;
        for (int i = 2; i < command.length() && i < 5; i++) {
            int digit = Character.digit(command.charAt(i), 10);
            if (digit >= 0) {
                value = value * 10 + digit;
            }
        }
        return Math.min(value, 100);
    }

    /** FHIR strings and XML 1.0 hold no control characters but tab and line ends. */
    static boolean lawful(char c) {
        return c >= ' ' ? c != '\u007F' && c != '\uFFFE' && c != '\uFFFF' : c == '\t' || c == '\n' || c == '\r';
    }
}
