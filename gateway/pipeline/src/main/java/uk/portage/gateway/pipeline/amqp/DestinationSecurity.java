package uk.portage.gateway.pipeline.amqp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.transfer.OdsCode;

/** Destinations by their ODS codes and secrets, and the one who fills; each has the role of its own name and no other. */
final class DestinationSecurity implements ActiveMQSecurityManager {

    /** No ODS code has a hyphen. */
    static final String FILLER = "portage-filler";

    private final Set<OdsCode> destinations;
    private final Logins logins;
    private final String fillersSecret;

    DestinationSecurity(Set<OdsCode> destinations, Logins logins, String fillersSecret) {
        this.destinations = destinations;
        this.logins = logins;
        this.fillersSecret = fillersSecret;
    }

    @Override
    public boolean validateUser(@Nullable String name, @Nullable String secret) {
        if (name == null || secret == null) {
            return false;
        }
        if (name.equals(FILLER)) {
            return MessageDigest.isEqual(
                    fillersSecret.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        }
        Optional<OdsCode> destination = OdsCode.parse(name).filter(destinations::contains);
        return destination.isPresent() && logins.admits(destination.get(), secret);
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String name, @Nullable String secret, Set<Role> roles, CheckType check) {
        return validateUser(name, secret)
                && roles.stream().anyMatch(role -> role.getName().equals(name) && check.hasRole(role));
    }
}
