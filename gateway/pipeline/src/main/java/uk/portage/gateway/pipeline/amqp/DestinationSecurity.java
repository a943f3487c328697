package uk.portage.gateway.pipeline.amqp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager4;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.OdsCode;

/** Destinations by their ODS codes and secrets, and the one who fills; each has the role of its own name and no other. */
final class DestinationSecurity implements ActiveMQSecurityManager4 {

    /** No ODS code has a hyphen. */
    static final String FILLER = "portage-filler";

    private final Set<OdsCode> destinations;
    private final Logins logins;
    private final String fillersSecret;

    private record Login(String name, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Login[" + name + "]";
        }
    }

    private final Map<RemotingConnection, Login> admittedBy = new ConcurrentHashMap<>();

    DestinationSecurity(Set<OdsCode> destinations, Logins logins, String fillersSecret) {
        this.destinations = destinations;
        this.logins = logins;
        this.fillersSecret = fillersSecret;
    }

    @Override
    public @Nullable String validateUser(
            @Nullable String name,
            @Nullable String secret,
            @Nullable RemotingConnection connection,
            @Nullable String domain) {
        boolean admitted = admits(name, secret, certificateOf(connection));
        if (admitted && connection != null && name != null && secret != null && !name.equals(FILLER)) {
            admittedBy.put(connection, new Login(name, secret));
        }
        return admitted ? name : null;
    }

    @Override
    public @Nullable String validateUserAndRole(
            @Nullable String name,
            @Nullable String secret,
            Set<Role> roles,
            CheckType check,
            @Nullable String address,
            @Nullable RemotingConnection connection,
            @Nullable String domain) {
        boolean may = roles.stream().anyMatch(role -> role.getName().equals(name) && check.hasRole(role));
        return may ? validateUser(name, secret, connection, domain) : null;
    }

    /** Artemis asks with the connection; without one nobody is let in. */
    @Override
    public boolean validateUser(@Nullable String name, @Nullable String secret) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String name, @Nullable String secret, Set<Role> roles, CheckType check) {
        return false;
    }

    /**
     * Whose credentials are no longer in force.
     *
     * @param open the connections there are; the others are forgotten
     */
    List<RemotingConnection> noLongerAdmitted(Set<RemotingConnection> open) {
        admittedBy.keySet().retainAll(open);
        return admittedBy.entrySet().stream()
                .filter(entry ->
                        !admits(entry.getValue().name(), entry.getValue().secret(), certificateOf(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Optional<ClientCertificate> certificateOf(@Nullable RemotingConnection connection) {
        X509Certificate[] chain = connection == null ? null : CertificateUtil.getCertsFromConnection(connection);
        return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(ClientCertificate.of(chain[0]));
    }

    private boolean admits(@Nullable String name, @Nullable String secret, Optional<ClientCertificate> certificate) {
        if (name == null || secret == null) {
            return false;
        }
        if (name.equals(FILLER)) {
            return MessageDigest.isEqual(
                    fillersSecret.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        }
        Optional<OdsCode> destination = OdsCode.parse(name).filter(destinations::contains);
        return destination.isPresent() && logins.admits(destination.get(), secret, certificate);
    }
}
