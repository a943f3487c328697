package uk.portage.gateway.mailbox.exchange;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a FHIR R4 server of somebody else is, and how it lets us in.
 *
 * @param base the server's base address, without a slash at the end
 * @param oauth2 empty if the server lets everybody in
 * @param trusted a file of PEM certificates that the server's must lead to; without it, the Java machine's own
 * @param timeLimit of what is asked of it at once, as a whole
 */
public record FhirEndpoint(URI base, Optional<ClientCredentials> oauth2, Optional<Path> trusted, Duration timeLimit) {

    public static final Duration USUAL_TIME_LIMIT = Duration.ofSeconds(60);

    /**
     * True if records may be sent to the address: https, or http within this machine or where the operator says so;
     * nothing that names a user or leaves the path open.
     */
    public static boolean isAllowed(URI address, boolean insecure) {
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
