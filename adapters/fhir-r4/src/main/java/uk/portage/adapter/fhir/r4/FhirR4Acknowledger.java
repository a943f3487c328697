package uk.portage.adapter.fhir.r4;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.fhir.r4.reader.Reading;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Answers a message with a message (FHIR R4, messaging.html#response) and anything else with an OperationOutcome, in the
 * encoding it came in. It says what was wrong and where, and repeats nothing but the message's own id.
 */
final class FhirR4Acknowledger implements Acknowledger {

    private static final String CODES = "https://portage.uk/fhir/CodeSystem/failure-code";
    private static final String ENDPOINT = "https://portage.uk/fhir";
    private static final int MOST_ISSUES = 20;

    @Override
    public byte[] answer(SourceDocument document, Answer answer, Instant now) {
        Reading reading = Reading.of(document);
        Optional<SourceElement> header = reading instanceof Reading.Read read
                ? read.bundle()
                        .all("entry")
                        .findFirst()
                        .flatMap(entry -> entry.first("resource"))
                        .filter(resource -> resource.resourceType().equals("MessageHeader"))
                : Optional.empty();
        OperationOutcome outcome = outcome(answer);
        FhirContext context = FhirContext.forR4Cached();
        IParser writer = reading instanceof Reading.Read read && read.encoding() == Reading.Encoding.XML
                ? context.newXmlParser()
                : context.newJsonParser();
        return writer.encodeResourceToString(
                        header.isPresent() ? message(header.get(), document, answer, outcome, now) : outcome)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Bundle message(
            SourceElement header, SourceDocument document, Answer answer, OperationOutcome outcome, Instant now) {
        String outcomeId =
                DerivedId.of(document.sha256(), "response", "OperationOutcome").toString();
        outcome.setId(outcomeId);
        MessageHeader response = new MessageHeader();
        response.setId(
                DerivedId.of(document.sha256(), "response", "MessageHeader").toString());
        response.setEvent(new Coding(
                "https://portage.uk/fhir/CodeSystem/message-event", "received", "Record received or refused"));
        response.getSource().setName("Portage").setEndpoint(ENDPOINT);
        String endpoint = header.text("source", "endpoint");
        if (!endpoint.isEmpty()) {
            response.addDestination().setEndpoint(endpoint);
        }
        response.getResponse()
                .setIdentifier(header.text("id").isEmpty() ? "unknown" : header.text("id"))
                .setCode(code(answer))
                .setDetails(new Reference("urn:uuid:" + outcomeId));
        Bundle bundle = new Bundle();
        bundle.setId(DerivedId.of(document.sha256(), "response", "Bundle").toString());
        bundle.setType(Bundle.BundleType.MESSAGE);
        InstantType time = new InstantType(Date.from(now));
        time.setTimeZone(TimeZone.getTimeZone("UTC"));
        bundle.setTimestampElement(time);
        bundle.addEntry().setFullUrl("urn:uuid:" + response.getIdPart()).setResource(response);
        bundle.addEntry().setFullUrl("urn:uuid:" + outcomeId).setResource(outcome);
        return bundle;
    }

    private static ResponseType code(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return refused.code().retry() == FailureCode.Retry.LATER
                    ? ResponseType.TRANSIENTERROR
                    : ResponseType.FATALERROR;
        }
        return ResponseType.OK;
    }

    private static OperationOutcome outcome(Answer answer) {
        OperationOutcome outcome = new OperationOutcome();
        if (answer instanceof Answer.Accepted accepted) {
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics("kept under receipt " + accepted.receipt());
            return outcome;
        }
        Answer.Refused refused = (Answer.Refused) answer;
        List<String> where = refused.where().stream()
                .map(path -> path.text())
                .limit(MOST_ISSUES)
                .toList();
        OperationOutcomeIssueComponent issue = outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(type(refused.code()))
                .setDetails(new CodeableConcept(
                        new Coding(CODES, refused.code().name(), refused.code().meaning())))
                .setDiagnostics(refused.code().meaning() + (where.isEmpty() ? "" : ": " + String.join(", ", where)));
        where.forEach(issue::addExpression);
        return outcome;
    }

    private static IssueType type(FailureCode code) {
        return switch (code) {
            case UNREADABLE, FRAME_INCOMPLETE, FRAME_TIMEOUT -> IssueType.STRUCTURE;
            case MISSING_REQUIRED -> IssueType.REQUIRED;
            case INVALID_VALUE, INVALID_BUNDLE -> IssueType.VALUE;
            case UNSUPPORTED_TYPE -> IssueType.NOTSUPPORTED;
            case OVERSIZED -> IssueType.TOOLONG;
            case DUPLICATE_CONFLICT -> IssueType.DUPLICATE;
            case WRONG_SENDER, FORBIDDEN, SUSPENDED -> IssueType.FORBIDDEN;
            case UNAUTHENTICATED, TOKEN_EXPIRED, WRONG_CERTIFICATE -> IssueType.LOGIN;
            case NOT_FOUND, RECORD_NOT_FOUND -> IssueType.NOTFOUND;
            case RATE_EXCEEDED, OVERLOADED, DESTINATION_FULL -> IssueType.THROTTLED;
            case STORE_UNAVAILABLE -> IssueType.NOSTORE;
            case INVALID_TRANSITION, NO_ROUTE, UNKNOWN_DESTINATION, PARKED, NOT_COLLECTED, NOT_ACKNOWLEDGED, REJECTED ->
                IssueType.BUSINESSRULE;
            case INTERNAL -> IssueType.EXCEPTION;
            // Of requests for a record, which nobody makes by sending one.
            case SOURCE_UNAVAILABLE, SOURCE_TIMED_OUT, SOURCE_REFUSED, WRONG_PERSON -> IssueType.PROCESSING;
        };
    }
}
