package uk.portage.gateway.mailbox;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.Issue;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/** A caseload as a CSV file (RFC 4180) of one column, {@value #HEADER}. More columns are refused: they are not needed. */
final class CaseloadCsv {

    static final String HEADER = "nhs_number";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private CaseloadCsv() {}

    /** @throws RefusedException if a line does not hold an NHS number; names lines by number only */
    static Set<NhsNumber> persons(String text) {
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Set<NhsNumber> persons = new HashSet<>();
        List<Issue> issues = new ArrayList<>();
        int wrong = 0;
        long line = 0;
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get()
                .parse(new StringReader(content))) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext() || !isHeader(records.next())) {
                throw refused(List.of(new Issue(
                        IssueType.STRUCTURE, "line 1 must be the header: one column, " + HEADER, Optional.empty())));
            }
            while (records.hasNext()) {
                CSVRecord row = records.next();
                line = parser.getCurrentLineNumber();
                Optional<NhsNumber> person = row.size() == 1 ? NhsNumber.parse(row.get(0)) : Optional.empty();
                if (person.isPresent()) {
                    persons.add(person.get());
                } else if (wrong++ < Refusal.MAXIMUM_ISSUES) {
                    issues.add(new Issue(IssueType.VALUE, "line " + line + ": " + fault(row), Optional.empty()));
                }
            }
        } catch (IOException | UncheckedIOException | IllegalStateException broken) {
            throw refused(List.of(new Issue(
                    IssueType.STRUCTURE,
                    "after line " + line + ": the quotation marks do not match",
                    Optional.empty())));
        }
        if (wrong > 0) {
            issues.add(new Issue(IssueType.VALUE, wrong + " lines are wrong; nothing was changed", Optional.empty()));
            throw refused(issues);
        }
        if (persons.isEmpty()) {
            throw refused(List.of(new Issue(
                    IssueType.REQUIRED,
                    "no line after the header: a caseload is emptied only by a Group that says quantity 0",
                    Optional.empty())));
        }
        return persons;
    }

    private static boolean isHeader(CSVRecord row) {
        return row.size() == 1 && row.get(0).toLowerCase(Locale.ROOT).equals(HEADER);
    }

    private static String fault(CSVRecord row) {
        if (row.size() != 1) {
            return "one column is expected";
        }
        return row.get(0).replace(" ", "").matches("[0-9]{10}")
                ? "the check digit is wrong"
                : "an NHS number has ten digits";
    }

    private static RefusedException refused(List<Issue> issues) {
        return new RefusedException(new Refusal(422, FailureCode.INVALID_VALUE, issues, Map.of()));
    }
}
