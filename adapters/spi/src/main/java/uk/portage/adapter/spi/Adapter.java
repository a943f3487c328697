package uk.portage.adapter.spi;

import java.util.Optional;
import uk.portage.adapter.spi.layout.LayoutReader;
import uk.portage.adapter.spi.proof.LeafInventory;

/**
 * One format that source systems speak. Found by {@link java.util.ServiceLoader}; an implementation has a public
 * constructor without parameters, holds no state that changes, and knows neither Camel, Spring, a clock nor randomness.
 */
public interface Adapter {

    /** The stable name used in the ledger, in metrics and in configuration, for example {@code hl7v2}. */
    String name();

    SourceFormat format();

    Acknowledger acknowledger();

    /** What a document says, read independently of {@link #format()}: the other side of the no-loss proof. */
    LeafInventory leaves();

    /** Where everything stands in a document; empty if documents of this format cannot be explained element by element. */
    default Optional<LayoutReader> layouts() {
        return Optional.empty();
    }
}
