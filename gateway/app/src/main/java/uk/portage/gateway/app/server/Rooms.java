package uk.portage.gateway.app.server;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import uk.portage.gateway.auditor.AuditServlet;
import uk.portage.gateway.mailbox.CaseloadServlet;
import uk.portage.gateway.mailbox.MailboxServlet;
import uk.portage.gateway.mailbox.mesh.MeshServlet;
import uk.portage.gateway.pipeline.receive.http.PushServlet;

/**
 * What the other rooms give to the web side.
 *
 * @param mesh empty if there are no MESH mailboxes
 * @param ready true if records can come in and go on
 */
record Rooms(
        PushServlet push,
        MailboxServlet mailbox,
        CaseloadServlet caseload,
        Optional<MeshServlet> mesh,
        AuditServlet audit,
        OperatorServlet operator,
        BooleanSupplier ready) {

    boolean isReady() {
        return ready.getAsBoolean();
    }
}
