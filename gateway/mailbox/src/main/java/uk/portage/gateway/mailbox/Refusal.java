package uk.portage.gateway.mailbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;

/**
 * An answer other than the one that was asked for. Its texts are ours: nothing of the request is in them.
 *
 * @param status the HTTP status
 * @param code why, from the closed list
 * @param headers to be sent with it
 */
record Refusal(int status, FailureCode code, List<Issue> issues, Map<String, String> headers) {

    /** One thing that is wrong. */
    record Issue(IssueType type, String text, Optional<String> expression) {

        /** @param expression the FHIRPath of the element at fault, made of names and positions only */
        static Issue at(String expression, IssueType type, String text) {
            return new Issue(type, text, Optional.of(expression));
        }
    }

    /** The codes of OperationOutcome.issue.code that are used here. */
    enum IssueType {
        LOGIN("login"),
        FORBIDDEN("forbidden"),
        NOT_FOUND("not-found"),
        DELETED("deleted"),
        NOT_SUPPORTED("not-supported"),
        STRUCTURE("structure"),
        INVALID("invalid"),
        VALUE("value"),
        REQUIRED("required"),
        CODE_INVALID("code-invalid"),
        TOO_LONG("too-long"),
        CONFLICT("conflict"),
        BUSINESS_RULE("business-rule"),
        TRANSIENT("transient"),
        EXCEPTION("exception");

        private final String fhirCode;

        IssueType(String fhirCode) {
            this.fhirCode = fhirCode;
        }

        String fhirCode() {
            return fhirCode;
        }
    }

    /** How many issues one answer names at most. */
    static final int MAXIMUM_ISSUES = 20;

    Refusal {
        issues = List.copyOf(issues);
        headers = Map.copyOf(headers);
    }

    static Refusal of(int status, FailureCode code, IssueType type, String text) {
        return new Refusal(status, code, List.of(new Issue(type, text, Optional.empty())), Map.of());
    }

    static Refusal unauthenticated() {
        return of(401, FailureCode.UNAUTHENTICATED, IssueType.LOGIN, "nothing answers here without a valid credential")
                .with("WWW-Authenticate", "Bearer realm=\"portage\"");
    }

    static Refusal forbidden() {
        return of(
                403,
                FailureCode.FORBIDDEN,
                IssueType.FORBIDDEN,
                "a mailbox is open to its destination only, and this credential is not a destination's");
    }

    static Refusal sourcesOnly() {
        return of(
                403,
                FailureCode.FORBIDDEN,
                IssueType.FORBIDDEN,
                "a record is withdrawn by its source, and this credential is not a source's");
    }

    /** The same for what does not exist and for what belongs to somebody else. */
    static Refusal notFound() {
        return of(404, FailureCode.NOT_FOUND, IssueType.NOT_FOUND, FailureCode.NOT_FOUND.meaning());
    }

    /** For the bundle of what its source has withdrawn. */
    static Refusal withdrawn() {
        return of(
                410,
                FailureCode.INVALID_TRANSITION,
                IssueType.DELETED,
                "its sender has withdrawn the record before it was collected");
    }

    /** For what nobody can read any more. */
    static Refusal erased() {
        return of(410, FailureCode.NOT_FOUND, IssueType.DELETED, "the record has been erased");
    }

    static Refusal unavailable() {
        return of(
                        503,
                        FailureCode.STORE_UNAVAILABLE,
                        IssueType.TRANSIENT,
                        "the store cannot commit; the same request may be sent again")
                .with("Retry-After", "5");
    }

    static Refusal overloaded() {
        return of(503, FailureCode.OVERLOADED, IssueType.TRANSIENT, FailureCode.OVERLOADED.meaning())
                .with("Retry-After", "5");
    }

    static Refusal internal() {
        return of(500, FailureCode.INTERNAL, IssueType.EXCEPTION, FailureCode.INTERNAL.meaning());
    }

    static Refusal badRequest(IssueType type, String text) {
        return of(400, FailureCode.INVALID_VALUE, type, text);
    }

    static Refusal unreadable(String text) {
        return of(400, FailureCode.UNREADABLE, IssueType.STRUCTURE, text);
    }

    static Refusal unprocessable(IssueType type, String expression, String text) {
        return unprocessable(List.of(Issue.at(expression, type, text)));
    }

    static Refusal unprocessable(List<Issue> issues) {
        return new Refusal(422, FailureCode.INVALID_VALUE, issues, Map.of());
    }

    Refusal with(String header, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, value);
        return new Refusal(status, code, issues, all);
    }
}
