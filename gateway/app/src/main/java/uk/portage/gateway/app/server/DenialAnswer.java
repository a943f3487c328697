package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.transfer.Caller;

/** Tells a refused caller why, and how to ask properly. */
final class DenialAnswer implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final Denials denials;
    private final BooleanSupplier people;

    /** @param people whether anybody can sign in */
    DenialAnswer(Denials denials, BooleanSupplier people) {
        this.denials = denials;
        this.people = people;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        if (isBrowser(request) && people.getAsBoolean()) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", SignedIn.SIGN_IN);
            response.setHeader("Cache-Control", "no-store");
            return;
        }
        write(
                request,
                response,
                request.getAttribute(Denial.ATTRIBUTE) instanceof Denial denial ? denial : Denial.NO_CREDENTIAL);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            if (!Addresses.exists(request)) {
                write(request, response, Denial.NO_SUCH_ADDRESS);
                return;
            }
            denials.note(Optional.of(caller.organisation()), Denial.FORBIDDEN.code());
        }
        write(request, response, Denial.FORBIDDEN);
    }

    /** True for who wants to see one of the pages and has brought nothing. */
    private static boolean isBrowser(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && Denial.NO_CREDENTIAL.equals(request.getAttribute(Denial.ATTRIBUTE))
                && (ErrorAnswer.isUnder(request, "/audit") || ErrorAnswer.isUnder(request, "/operator"))
                && !ErrorAnswer.isUnder(request, "/audit/api")
                && !ErrorAnswer.isUnder(request, "/operator/api")
                && String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, Denial denial)
            throws IOException {
        if (denial.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            if (ErrorAnswer.isUnder(request, "/audit")) {
                response.addHeader(
                        "WWW-Authenticate",
                        "Basic realm=\"Portage auditor: any name, token as password\", " + "charset=\"UTF-8\"");
            }
            response.addHeader("WWW-Authenticate", bearer(denial));
        } else if (denial.challenge().isPresent()) {
            response.addHeader("WWW-Authenticate", bearer(denial));
        }
        ErrorAnswer.write(
                request, response, denial.status(), Optional.of(denial.code().name()), denial.what());
    }

    private static String bearer(Denial denial) {
        return denial.challenge()
                .map(error -> "Bearer error=\"" + error + "\", error_description=\"" + denial.what() + "\"")
                .orElse("Bearer realm=\"portage\"");
    }
}
