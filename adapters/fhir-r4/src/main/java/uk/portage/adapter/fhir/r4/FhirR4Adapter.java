package uk.portage.adapter.fhir.r4;

import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.proof.LeafInventory;

/** FHIR R4 message, document, transaction, batch and collection bundles, in JSON and XML. */
public final class FhirR4Adapter implements Adapter {

    private final SourceFormat format = new FhirR4Format();
    private final Acknowledger acknowledger = new FhirR4Acknowledger();
    private final LeafInventory leaves = new FhirR4Leaves();

    @Override
    public String name() {
        return "fhir-r4";
    }

    @Override
    public SourceFormat format() {
        return format;
    }

    @Override
    public Acknowledger acknowledger() {
        return acknowledger;
    }

    @Override
    public LeafInventory leaves() {
        return leaves;
    }
}
