package uk.portage.gateway.auditor.page;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.TransferStatus;
import uk.portage.gateway.transfer.WithheldKind;

/** How the pages say things to people. Times are UTC. */
final class PlainWords {

    /** What stands where a count is hidden; each table says below it what it means. */
    static final String HIDDEN = "*";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter SHORT_DATE = DateTimeFormatter.ofPattern("d MMM", Locale.UK);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter SHORT_MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.UK);
    private static final DateTimeFormatter EXACT_MOMENT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss.SSS", Locale.UK);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK);

    private PlainWords() {}

    static String date(LocalDate date) {
        return DATE.format(date);
    }

    static String shortDate(LocalDate date) {
        return SHORT_DATE.format(date);
    }

    /** What to call a day, a week or a month that begins on a date. */
    static String name(CalendarUnit unit, LocalDate start) {
        return switch (unit) {
            case DAY -> date(start);
            case WEEK -> "Week from " + date(start);
            case MONTH -> MONTH.format(start);
        };
    }

    /** The same for an axis. */
    static String shortName(CalendarUnit unit, LocalDate start) {
        return switch (unit) {
            case DAY, WEEK -> shortDate(start);
            case MONTH -> SHORT_MONTH.format(start);
        };
    }

    static String moment(Instant time) {
        return MOMENT.format(time.atOffset(ZoneOffset.UTC));
    }

    static String exactMoment(Instant time) {
        return EXACT_MOMENT.format(time.atOffset(ZoneOffset.UTC));
    }

    static String count(Count count) {
        return count.value().isPresent() ? number(count.value().getAsLong()) : HIDDEN;
    }

    static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    /** For example −12.5 points: how far one share is from another. */
    static String points(double change) {
        return String.format(Locale.UK, "%.1f points", 100 * change).replace('-', '−');
    }

    /** For example 62.5%; never a rounded 100% or 0% for what is not exactly that. */
    static String percent(double share) {
        double shown = Math.round(share * 1000) / 10.0;
        if (shown == 100 && share < 1) {
            shown = 99.9;
        } else if (shown == 0 && share > 0) {
            shown = 0.1;
        }
        return share == 0 || share == 1
                ? String.format(Locale.UK, "%.0f%%", shown)
                : String.format(Locale.UK, "%.1f%%", shown);
    }

    /** For example 45 seconds, 12 minutes, 3.5 hours, 5.2 days. */
    static String duration(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 1) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 120) {
            return Math.round(seconds) == 1 ? "1 second" : Math.round(seconds) + " seconds";
        }
        if (seconds < 7_200) {
            return Math.round(seconds / 60) + " minutes";
        }
        if (seconds < 172_800) {
            return decimal(seconds / 3_600) + " hours";
        }
        return decimal(seconds / 86_400) + " days";
    }

    /** The same for a narrow column: 45 s, 12 min, 3.5 h, 5.2 d. */
    static String shortDuration(Duration duration) {
        return duration(duration)
                .replaceFirst(" seconds?", " s")
                .replace(" minutes", " min")
                .replace(" hours", " h")
                .replace(" days", " d");
    }

    static String bytes(long bytes) {
        return bytes < 1_024
                ? bytes + " bytes"
                : bytes < 1_048_576 ? decimal(bytes / 1_024.0) + " KB" : decimal(bytes / 1_048_576.0) + " MB";
    }

    private static String decimal(double value) {
        double shown = Math.round(value * 10) / 10.0;
        return shown == Math.rint(shown)
                ? String.format(Locale.UK, "%.0f", shown)
                : String.format(Locale.UK, "%.1f", shown);
    }

    static String workflow(Workflow workflow) {
        String words = workflow.code().replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    static String status(TransferStatus status) {
        return switch (status) {
            case OPEN -> "Open";
            case INTEGRATED_ON_TIME -> "Integrated on time";
            case INTEGRATED_LATE -> "Integrated late";
            case DELIVERED_NOT_INTEGRATED -> "Delivered, not integrated";
            case REJECTED -> "Rejected";
            case TECHNICAL_FAILURE -> "Technical failure";
            case UNCLASSIFIED -> "Unclassified";
            case EXCLUDED -> "Excluded";
        };
    }

    static String meaning(TransferStatus status) {
        return switch (status) {
            case OPEN -> "Under way: the cutoff has not passed. Counts as not portable until it is integrated.";
            case INTEGRATED_ON_TIME -> "The recipient says that the record is filed, within the time target.";
            case INTEGRATED_LATE -> "Filed before the cutoff, but after the time target.";
            case DELIVERED_NOT_INTEGRATED -> "In the recipient's mailbox, but never said to be filed.";
            case REJECTED -> "The recipient said no, with a reason.";
            case TECHNICAL_FAILURE -> "Did not get to the recipient: refused, not translated, or no route.";
            case UNCLASSIFIED -> "The evidence contradicts itself. Should stay below 1%.";
            case EXCLUDED -> "Not eligible, for a reason from a closed list.";
        };
    }

    /** A colour of the design system's tags; the words say the same. */
    static String tag(TransferStatus status) {
        return switch (status) {
            case OPEN -> "govuk-tag--blue";
            case INTEGRATED_ON_TIME -> "govuk-tag--green";
            case INTEGRATED_LATE, DELIVERED_NOT_INTEGRATED -> "govuk-tag--yellow";
            case REJECTED -> "govuk-tag--orange";
            case TECHNICAL_FAILURE, UNCLASSIFIED -> "govuk-tag--red";
            case EXCLUDED -> "govuk-tag--grey";
        };
    }

    static String milestone(Milestone milestone) {
        return switch (milestone) {
            case OBLIGED -> "Obliged";
            case ROUTED -> "Routed";
            case OFFERED -> "Offered";
            case COLLECTED -> "Collected";
            case ACKNOWLEDGED -> "Integrated";
            case ON_TIME -> "On time";
            case PORTABLE -> "Portable";
        };
    }

    static String meaning(Milestone milestone) {
        return switch (milestone) {
            case OBLIGED -> "a record was to be carried";
            case ROUTED -> "translated, and a recipient was found";
            case OFFERED -> "in the recipient's mailbox";
            case COLLECTED -> "the recipient has read it";
            case ACKNOWLEDGED -> "the recipient says that it is filed";
            case ON_TIME -> "filed within the time target";
            case PORTABLE -> "and right person, valid, no undeclared loss";
        };
    }

    static String loss(LossKind kind) {
        return switch (kind) {
            case NO_TARGET -> "No place for it in the bundle: only in the attached original";
            case UNKNOWN_CODE -> "Code not known: carried as the sender wrote it";
            case COARSER -> "Carried by something that says less";
            case TEXT_ONLY -> "Structured at the source, carried as text only";
            case TRUNCATED -> "Cut at a limit";
            case UNPARSEABLE -> "Not lawful for its type, so not carried as that type";
        };
    }

    static String withheld(WithheldKind kind) {
        return sentence(kind.meaning());
    }

    static String exclusion(Exclusion exclusion) {
        return switch (exclusion) {
            case WITHDRAWN_BEFORE_SEND -> "Withdrawn before it was sent";
            case LAWFUL_WITHHOLDING -> "Lawfully withheld";
            case TEST_PATIENT -> "Test patient";
            case DUPLICATE -> "Duplicate of another transfer";
        };
    }

    static String fault(FailureCode.Fault fault) {
        return switch (fault) {
            case SENDER -> "Sender";
            case CALLER -> "Caller";
            case RECEIVER -> "Recipient";
            case US -> "Gateway";
        };
    }

    static String stage(Stage stage) {
        return switch (stage) {
            case RECEIVE -> "receiving";
            case TRANSLATE -> "translating";
            case VALIDATE -> "validating";
            case ROUTE -> "routing";
            case DELIVER -> "delivering";
            case ACKNOWLEDGE -> "collecting and acknowledging";
        };
    }

    static String kind(EntryKind kind) {
        return switch (kind) {
            case RECEIVED -> "Received and kept";
            case REFUSED -> "Refused at intake";
            case REPEATED -> "Came again with the same content";
            case TRANSLATED -> "Translated";
            case VALIDATED -> "Validated";
            case ROUTED -> "Routed";
            case NOT_ROUTED -> "No route";
            case FAILED -> "Failed";
            case OFFERED -> "Offered to the recipient";
            case COLLECTED -> "Collected by the recipient";
            case ACCEPTED -> "Taken on by the recipient";
            case ACKNOWLEDGED -> "Integrated by the recipient";
            case REJECTED -> "Rejected by the recipient";
            case EXPIRED -> "Cutoff passed";
            case EXCLUDED -> "Excluded";
            case WITHDRAWN -> "Withdrawn by the sender";
            case WITHHELD -> "Parts lawfully withheld from the recipient";
            case PARKED -> "Parked";
            case RELEASED -> "Released";
            case REPLAYED -> "Replayed";
            case DENIED -> "A caller was refused";
            case CONFIGURED -> "Configuration changed";
            case RECORD_REQUESTED -> "Asked for by the recipient";
            case RECORD_PROVIDED -> "Given by the sender on request";
            case RECORD_NOT_PROVIDED -> "Not given by the sender";
            case ERASED -> "Erased: the record can no longer be read here";
            case SENDERS_LOCATED -> "A caller was told who sends records about a person";
            case ORGANISATION_REGISTERED -> "An operator registered the organisation or changed what is registered";
            case ORGANISATION_SUSPENDED -> "An operator suspended the organisation";
            case ORGANISATION_RESUMED -> "An operator let the organisation go on";
            case CREDENTIAL_ISSUED -> "An operator issued a new credential to the organisation";
            case SOURCE_EVENTS_COUNTED -> "The organisation's events of a day were counted independently";
            case LEDGER_KEY_CHANGED -> "The ledger is signed by another key from here on";
            case QUERIED -> "An auditor or an operator asked";
        };
    }

    /** How a step looks on a timeline: went well, went badly, or neither. */
    static String tone(EntryKind kind) {
        return switch (kind) {
            case ACKNOWLEDGED -> "good";
            case REFUSED, NOT_ROUTED, FAILED, REJECTED, EXPIRED, PARKED, DENIED, RECORD_NOT_PROVIDED -> "bad";
            case RECEIVED,
                    REPEATED,
                    TRANSLATED,
                    VALIDATED,
                    ROUTED,
                    OFFERED,
                    COLLECTED,
                    ACCEPTED,
                    EXCLUDED,
                    WITHDRAWN,
                    WITHHELD,
                    RELEASED,
                    REPLAYED,
                    CONFIGURED,
                    RECORD_REQUESTED,
                    RECORD_PROVIDED,
                    SENDERS_LOCATED,
                    ERASED,
                    ORGANISATION_REGISTERED,
                    ORGANISATION_SUSPENDED,
                    ORGANISATION_RESUMED,
                    CREDENTIAL_ISSUED,
                    SOURCE_EVENTS_COUNTED,
                    LEDGER_KEY_CHANGED,
                    QUERIED -> "neutral";
        };
    }

    static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }
}
