package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses with 400 what can be read in more than one way, or not at all: before the first that takes the address, the
 * languages or the parameters apart, for whom it would be an error of the gateway.
 */
final class UnclearRequestFilter extends OncePerRequestFilter {

    private final StrictHttpFirewall firewall = new StrictHttpFirewall();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isClear(request)) {
            chain.doFilter(request, response);
        } else {
            ErrorAnswer.write(request, response, 400, Optional.empty(), ErrorAnswer.sentence(400));
        }
    }

    private boolean isClear(HttpServletRequest request) {
        try {
            firewall.getFirewalledRequest(request);
            // The parameters of a POST may be in its body, which is not read before it is known who sends it.
            return request.getLocale() != null
                    && (request.getMethod().equals("POST") || request.getParameterMap() != null);
        } catch (RequestRejectedException | IllegalArgumentException | IllegalStateException unclear) {
            return false;
        }
    }
}
