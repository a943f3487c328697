package uk.portage.gateway.mailbox.push;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
            Optional<OAuth2> oauth2,
            Optional<Path> trusted,
            Duration timeLimit)
            implements DeliveryConfiguration {

        public static final Duration USUAL_TIME_LIMIT = Duration.ofSeconds(60);
    }

    /** What a FHIR server is asked to do with a record. */
    enum Mode {
        /** To store its resources, all or none. */
        TRANSACTION,
        /** To take it as the message that it is. */
        PROCESS_MESSAGE
    }

    /**
     * Client credentials (RFC 6749, section 4.4).
     *
     * @param scope empty if the token server needs none
     */
    record OAuth2(URI tokenUrl, String clientId, String clientSecret, Optional<String> scope) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "OAuth2[" + clientId + "]";
        }
    }

    /**
     * True if records may be sent to the address: https, or http within this machine or where the operator says so;
     * nothing that names a user or leaves the path open.
     */
    static boolean isAllowed(URI address, boolean insecure) {
        if (address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            return false;
        }
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && (insecure || isLoopback(address.getHost())));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
