package uk.portage.gateway.app.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.auditor.SignInPages;
import uk.portage.gateway.auditor.page.SignedIn;

/**
 * Where people sign in and out. The form carries a keyed hash of a cookie that came with it, so that no other site can
 * sign somebody in under a name of its own; nothing is kept for those who only look.
 */
public final class SignInServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String COOKIE = "portage-form";
    private static final String REFUSED = "The name, the password or the code is not right";
    private static final String LATER = "Too many attempts. Wait a while and try again with a new code";
    private static final String STALE = "The page was too old. Try again";

    private final transient People people;
    private final transient PageSessions sessions;
    private final transient SignInPages pages;
    private final transient Optional<ProviderSignIn> provider;
    private final transient BooleanSupplier encrypted;
    private final transient KeyedHash form;

    /**
     * @param provider at which people may sign in too
     * @param encrypted true if browsers reach this gateway by TLS
     */
    public SignInServlet(
            People people,
            PageSessions sessions,
            SignInPages pages,
            Optional<ProviderSignIn> provider,
            BooleanSupplier encrypted) {
        this.people = people;
        this.sessions = sessions;
        this.pages = pages;
        this.provider = provider;
        this.encrypted = encrypted;
        this.form = new KeyedHash(sessions.draw());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean signsOut = request.getRequestURI().equals(SignedIn.SIGN_OUT);
        boolean signsIn = request.getRequestURI().equals(SignedIn.SIGN_IN);
        if (request.getMethod().equals("GET") && !signsOut) {
            if (signsIn || request.getRequestURI().equals(SignedIn.SIGN_IN + "/")) {
                writeForm(response, 200, "", "");
            } else if (provider.isPresent() && request.getRequestURI().equals(SignedIn.PROVIDER)) {
                goToProvider(provider.get(), response);
            } else if (provider.isPresent() && request.getRequestURI().equals(ProviderSignIn.BACK)) {
                comeBack(provider.get(), request, response);
            } else if (!pages.writeAsset(request, response)) {
                response.sendError(404);
            }
        } else if (request.getMethod().equals("POST") && (signsIn || signsOut)) {
            if (request.getQueryString() != null) {
                response.sendError(400);
            } else if (signsIn) {
                signIn(request, response);
            } else {
                signOut(request, response);
            }
        } else {
            response.setHeader("Allow", signsOut ? "POST" : signsIn ? "GET, POST" : "GET");
            response.sendError(405);
        }
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = parameter(request, "name");
        if (!isOwnForm(request)) {
            writeForm(response, 403, name, STALE);
            return;
        }
        switch (people.signIn(name, parameter(request, "password"), parameter(request, "code"))) {
            case ADMITTED -> {
                Optional<User> user = people.find(name);
                user.ifPresent(found -> sessions.begin(request, found));
                redirect(
                        response,
                        user.map(found -> new Person(found.name(), found.caller()).entrance())
                                .orElse(SignedIn.SIGN_IN));
            }
            case REFUSED -> writeForm(response, 401, name, REFUSED);
            case LATER -> writeForm(response, 429, name, LATER);
        }
    }

    private void goToProvider(ProviderSignIn chosen, HttpServletResponse response) throws IOException {
        try {
            redirect(response, chosen.begin(response).toString());
        } catch (IdentityProvider.ProviderException e) {
            refuse(chosen, response, new IdentityProvider.Outcome.Refused(e.reason()));
        }
    }

    private void comeBack(ProviderSignIn chosen, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        IdentityProvider.Outcome outcome = chosen.complete(request, response);
        if (outcome instanceof IdentityProvider.Outcome.Admitted admitted) {
            sessions.begin(request, admitted.person());
            pages.writeEntered(response, admitted.person().entrance());
        } else {
            refuse(chosen, response, (IdentityProvider.Outcome.Refused) outcome);
        }
    }

    private void refuse(ProviderSignIn chosen, HttpServletResponse response, IdentityProvider.Outcome.Refused refused)
            throws IOException {
        String name = chosen.name();
        switch (refused.reason()) {
            case STALE -> writeForm(response, 400, "", STALE);
            case DECLINED -> writeForm(response, 403, "", name + " did not sign you in");
            case NOT_PROVEN ->
                writeForm(response, 401, "", "What " + name + " says of you cannot be relied on. Try again");
            case NO_ORGANISATION ->
                writeForm(response, 403, "", "Your account at " + name + " is of no organisation that is known here");
            case NO_ROLE -> writeForm(response, 403, "", "Your account at " + name + " has no role here");
            case LATER -> writeForm(response, 503, "", "Nobody can sign in at the moment. Try again");
            case UNREACHABLE -> writeForm(response, 503, "", name + " does not answer. Try again later");
            case UNUSABLE ->
                writeForm(
                        response, 502, "", name + " and this gateway do not understand each other. Tell its operator");
        }
    }

    private void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<PageSessions.Present> present = sessions.find(request);
        if (present.isPresent() && !PageSessions.isFrom(present.get(), parameter(request, SignedIn.FORM_TOKEN))) {
            response.sendError(403);
            return;
        }
        sessions.end(request);
        redirect(response, SignedIn.SIGN_IN);
    }

    private static String parameter(HttpServletRequest request, String name) {
        return Objects.requireNonNullElse(request.getParameter(name), "");
    }

    private static void redirect(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
        response.setHeader("Cache-Control", "no-store");
    }

    private void writeForm(HttpServletResponse response, int status, String name, String fault) throws IOException {
        String drawn = sessions.draw();
        response.addHeader(
                "Set-Cookie",
                cookieName() + "=" + drawn + "; Path=/; HttpOnly; SameSite=Strict"
                        + (encrypted.getAsBoolean() ? "; Secure" : ""));
        if (status == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"portage\"");
        }
        pages.writeForm(response, status, form.of(drawn), name.length() > 64 ? "" : name, fault, people.exist());
    }

    private String cookieName() {
        return encrypted.getAsBoolean() ? "__Host-" + COOKIE : COOKIE;
    }

    private boolean isOwnForm(HttpServletRequest request) {
        String given = parameter(request, SignedIn.FORM_TOKEN);
        return Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(cookieName()))
                .anyMatch(cookie -> form.is(given, cookie.getValue()));
    }
}
