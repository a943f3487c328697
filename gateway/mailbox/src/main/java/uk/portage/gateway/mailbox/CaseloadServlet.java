package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServlet;
import uk.portage.gateway.store.Store;

/** Takes a destination's caseload as a CSV file. */
public final class CaseloadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    public CaseloadServlet(Store store, MailboxSettings settings) {}
}
