package uk.portage.gateway.app.server;

import java.util.function.BooleanSupplier;
import uk.portage.gateway.auditor.AuditServlet;
import uk.portage.gateway.mailbox.CaseloadServlet;
import uk.portage.gateway.mailbox.MailboxServlet;
import uk.portage.gateway.pipeline.receive.http.PushServlet;

/**
 * What the other rooms give to the web side.
 *
 * @param ready true if records can come in and go on
 */
record Rooms(
        PushServlet push,
        MailboxServlet mailbox,
        CaseloadServlet caseload,
        AuditServlet audit,
        OperatorServlet operator,
        BooleanSupplier ready) {

    boolean isReady() {
        return ready.getAsBoolean();
    }
}
