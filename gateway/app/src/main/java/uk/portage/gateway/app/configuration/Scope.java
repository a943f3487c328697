package uk.portage.gateway.app.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.portage.gateway.transfer.Caller.Role;

/** What a token of OAuth2 may be for (RFC 6749 section 3.3): one for each role. */
public enum Scope {
    PUSH(Role.SOURCE),
    PULL(Role.DESTINATION),
    AUDIT(Role.AUDITOR),
    OPERATE(Role.OPERATOR);

    private final Role role;

    Scope(Role role) {
        this.role = role;
    }

    public Role role() {
        return role;
    }

    /** As it stands in files, requests and tokens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Scope::word).toList();
    }
}
