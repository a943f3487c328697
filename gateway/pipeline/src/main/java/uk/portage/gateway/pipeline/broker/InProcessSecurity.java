package uk.portage.gateway.pipeline.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/** Knows the users of this process and nobody else; what they may do is said by role in the broker's settings. */
final class InProcessSecurity implements ActiveMQSecurityManager {

    private final Map<String, BrokerUser> users;

    InProcessSecurity(List<BrokerUser> users) {
        this.users = users.stream().collect(Collectors.toUnmodifiableMap(BrokerUser::role, Function.identity()));
    }

    @Override
    public boolean validateUser(@Nullable String name, @Nullable String password) {
        BrokerUser user = name == null ? null : users.get(name);
        return user != null
                && password != null
                && MessageDigest.isEqual(
                        user.password().getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String name, @Nullable String password, Set<Role> roles, CheckType check) {
        return validateUser(name, password)
                && roles.stream().anyMatch(role -> role.getName().equals(name) && check.hasRole(role));
    }
}
