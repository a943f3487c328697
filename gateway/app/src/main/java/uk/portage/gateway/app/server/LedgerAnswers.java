package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.app.server.OperatorServlet.Order;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.store.Store;
import uk.portage.verifier.note.NoteSignature;
import uk.portage.verifier.note.VerifierKey;

/** What an operator orders of the ledger's signatures. */
final class LedgerAnswers {

    private final Store store;
    private final List<VerifierKey> witnesses;

    /** @param witnesses the keys of those who may cosign */
    LedgerAnswers(Store store, List<VerifierKey> witnesses) {
        this.store = store;
        this.witnesses = List.copyOf(witnesses);
    }

    void change(Order order, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (order == Order.ROTATE_LEDGER_KEY) {
            rotate(request, response);
        } else {
            cosign(request, response);
        }
    }

    private void rotate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<VerifierKey> key = store.changeLedgerKey();
        if (key.isEmpty()) {
            ErrorAnswer.write(
                    request, response, 409, Optional.of("INVALID_TRANSITION"), "this gateway signs no ledger");
            return;
        }
        OperatorServlet.write(
                response, 200, "the ledger is signed by " + key.get() + " from now on; back its file up\n");
    }

    private void cosign(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<NoteSignature> signature =
                Optional.ofNullable(request.getParameter("line")).flatMap(NoteSignature::parse);
        String size = Optional.ofNullable(request.getParameter("size")).orElse("");
        if (signature.isEmpty() || !size.matches("[0-9]{1,18}")) {
            ErrorAnswer.write(
                    request,
                    response,
                    400,
                    Optional.of("INVALID_VALUE"),
                    "a cosignature is a line of a note and the size of its checkpoint");
            return;
        }
        Optional<LedgerTree.Head> head = store.ledgerTree().over(Long.parseLong(size));
        if (head.isEmpty()) {
            ErrorAnswer.write(
                    request, response, 404, Optional.of("NOT_FOUND"), "no checkpoint is over so many entries");
            return;
        }
        String text = head.get().checkpoint().text();
        if (witnesses.stream().noneMatch(key -> signature.get().isBy(key, text))) {
            ErrorAnswer.write(
                    request,
                    response,
                    400,
                    Optional.of("INVALID_VALUE"),
                    "this is no cosignature of that checkpoint by a witness of the configuration");
            return;
        }
        boolean kept = store.keepCosignature(Long.parseLong(size), signature.get());
        OperatorServlet.write(
                response,
                200,
                kept ? "the checkpoint is cosigned by " + signature.get().name() + "\n" : "it was cosigned before\n");
    }
}
