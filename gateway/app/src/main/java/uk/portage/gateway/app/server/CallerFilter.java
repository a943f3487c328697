package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Looks twice at who calls, once a credential has said it. Its organisation must not be suspended, and the certificate of
 * the connection must not say otherwise: a stolen token is worth nothing without the key that its organisation connects
 * with (as RFC 8705 section 3 has it).
 */
final class CallerFilter extends OncePerRequestFilter {

    private final Predicate<OdsCode> suspended;
    private final Certificates certificates;
    private final Denials denials;

    CallerFilter(Predicate<OdsCode> suspended, Certificates certificates, Denials denials) {
        this.suspended = suspended;
        this.certificates = certificates;
        this.denials = denials;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            Optional<Denial> denial = denial(request, caller);
            if (denial.isPresent()) {
                request.removeAttribute(Caller.ATTRIBUTE);
                SecurityContextHolder.clearContext();
                request.setAttribute(Denial.ATTRIBUTE, denial.get());
                denials.note(Optional.of(caller.organisation()), denial.get().code());
            }
        }
        chain.doFilter(request, response);
    }

    private Optional<Denial> denial(HttpServletRequest request, Caller caller) {
        if (!certificates.admits(request, caller.organisation(), isMachine(caller.role()))) {
            return Optional.of(Denial.WRONG_CERTIFICATE);
        }
        return suspended.test(caller.organisation()) ? Optional.of(Denial.SUSPENDED) : Optional.empty();
    }

    private static boolean isMachine(Role role) {
        return role == Role.SOURCE || role == Role.DESTINATION;
    }
}
