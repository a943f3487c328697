package uk.portage.gateway.mailbox.push;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.gateway.transfer.TransferId;

/**
 * A record as a transaction (FHIR R4, http.html#transaction): each resource is put under an id that is derived from the
 * transfer and its place in the record. The same transaction again changes nothing, and no sender's ids can meet those
 * of another.
 */
final class TransactionBundle {

    private TransactionBundle() {}

    /** @param record is used up: its resources are changed and become those of the transaction */
    static Bundle of(FhirContext context, TransferId transfer, Bundle record) {
        Bundle transaction = new Bundle();
        transaction.setType(Bundle.BundleType.TRANSACTION);
        if (record.hasMeta()) {
            // What is withheld is said there.
            transaction.setMeta(record.getMeta());
        }
        Map<String, String> moved = new HashMap<>();
        for (Bundle.BundleEntryComponent entry : record.getEntry()) {
            Resource resource = entry.getResource();
            if (resource != null) {
                String place = entry.hasFullUrl() ? entry.getFullUrl() : "entry " + moved.size();
                String id = DerivedId.of("pushed", transfer.toString(), place).toString();
                moved.put(place, "urn:uuid:" + id);
                resource.setId(id);
                transaction
                        .addEntry()
                        .setFullUrl("urn:uuid:" + id)
                        .setResource(resource)
                        .getRequest()
                        .setMethod(Bundle.HTTPVerb.PUT)
                        .setUrl(resource.fhirType() + "/" + id);
            }
        }
        FhirTerser terser = context.newTerser();
        for (Bundle.BundleEntryComponent entry : transaction.getEntry()) {
            for (Reference reference :
                    terser.getAllPopulatedChildElementsOfType(entry.getResource(), Reference.class)) {
                String to = moved.get(reference.getReference());
                if (to != null) {
                    reference.setReference(to);
                }
            }
            for (UriType uri : terser.getAllPopulatedChildElementsOfType(entry.getResource(), UriType.class)) {
                String to = moved.get(uri.getValue());
                if (to != null) {
                    uri.setValue(to);
                }
            }
        }
        return transaction;
    }
}
