package uk.portage.gateway.mailbox.push;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import uk.portage.gateway.mailbox.exchange.ClientCredentials;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
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

    /**
     * Requests to a FHIR R4 server.
     *
     * @param base the server's base address
     * @param oauth2 empty if the server lets everybody in
     * @param trusted a file of PEM certificates that the server's must lead to; without it, the Java machine's own
     * @param timeLimit of one exchange as a whole
     */
    record ToFhirServer(
            OdsCode destination,
            URI base,
            Mode mode,
            Optional<ClientCredentials> oauth2,
            Optional<Path> trusted,
            Duration timeLimit)
            implements DeliveryConfiguration {

        FhirEndpoint endpoint() {
            return new FhirEndpoint(base, oauth2, trusted, timeLimit);
        }
    }

    /** What a FHIR server is asked to do with a record. */
    enum Mode {
        /** To store its resources, all or none. */
        TRANSACTION,
        /** To take it as the message that it is. */
        PROCESS_MESSAGE
    }
}
