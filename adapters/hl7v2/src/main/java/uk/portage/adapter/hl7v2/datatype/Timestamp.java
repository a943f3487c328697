package uk.portage.adapter.hl7v2.datatype;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The text of a TS, DT or DTM (HL7 v2.4 section 2.9.47): {@code YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]}, to the
 * precision it was sent in.
 *
 * @param month 1 to 12, or 0 if not sent
 * @param day 1 to 31, or 0 if not sent
 * @param hour 0 to 23, or -1 if not sent
 * @param minute 0 to 59, or -1 if not sent
 * @param second 0 to 59, or -1 if not sent
 * @param fraction digits of a second, perhaps none
 * @param offset of the sender's clock from UTC, if sent
 * @param whole false if something of the text is not in these components
 */
record Timestamp(
        int year,
        int month,
        int day,
        int hour,
        int minute,
        int second,
        String fraction,
        Optional<ZoneOffset> offset,
        boolean whole) {

    /** How a local time relates to UTC. */
    enum Fit {
        ONE,
        /** The clock shows it twice, or never: an hour around the change of summer time. */
        AMBIGUOUS
    }

    static Optional<Timestamp> parse(String text) {
        int end = text.length();
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        Optional<ZoneOffset> offset = Optional.empty();
        boolean whole = true;
        if (sign >= 4) {
            offset = offset(text, sign);
            end = sign;
            // An offset of hours alone is understood, but is not HL7 v2's notation.
            whole = text.length() - sign == 5;
            if (offset.isEmpty()) {
                if (sign + 1 < text.length()) {
                    return Optional.empty();
                }
            }
        }
        int point = text.indexOf('.');
        String fraction = "";
        if (point >= 0 && point < end) {
            fraction = text.substring(point + 1, end);
            end = point;
        }
        if (end < 4 || end > 14 || end % 2 != 0 || !digits(text, 0, end) || !digits(fraction, 0, fraction.length())) {
            return Optional.empty();
        }
        if (!fraction.isEmpty() && (end != 14 || fraction.length() > 9)) {
            return Optional.empty();
        }
        return checked(text, end, fraction, offset, whole);
    }

    private static Optional<Timestamp> checked(
            String text, int end, String fraction, Optional<ZoneOffset> offset, boolean whole) {
        int year = number(text, 0, 4);
        int month = end >= 6 ? number(text, 4, 6) : 0;
        int day = end >= 8 ? number(text, 6, 8) : 0;
        int hour = end >= 10 ? number(text, 8, 10) : -1;
        int minute = end >= 12 ? number(text, 10, 12) : -1;
        int second = end >= 14 ? number(text, 12, 14) : -1;
        if (year == 0 || month > 12 || minute > 59 || second > 59 || hour > 24) {
            return Optional.empty();
        }
        if (month == 0 || day == 0) {
            // Month or day 00: not known. A time of an unknown day says nothing.
            boolean zeros = end > 4 && (month == 0 || end > 6);
            boolean complete = whole && !zeros && offset.isEmpty();
            return month == 0 && day != 0
                    ? Optional.empty()
                    : Optional.of(new Timestamp(year, month, 0, -1, -1, -1, "", Optional.empty(), complete));
        }
        if (!isDay(year, month, day)) {
            return Optional.empty();
        }
        if (hour == 24 || (hour >= 0 && minute < 0)) {
            // 24:00 and an hour without minutes have no FHIR notation.
            return Optional.of(new Timestamp(year, month, day, -1, -1, -1, "", Optional.empty(), false));
        }
        return Optional.of(new Timestamp(year, month, day, hour, minute, second, fraction, offset, whole));
    }

    private static boolean isDay(int year, int month, int day) {
        try {
            LocalDate.of(year, month, day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<ZoneOffset> offset(String text, int sign) {
        int digits = text.length() - sign - 1;
        if ((digits != 2 && digits != 4) || !digits(text, sign + 1, text.length())) {
            return Optional.empty();
        }
        int hours = number(text, sign + 1, sign + 3);
        int minutes = digits == 4 ? number(text, sign + 3, sign + 5) : 0;
        int total = hours * 60 + minutes;
        if (minutes > 59 || total > 14 * 60) {
            return Optional.empty();
        }
        return Optional.of(ZoneOffset.ofTotalSeconds((text.charAt(sign) == '-' ? -total : total) * 60));
    }

    private static boolean digits(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }

    boolean hasTime() {
        return minute >= 0;
    }

    boolean hasDay() {
        return day > 0;
    }

    /** Only the date, for elements that hold no more. */
    Timestamp date() {
        return new Timestamp(year, month, day, -1, -1, -1, "", Optional.empty(), whole);
    }

    /** @param precision of HL7 table 0529: Y, L, D, H, M or S; as TS-2 says */
    Timestamp at(char precision) {
        return switch (precision) {
            case 'Y' -> new Timestamp(year, 0, 0, -1, -1, -1, "", Optional.empty(), whole);
            case 'L' -> new Timestamp(year, month, 0, -1, -1, -1, "", Optional.empty(), whole);
            case 'D', 'H' -> date();
            default -> this;
        };
    }

    private LocalDateTime local() {
        int nanos = fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
        return LocalDateTime.of(year, month, day, hour, minute, Math.max(0, second), nanos);
    }

    Fit fit(ZoneId zone) {
        return offset.isPresent()
                        || !hasTime()
                        || zone.getRules().getValidOffsets(local()).size() == 1
                ? Fit.ONE
                : Fit.AMBIGUOUS;
    }

    /** The offset sent, or that of the zone; of two, the earlier moment; in a gap, the one before it. */
    private ZoneOffset offsetIn(ZoneId zone) {
        if (offset.isPresent()) {
            return offset.get();
        }
        LocalDateTime local = local();
        List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
        return valid.isEmpty() ? zone.getRules().getTransition(local).getOffsetBefore() : valid.get(0);
    }

    /** The moment, if the text names one to the minute. */
    Optional<Instant> instant(ZoneId zone) {
        return hasTime() ? Optional.of(local().toInstant(offsetIn(zone))) : Optional.empty();
    }

    /** By the moment if both name one, else by what both say of the date. */
    boolean isBefore(Timestamp other, ZoneId zone) {
        if (hasTime() && other.hasTime()) {
            return instant(zone).orElseThrow().isBefore(other.instant(zone).orElseThrow());
        }
        String mine = date().fhir(zone);
        String others = other.date().fhir(zone);
        int common = Math.min(mine.length(), others.length());
        return mine.substring(0, common).compareTo(others.substring(0, common)) < 0;
    }

    /** As FHIR writes it. FHIR asks for seconds after minutes and lets them be filled with zeros. */
    String fhir(ZoneId zone) {
        StringBuilder out = new StringBuilder(29);
        pad(out, year, 4);
        if (month > 0) {
            pad(out.append('-'), month, 2);
        }
        if (day > 0) {
            pad(out.append('-'), day, 2);
        }
        if (hasTime()) {
            pad(out.append('T'), hour, 2);
            pad(out.append(':'), minute, 2);
            pad(out.append(':'), Math.max(0, second), 2);
            if (!fraction.isEmpty()) {
                out.append('.').append(fraction);
            }
            int minutes = offsetIn(zone).getTotalSeconds() / 60;
            out.append(minutes < 0 ? '-' : '+');
            pad(out, Math.abs(minutes) / 60, 2);
            pad(out.append(':'), Math.abs(minutes) % 60, 2);
        }
        return out.toString();
    }

    private static void pad(StringBuilder out, int value, int width) {
        String digits = Integer.toString(value);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        out.append(digits);
    }
}
