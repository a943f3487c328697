package uk.portage.gateway.mailbox;

import java.net.URI;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.EntryProof;

/** What a destination can keep to prove what happened to a transfer: the entries that name it, each with its proof. */
public final class ReceiptResource {

    private ReceiptResource() {}

    /**
     * Where the destination of a transfer finds it, whatever it collects by.
     *
     * @param fhirBase without a slash at the end
     */
    public static URI address(URI fhirBase, TransferId transfer) {
        return URI.create(fhirBase + "/Task/" + transfer + "/$receipt");
    }

    /** @throws RefusedException if nothing was signed yet */
    static Parameters of(LedgerTree tree, MailboxItem item) {
        LedgerTree.Receipt receipt = tree.receipt(item.transfer(), true)
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        404,
                        FailureCode.NOT_FOUND,
                        IssueType.NOT_FOUND,
                        "the ledger is not signed yet; try again in a minute")));
        Parameters parameters = new Parameters();
        parameters.addParameter(
                "checkpoint", new StringType(receipt.head().note().note()));
        for (EntryProof proof : receipt.proofs()) {
            Parameters.ParametersParameterComponent entry =
                    parameters.addParameter().setName("entry");
            entry.addPart().setName("entry").setValue(new StringType(proof.entry()));
            entry.addPart().setName("index").setValue(new StringType(Long.toString(proof.index())));
            entry.addPart().setName("proof").setValue(new StringType(proof.text()));
        }
        parameters.addParameter("notYetSigned", new IntegerType(receipt.waiting()));
        return parameters;
    }
}
