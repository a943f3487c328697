package uk.portage.gateway.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a sender reads from an HL7 v2 acknowledgement.
 *
 * @param code MSA-1, for example {@code AA}
 * @param reasons MSA-3 and the texts of ERR, safe to show
 */
public record Acknowledgement(String code, List<String> reasons) {

    public Acknowledgement {
        reasons = List.copyOf(reasons);
    }

    /** Reads an answer; one that is no acknowledgement has the code {@code ??}. */
    public static Acknowledgement read(byte[] answer) {
        String code = "??";
        List<String> reasons = new ArrayList<>();
        String text = new String(answer, StandardCharsets.UTF_8);
        char separator = text.startsWith("MSH") && text.length() > 3 ? text.charAt(3) : '|';
        for (String line : text.lines().toList()) {
            List<String> fields = List.of(line.split(Pattern.quote(String.valueOf(separator)), -1));
            switch (fields.get(0)) {
                case "MSA" -> {
                    code = fields.size() > 1 ? Terminal.printable(fields.get(1)) : code;
                    addReason(reasons, fields.size() > 3 ? fields.get(3) : "");
                }
                case "ERR" -> fields.stream().skip(1).forEach(field -> addReason(reasons, field));
                default -> {}
            }
        }
        return new Acknowledgement(code, reasons);
    }

    /** The control id of a message (MSH-10), safe to show: it is whatever the sender put there. */
    static String controlId(byte[] message) {
        String head = new String(message, 0, Math.min(message.length, 2000), StandardCharsets.UTF_8);
        if (!head.startsWith("MSH") || head.length() < 5) {
            return "(no MSH)";
        }
        String line = head.lines().findFirst().orElse("");
        String[] fields = line.split(Pattern.quote(line.substring(3, 4)), -1);
        return fields.length > 9 && !fields[9].isEmpty() ? Terminal.printable(fields[9]) : "(no MSH-10)";
    }

    String line() {
        return reasons.isEmpty() ? code : code + "  " + String.join("; ", reasons);
    }

    private static void addReason(List<String> reasons, String field) {
        if (!field.isBlank()) {
            reasons.add(Terminal.printable(field));
        }
    }
}
