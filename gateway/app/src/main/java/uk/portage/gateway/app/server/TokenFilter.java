package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.transfer.Caller;

/**
 * Finds out who calls, from the bearer token of this request alone (RFC 6750). For the auditor's page a browser may send
 * the token as the password of HTTP Basic, with any user name: those addresses only read, so a request that another
 * site makes a browser send changes nothing.
 */
final class TokenFilter extends OncePerRequestFilter {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final TokenBook tokens;
    private final Denials denials;
    private final InstantSource clock;

    TokenFilter(TokenBook tokens, Denials denials, InstantSource clock) {
        this.tokens = tokens;
        this.denials = denials;
        this.clock = clock;
    }

    /** MESH has a scheme of its own, which its servlet checks. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Addresses.isMesh(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Only what this filter finds out may name a caller.
        request.removeAttribute(Caller.ATTRIBUTE);
        Optional<Denial> denial = authenticate(request);
        denial.ifPresent(d -> request.setAttribute(Denial.ATTRIBUTE, d));
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private Optional<Denial> authenticate(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return Optional.of(Denial.NO_CREDENTIAL);
        }
        Optional<String> secret = headers.size() == 1 ? secret(headers.get(0), request) : Optional.empty();
        if (secret.isEmpty()) {
            denials.note(Optional.empty(), Denial.MALFORMED.code());
            return Optional.of(Denial.MALFORMED);
        }
        Optional<Token> token = tokens.find(secret.get());
        if (token.isEmpty()) {
            denials.note(Optional.empty(), Denial.UNKNOWN.code());
            return Optional.of(Denial.UNKNOWN);
        }
        Caller caller = token.get().caller();
        if (token.get().isExpired(clock.instant())) {
            denials.note(Optional.of(caller.organisation()), Denial.EXPIRED.code());
            return Optional.of(Denial.EXPIRED);
        }
        admit(request, caller);
        return Optional.empty();
    }

    private static void admit(HttpServletRequest request, Caller caller) {
        request.setAttribute(Caller.ATTRIBUTE, caller);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                caller.organisation().value(),
                "",
                List.of(new SimpleGrantedAuthority("ROLE_" + caller.role().name()))));
        SecurityContextHolder.setContext(context);
    }

    private static Optional<String> secret(String header, HttpServletRequest request) {
        String scheme = header.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        if (scheme.startsWith(BASIC) && ErrorAnswer.isUnder(request, "/audit")) {
            return password(header.substring(BASIC.length()).strip());
        }
        return Optional.empty();
    }

    private static Optional<String> password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
