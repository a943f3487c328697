package uk.portage.gateway.auditor;

import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.auditor.report.Flow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** The columns of the published extract: what the file, its schema and the page that explains it all have in common. */
enum OpenColumn {
    MONTH("month", "gYearMonth", "The calendar month (UTC) in which the clocks of the transfers started."),
    SENDER("sender", "string", "ODS code of the organisation that sent; empty if it could not be told."),
    SENDER_NAME("senderName", "string", "What this gateway calls the sender; empty if it has no name for it."),
    RECIPIENT("recipient", "string", "ODS code of the organisation that was to get it; empty if there was no route."),
    RECIPIENT_NAME("recipientName", "string", "What this gateway calls the recipient; empty if it has no name for it."),
    WORKFLOW(
            "workflow",
            "string",
            "What the records were for; all for the pair's workflows together. Do not add all to the others."),
    ELIGIBLE(
            "eligible",
            "nonNegativeInteger",
            "Transfers that were to be made, without those excluded for a listed reason."),
    PORTABLE(
            "portable",
            "nonNegativeInteger",
            "Filed by the recipient within the time target, about the right person, as a valid bundle."),
    ON_TIME_NOT_PORTABLE(
            "onTimeNotPortable",
            "nonNegativeInteger",
            "Filed within the time target, but the person was not sure or the bundle not valid."),
    INTEGRATED_LATE("integratedLate", "nonNegativeInteger", "Filed after the time target."),
    DELIVERED_NOT_INTEGRATED(
            "deliveredNotIntegrated", "nonNegativeInteger", "In the recipient's mailbox, and never said to be filed."),
    REJECTED("rejected", "nonNegativeInteger", "The recipient said no."),
    TECHNICAL_FAILURE("technicalFailure", "nonNegativeInteger", "Did not get to the recipient."),
    UNCLASSIFIED("unclassified", "nonNegativeInteger", "The evidence contradicts itself."),
    PORTABILITY("portability", "decimal", "portable / eligible; empty if one of them is hidden."),
    MEDIAN_HOURS(
            "medianHours",
            "integer",
            "Hours, rounded up, until half of the transfers were filed; of all workflows only. Empty if fewer were, or if"
                    + " counts that it follows from are hidden."),
    P95_HOURS("p95Hours", "integer", "Likewise until 95 of 100 were."),
    HIDDEN("hidden", "string", "The columns of this row that are empty because they are hidden, with spaces between.");

    static final String ALL_WORKFLOWS = "all";

    private final String title;
    private final String type;
    private final String meaning;

    OpenColumn(String title, String type, String meaning) {
        this.title = title;
        this.type = type;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    /** A datatype of XML Schema, as CSVW names them. */
    String type() {
        return type;
    }

    String meaning() {
        return meaning;
    }

    /** The count in this column; empty if it has none. */
    Optional<Count> count(Flow flow) {
        return switch (this) {
            case ELIGIBLE -> Optional.of(flow.eligible());
            case PORTABLE -> Optional.of(flow.portable());
            case ON_TIME_NOT_PORTABLE -> Optional.of(flow.onTimeNotPortable());
            case INTEGRATED_LATE -> Optional.of(flow.of(TransferStatus.INTEGRATED_LATE));
            case DELIVERED_NOT_INTEGRATED -> Optional.of(flow.of(TransferStatus.DELIVERED_NOT_INTEGRATED));
            case REJECTED -> Optional.of(flow.of(TransferStatus.REJECTED));
            case TECHNICAL_FAILURE -> Optional.of(flow.of(TransferStatus.TECHNICAL_FAILURE));
            case UNCLASSIFIED -> Optional.of(flow.of(TransferStatus.UNCLASSIFIED));
            case MONTH,
                    SENDER,
                    SENDER_NAME,
                    RECIPIENT,
                    RECIPIENT_NAME,
                    WORKFLOW,
                    PORTABILITY,
                    MEDIAN_HOURS,
                    P95_HOURS,
                    HIDDEN -> Optional.empty();
        };
    }

    static String code(Optional<OdsCode> organisation) {
        return organisation.map(OdsCode::value).orElse("");
    }

    static String code(Flow flow) {
        return flow.workflow().map(Workflow::code).orElse(ALL_WORKFLOWS);
    }
}
