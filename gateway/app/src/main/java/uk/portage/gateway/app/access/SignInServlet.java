package uk.portage.gateway.app.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import uk.portage.gateway.auditor.SignInPages;
import uk.portage.gateway.auditor.page.SignedIn;

/**
 * Where people sign in and out. The form carries a keyed hash of a cookie that came with it, so that no other site can
 * sign somebody in under a name of its own; nothing is kept for those who only look.
 */
public final class SignInServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String AFTER = "/audit/";
    private static final String COOKIE = "portage-form";
    private static final String REFUSED = "The name, the password or the code is not right";
    private static final String LATER = "Too many attempts. Wait a while and try again with a new code";
    private static final String STALE = "The page was too old. Try again";

    private final transient People people;
    private final transient PageSessions sessions;
    private final transient SignInPages pages;
    private final transient BooleanSupplier encrypted;
    private final transient SecretKeySpec key;

    /** @param encrypted true if browsers reach this gateway by TLS */
    public SignInServlet(People people, PageSessions sessions, SignInPages pages, BooleanSupplier encrypted) {
        this.people = people;
        this.sessions = sessions;
        this.pages = pages;
        this.encrypted = encrypted;
        this.key = new SecretKeySpec(sessions.draw().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean signsOut = request.getRequestURI().equals(SignedIn.SIGN_OUT);
        boolean signsIn = request.getRequestURI().equals(SignedIn.SIGN_IN);
        if (request.getMethod().equals("GET") && !signsOut) {
            if (signsIn || request.getRequestURI().equals(SignedIn.SIGN_IN + "/")) {
                writeForm(response, 200, "", "");
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
                people.find(name).ifPresent(user -> sessions.begin(request, user));
                redirect(response, AFTER);
            }
            case REFUSED -> writeForm(response, 401, name, REFUSED);
            case LATER -> writeForm(response, 429, name, LATER);
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
        pages.writeForm(response, status, keyed(drawn), name.length() > 64 ? "" : name, fault);
    }

    private String cookieName() {
        return encrypted.getAsBoolean() ? "__Host-" + COOKIE : COOKIE;
    }

    private boolean isOwnForm(HttpServletRequest request) {
        String given = parameter(request, SignedIn.FORM_TOKEN);
        return Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(cookieName()))
                .anyMatch(cookie -> MessageDigest.isEqual(
                        keyed(cookie.getValue()).getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8)));
    }

    private String keyed(String drawn) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(drawn.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java machine has no HMAC-SHA-256", e);
        }
    }
}
