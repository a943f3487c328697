package uk.portage.gateway.mailbox.push;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.gateway.transfer.RejectionReason;

/** What a server's response means for a transfer. */
final class Response {

    /**
     * These speak of the request, the credential or the moment, and not of the record: a transfer that is rejected is
     * gone for good, and would be for a token that has run out.
     */
    private static final Set<Integer> NOT_OF_THE_RECORD =
            Set.of(401, 403, 404, 405, 406, 407, 408, 410, 415, 421, 425, 429);

    private Response() {}

    /** Of anything but what was asked for. */
    static Verdict ofStatus(int status, Optional<OperationOutcome> outcome, Optional<Duration> retryAfter) {
        String why = "it answers " + status;
        if (status < 300) {
            return Verdict.Later.ofServer(why + " with something that is not FHIR");
        }
        if (status < 400) {
            return Verdict.Later.ofServer(why + ", a redirect, which is not followed");
        }
        boolean duplicate = outcome.filter(o -> o.getIssue().stream()
                        .anyMatch(issue -> issue.getCode() == OperationOutcome.IssueType.DUPLICATE))
                .isPresent();
        // Two changes that meet are a conflict, too, and end well the second time.
        boolean conflict = (status == 409 || status == 423) && !duplicate;
        if (status < 500 && !NOT_OF_THE_RECORD.contains(status) && !conflict) {
            return new Verdict.Refused(reason(outcome, status));
        }
        // An error inside the server may be this record's; a gateway's that has no server behind it is not.
        boolean ofRecord = conflict || (status >= 500 && status != 502 && status != 503 && status != 504);
        return new Verdict.Later(why, ofRecord, retryAfter);
    }

    /** Of a transaction that was answered with a bundle. */
    static Verdict ofTransaction(Bundle response) {
        boolean done = response.getType() == Bundle.BundleType.TRANSACTIONRESPONSE
                && response.getEntry().stream()
                        .allMatch(entry -> entry.getResponse().hasStatus()
                                && entry.getResponse().getStatus().startsWith("2"));
        return done
                ? new Verdict.Taken()
                : Verdict.Later.ofServer("it answers something that is not the response to a transaction");
    }

    /** Of a message that was answered with a bundle (FHIR R4, messaging.html). */
    static Verdict ofMessage(Bundle sent, Bundle response) {
        if (!(response.getEntryFirstRep().getResource() instanceof MessageHeader header)
                || !header.hasResponse()
                || !isAbout(sent, header)) {
            return Verdict.Later.ofServer("it answers something that is not the response to this message");
        }
        MessageHeader.ResponseType code = header.getResponse().getCode();
        if (code == MessageHeader.ResponseType.OK) {
            return new Verdict.Taken();
        }
        if (code == MessageHeader.ResponseType.FATALERROR) {
            Optional<OperationOutcome> outcome = response.getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getResource)
                    .filter(OperationOutcome.class::isInstance)
                    .map(OperationOutcome.class::cast)
                    .findFirst();
            return new Verdict.Refused(reason(outcome, 200));
        }
        return new Verdict.Later("it answers that the message fails for now", true, Optional.empty());
    }

    private static boolean isAbout(Bundle sent, MessageHeader response) {
        Resource header = sent.getEntryFirstRep().getResource();
        String identifier = response.getResponse().getIdentifier();
        return header != null
                && identifier != null
                && identifier.endsWith(header.getIdElement().getIdPart());
    }

    /** The reason that the outcome names by its code, or else the nearest. */
    private static RejectionReason reason(Optional<OperationOutcome> outcome, int status) {
        List<OperationOutcomeIssueComponent> issues = outcome.map(OperationOutcome::getIssue).orElse(List.of()).stream()
                .filter(issue ->
                        issue.getSeverity() == IssueSeverity.ERROR || issue.getSeverity() == IssueSeverity.FATAL)
                .toList();
        Optional<RejectionReason> named = issues.stream()
                .flatMap(issue -> issue.getDetails().getCoding().stream())
                .filter(Coding::hasCode)
                .flatMap(coding -> RejectionReason.ofCode(coding.getCode()).stream())
                .findFirst();
        return named.or(() -> issues.stream()
                        .flatMap(issue -> ofIssue(issue).stream())
                        .findFirst())
                .orElse(
                        status == 400 || status == 413 || status == 422
                                ? RejectionReason.INVALID_CONTENT
                                : RejectionReason.OTHER);
    }

    private static Optional<RejectionReason> ofIssue(OperationOutcomeIssueComponent issue) {
        if (issue.getCode() == null) {
            return Optional.empty();
        }
        return switch (issue.getCode()) {
            case DUPLICATE -> Optional.of(RejectionReason.DUPLICATE);
            case SECURITY, LOGIN, UNKNOWN, EXPIRED, FORBIDDEN, SUPPRESSED ->
                Optional.of(RejectionReason.UNAUTHORISED_SENDER);
            case INVALID, STRUCTURE, REQUIRED, VALUE, INVARIANT, CODEINVALID, TOOLONG, EXTENSION, BUSINESSRULE ->
                Optional.of(RejectionReason.INVALID_CONTENT);
            default -> Optional.empty();
        };
    }
}
