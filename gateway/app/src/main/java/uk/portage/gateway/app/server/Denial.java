package uk.portage.gateway.app.server;

import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.access.Verdict;

/**
 * Why a request is refused before it reaches its resource.
 *
 * @param status of HTTP
 * @param challenge the error of RFC 6750 section 3.1, empty if the caller gave no credential
 * @param what one sentence for whoever called
 */
record Denial(int status, FailureCode code, Optional<String> challenge, String what) {

    /** Under which name the filter leaves what it found, for the answer. */
    static final String ATTRIBUTE = "uk.portage.denial";

    static final Denial NO_CREDENTIAL =
            new Denial(401, FailureCode.UNAUTHENTICATED, Optional.empty(), "a bearer token is needed");

    static final Denial MALFORMED = new Denial(
            401,
            FailureCode.UNAUTHENTICATED,
            Optional.of("invalid_request"),
            "there must be one Authorization header with a bearer token");

    static final Denial UNKNOWN =
            new Denial(401, FailureCode.UNAUTHENTICATED, Optional.of("invalid_token"), "the token is not known");

    static final Denial EXPIRED =
            new Denial(401, FailureCode.TOKEN_EXPIRED, Optional.of("invalid_token"), "the token has expired");

    static final Denial WRONG_CERTIFICATE = new Denial(
            401,
            FailureCode.WRONG_CERTIFICATE,
            Optional.of("invalid_token"),
            "the connection's certificate is not one of the caller's organisation");

    private static final Denial WRONG_AUDIENCE = new Denial(
            401, FailureCode.UNAUTHENTICATED, Optional.of("invalid_token"), "the token is for another audience");

    private static final Denial REVOKED =
            new Denial(401, FailureCode.UNAUTHENTICATED, Optional.of("invalid_token"), "the token is no longer good");

    static final Denial SUSPENDED =
            new Denial(403, FailureCode.SUSPENDED, Optional.empty(), "the caller's organisation is suspended");

    static final Denial FORBIDDEN = new Denial(
            403, FailureCode.FORBIDDEN, Optional.of("insufficient_scope"), "the token's role may not use this address");

    static final Denial FOREIGN_FORM =
            new Denial(403, FailureCode.FORBIDDEN, Optional.empty(), "the form is not of a page of this session");

    static final Denial NO_SUCH_ADDRESS =
            new Denial(404, FailureCode.NOT_FOUND, Optional.empty(), "there is nothing at this address");

    static Denial of(Verdict.Reason reason) {
        return switch (reason) {
            case UNKNOWN -> UNKNOWN;
            case EXPIRED -> EXPIRED;
            case WRONG_AUDIENCE -> WRONG_AUDIENCE;
            case REVOKED -> REVOKED;
        };
    }
}
