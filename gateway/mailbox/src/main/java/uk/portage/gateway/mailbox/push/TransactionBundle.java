package uk.portage.gateway.mailbox.push;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * A record as a transaction (FHIR R4, http.html#transaction): each resource is put under its own id. The ids are derived
 * from the record, so that the same transaction again changes nothing.
 */
final class TransactionBundle {

    private TransactionBundle() {}

    static Bundle of(Bundle record) {
        Bundle transaction = new Bundle();
        transaction.setType(Bundle.BundleType.TRANSACTION);
        if (record.hasMeta()) {
            // What is withheld is said there.
            transaction.setMeta(record.getMeta());
        }
        for (Bundle.BundleEntryComponent entry : record.getEntry()) {
            Resource resource = entry.getResource();
            if (resource != null) {
                Bundle.BundleEntryComponent put = transaction.addEntry();
                put.setFullUrl(entry.getFullUrl());
                put.setResource(resource);
                put.getRequest()
                        .setMethod(Bundle.HTTPVerb.PUT)
                        .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
            }
        }
        return transaction;
    }
}
