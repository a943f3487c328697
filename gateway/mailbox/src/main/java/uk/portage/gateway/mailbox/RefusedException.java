package uk.portage.gateway.mailbox;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;

/** Carries a refusal up through HAPI to the servlet that answers it. */
final class RefusedException extends BaseServerResponseException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.status(), refusal.code().name());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
