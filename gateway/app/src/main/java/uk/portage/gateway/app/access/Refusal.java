package uk.portage.gateway.app.access;

import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;

/**
 * An error of the token endpoint (RFC 6749 section 5.2).
 *
 * @param organisation whose client asked, if that is proven
 */
record Refusal(int status, String error, String what, Optional<OdsCode> organisation, FailureCode code) {

    /** The same for every reason: who tries keys or names learns nothing. */
    static final Refusal CLIENT = new Refusal(
            401,
            "invalid_client",
            "the client could not be authenticated",
            Optional.empty(),
            FailureCode.UNAUTHENTICATED);

    static Refusal request(String what) {
        return new Refusal(400, "invalid_request", what, Optional.empty(), FailureCode.UNAUTHENTICATED);
    }

    static Refusal grant() {
        return new Refusal(
                400,
                "unsupported_grant_type",
                "the grant_type must be client_credentials",
                Optional.empty(),
                FailureCode.UNAUTHENTICATED);
    }

    static Refusal scope(OdsCode organisation) {
        return new Refusal(
                400,
                "invalid_scope",
                "the client may not have what it asks for",
                Optional.of(organisation),
                FailureCode.FORBIDDEN);
    }

    static Refusal unavailable(OdsCode organisation) {
        return new Refusal(
                503,
                "temporarily_unavailable",
                "the gateway cannot answer now; try again later",
                Optional.of(organisation),
                FailureCode.STORE_UNAVAILABLE);
    }

    /** As {@link #CLIENT}, of a client that has proven which it is. */
    static Refusal of(OdsCode organisation, FailureCode code) {
        return new Refusal(CLIENT.status(), CLIENT.error(), CLIENT.what(), Optional.of(organisation), code);
    }
}
