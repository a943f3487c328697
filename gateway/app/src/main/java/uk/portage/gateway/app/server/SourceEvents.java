package uk.portage.gateway.app.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Independent counts of what happened, as a CSV file (RFC 4180): {@code day,events} of one organisation, or
 * {@code organisation,day,events}. A day that is counted again takes the place of what was said before.
 */
final class SourceEvents {

    private static final int MOST_LINES = 100_000;
    private static final long MOST_EVENTS = 10_000_000;

    private SourceEvents() {}

    /**
     * @param own whose counts they are; empty if each line says it
     * @param today the last day that can be counted
     * @throws WrongContentException if any line is not as it must be; then none counts
     */
    static List<EntryDraft> read(String text, Optional<OdsCode> own, LocalDate today) {
        String header = own.isPresent() ? "day,events" : "organisation,day,events";
        List<EntryDraft> entries = new ArrayList<>();
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get()
                .parse(new StringReader(text))) {
            boolean first = true;
            for (CSVRecord row : parser) {
                if (first) {
                    if (!String.join(",", row.toList()).equals(header)) {
                        throw new WrongContentException("line 1 must be the header: " + header);
                    }
                    first = false;
                } else {
                    entries.add(entry(row, own, today, parser.getCurrentLineNumber()));
                }
                if (entries.size() > MOST_LINES) {
                    throw new WrongContentException("more than " + MOST_LINES + " lines: send them in parts");
                }
            }
        } catch (IOException | UncheckedIOException | IllegalStateException broken) {
            throw new WrongContentException("the quotation marks do not match");
        }
        if (entries.isEmpty()) {
            throw new WrongContentException("there is no line after the header " + header);
        }
        return entries;
    }

    private static EntryDraft entry(CSVRecord row, Optional<OdsCode> own, LocalDate today, long line) {
        int columns = own.isPresent() ? 2 : 3;
        if (row.size() != columns) {
            throw new WrongContentException("line " + line + " has not " + columns + " columns");
        }
        OdsCode organisation = own.or(() -> OdsCode.parse(row.get(0)))
                .orElseThrow(() -> new WrongContentException("line " + line
                        + ": the first column is no ODS code, which has 3 to 12 capital letters and digits"));
        LocalDate day = day(row.get(columns - 2))
                .filter(date -> !date.isAfter(today))
                .orElseThrow(() -> new WrongContentException(
                        "line " + line + ": the day is like 2026-11-01, and not one to come"));
        long events = number(row.get(columns - 1))
                .orElseThrow(() -> new WrongContentException(
                        "line " + line + ": the events are a number from 0 to " + MOST_EVENTS));
        return EntryDraft.of(EntryKind.SOURCE_EVENTS_COUNTED)
                .sender(organisation)
                .startedAt(day.atStartOfDay(ZoneOffset.UTC).toInstant(), true)
                .count(events)
                .draft();
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text)).filter(number -> number >= 0 && number <= MOST_EVENTS);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
