package uk.portage.gateway.app.server;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import uk.portage.gateway.app.access.OAuth2;
import uk.portage.gateway.app.access.PageSessions;
import uk.portage.gateway.app.access.SignInServlet;
import uk.portage.gateway.auditor.AuditFhirServlet;
import uk.portage.gateway.auditor.AuditServlet;
import uk.portage.gateway.auditor.LedgerServlet;
import uk.portage.gateway.auditor.OpenDataServlet;
import uk.portage.gateway.mailbox.CaseloadServlet;
import uk.portage.gateway.mailbox.MailboxServlet;
import uk.portage.gateway.mailbox.mesh.MeshServlet;
import uk.portage.gateway.pipeline.receive.http.PushServlet;

/**
 * What the other rooms give to the web side.
 *
 * @param mesh empty if there are no MESH mailboxes
 * @param oauth2 empty if no signed tokens are given or taken
 * @param openData empty if the extract of the figures is not for anyone
 * @param ready true if records can come in and go on
 */
record Rooms(
        PushServlet push,
        MailboxServlet mailbox,
        CaseloadServlet caseload,
        SourceEventsServlet sourceEvents,
        Optional<MeshServlet> mesh,
        Optional<OAuth2> oauth2,
        AuditServlet audit,
        AuditFhirServlet auditFhir,
        LedgerServlet ledger,
        Optional<OpenDataServlet> openData,
        Pages pages,
        OperatorServlet operator,
        BooleanSupplier ready) {

    /**
     * What people sign in with.
     *
     * @param exist whether anybody can sign in
     * @param servlet where they do
     */
    record Pages(PageSessions sessions, BooleanSupplier exist, SignInServlet servlet) {}

    boolean isReady() {
        return ready.getAsBoolean();
    }
}
