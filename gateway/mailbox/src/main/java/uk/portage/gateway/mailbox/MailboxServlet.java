package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.RestfulServer;
import uk.portage.gateway.store.Store;

/** The FHIR R4 face of a destination's mailbox. */
public final class MailboxServlet extends RestfulServer {

    private static final long serialVersionUID = 1L;

    public MailboxServlet(FhirContext context, Store store, MailboxSettings settings) {
        super(context);
    }
}
