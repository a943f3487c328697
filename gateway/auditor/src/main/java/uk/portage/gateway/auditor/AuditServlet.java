package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServlet;
import java.time.Clock;
import uk.portage.gateway.ledger.LedgerReader;

/** The auditor's pages and API, to be mapped to {@code /audit/*}. */
public final class AuditServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    public AuditServlet(LedgerReader ledger, Clock clock, AuditSettings settings) {}
}
