package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import uk.portage.gateway.ledger.LedgerTree;

/** A receipt for a program to read and to keep; fields are in this room's README. */
final class ReceiptJson {

    private ReceiptJson() {}

    static ObjectNode of(LedgerTree.Receipt receipt) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("checkpoint", receipt.head().note().note());
        ArrayNode entries = json.putArray("entries");
        receipt.proofs().forEach(proof -> {
            ObjectNode entry = entries.addObject();
            entry.put("entry", proof.entry());
            entry.put("index", proof.index());
            ArrayNode inclusion = entry.putArray("inclusion");
            proof.inclusion().forEach(hash -> inclusion.add(hash.base64()));
            entry.put("proof", proof.text());
        });
        json.put("notYetSigned", receipt.waiting());
        return json;
    }
}
