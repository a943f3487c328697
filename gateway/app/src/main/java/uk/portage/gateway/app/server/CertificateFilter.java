package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * Holds whom the credential names against whom the certificate of the connection names: a stolen token is worth nothing
 * without the key that its organisation connects with (as RFC 8705 section 3 has it).
 */
final class CertificateFilter extends OncePerRequestFilter {

    private final Certificates certificates;
    private final Denials denials;

    CertificateFilter(Certificates certificates, Denials denials) {
        this.certificates = certificates;
        this.denials = denials;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller
                && !certificates.admits(request, caller.organisation(), isMachine(caller.role()))) {
            request.removeAttribute(Caller.ATTRIBUTE);
            SecurityContextHolder.clearContext();
            request.setAttribute(Denial.ATTRIBUTE, Denial.WRONG_CERTIFICATE);
            denials.note(Optional.of(caller.organisation()), Denial.WRONG_CERTIFICATE.code());
        }
        chain.doFilter(request, response);
    }

    private static boolean isMachine(Role role) {
        return role == Role.SOURCE || role == Role.DESTINATION;
    }
}
