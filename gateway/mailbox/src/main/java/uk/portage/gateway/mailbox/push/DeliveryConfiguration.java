package uk.portage.gateway.mailbox.push;

import java.nio.file.Path;
import uk.portage.gateway.transfer.OdsCode;

/** How a destination is pushed to. Each has one way at most. */
public sealed interface DeliveryConfiguration {

    OdsCode destination();

    /**
     * Two files for each transfer in a directory that somebody watches.
     *
     * @param directory need not be there at the start, nor all the time; it is not made
     */
    record ToDirectory(OdsCode destination, Path directory) implements DeliveryConfiguration {}
}
