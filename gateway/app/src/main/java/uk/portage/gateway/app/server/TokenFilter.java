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
import uk.portage.gateway.app.access.OAuth2;
import uk.portage.gateway.app.access.PageSessions;
import uk.portage.gateway.app.access.Verdict;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.transfer.Caller;

/**
 * Finds out who calls, from the bearer token of this request alone (RFC 6750). For the auditor's page a browser may send
 * the token as the password of HTTP Basic, with any user name: those addresses only read, so a request that another
 * site makes a browser send changes nothing. A token is one of the token file, or a signed one of OAuth2. People who have
 * signed in there are known by their session, there only, for reading and for forms that bring the session's token,
 * which no other site knows.
 */
final class TokenFilter extends OncePerRequestFilter {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final TokenBook tokens;
    private final Optional<OAuth2> oauth2;
    private final PageSessions sessions;
    private final Denials denials;
    private final InstantSource clock;

    TokenFilter(
            TokenBook tokens, Optional<OAuth2> oauth2, PageSessions sessions, Denials denials, InstantSource clock) {
        this.tokens = tokens;
        this.oauth2 = oauth2;
        this.sessions = sessions;
        this.denials = denials;
        this.clock = clock;
    }

    /** MESH and the token endpoint have schemes of their own, which their servlets check. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Addresses.hasOwnCredentials(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Only what this filter finds out may name a caller.
        request.removeAttribute(Caller.ATTRIBUTE);
        request.removeAttribute(SignedIn.ATTRIBUTE);
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
        if (headers.isEmpty() && Addresses.isForSessions(request)) {
            Optional<PageSessions.Present> present = sessions.find(request);
            if (present.isPresent()) {
                request.setAttribute(SignedIn.ATTRIBUTE, present.get().signedIn());
                admit(request, present.get().person().caller());
                return Optional.empty();
            }
        }
        if (headers.isEmpty() && Addresses.isPageForm(request)) {
            Optional<PageSessions.Present> present = sessions.find(request);
            if (present.isPresent()) {
                if (!PageSessions.isFrom(present.get(), request.getParameter(SignedIn.FORM_TOKEN))) {
                    denials.note(
                            Optional.of(present.get().person().caller().organisation()), Denial.FOREIGN_FORM.code());
                    return Optional.of(Denial.FOREIGN_FORM);
                }
                request.setAttribute(SignedIn.ATTRIBUTE, present.get().signedIn());
                admit(request, present.get().person().caller());
                return Optional.empty();
            }
        }
        if (headers.isEmpty()) {
            return Optional.of(Denial.NO_CREDENTIAL);
        }
        Optional<String> secret = headers.size() == 1 ? secret(headers.get(0), request) : Optional.empty();
        if (secret.isEmpty()) {
            denials.note(Optional.empty(), Denial.MALFORMED.code());
            return Optional.of(Denial.MALFORMED);
        }
        Optional<Token> token = tokens.find(secret.get());
        if (token.isEmpty() && oauth2.isPresent() && OAuth2.isSigned(secret.get())) {
            return authenticate(request, oauth2.get().judge(secret.get()));
        }
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

    private Optional<Denial> authenticate(HttpServletRequest request, Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            Denial denial = Denial.of(refused.reason());
            denials.note(refused.organisation(), denial.code());
            return Optional.of(denial);
        }
        Verdict.Admitted admitted = (Verdict.Admitted) verdict;
        admit(request, new Caller(admitted.organisation(), Addresses.actingRole(request, admitted.roles())));
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
