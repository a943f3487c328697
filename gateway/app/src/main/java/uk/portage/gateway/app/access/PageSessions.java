package uk.portage.gateway.app.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.transfer.Sha256;

/**
 * The sessions of people who have signed in on the pages. Tomcat keeps them. They end when nothing is asked for 15
 * minutes, after 8 hours whatever is asked for, and when the account is changed or removed.
 */
public final class PageSessions {

    /** Ends a session in which nothing is asked for. */
    private static final Duration IDLE = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(8);
    private static final String STATE = "uk.portage.session";
    private static final String LAST = "uk.portage.session.last";

    /** @param account a hash of the account as it was, so that a changed one ends the session */
    private record State(String name, Sha256 account, Instant since, String formToken) {}

    private final People people;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public PageSessions(People people, InstantSource clock) {
        this.people = people;
        this.clock = clock;
    }

    /** A person in a session. */
    public record Present(User user, SignedIn signedIn) {}

    /** Who asks, if a session says so. */
    public Optional<Present> find(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(STATE) instanceof State state)) {
            return Optional.empty();
        }
        Optional<User> user =
                people.find(state.name()).filter(one -> account(one).equals(state.account()));
        Instant now = clock.instant();
        boolean idle = !(session.getAttribute(LAST) instanceof Instant last) || !now.isBefore(last.plus(IDLE));
        if (user.isEmpty() || idle || !now.isBefore(state.since().plus(LONGEST))) {
            session.invalidate();
            return Optional.empty();
        }
        session.setAttribute(LAST, now);
        return user.map(one -> new Present(one, new SignedIn(one.name(), state.formToken())));
    }

    /** Begins a session under an id that nobody knew before. */
    void begin(HttpServletRequest request, User user) {
        end(request);
        HttpSession session = request.getSession(true);
        session.setMaxInactiveInterval(Math.toIntExact(IDLE.toSeconds()));
        session.setAttribute(LAST, clock.instant());
        session.setAttribute(STATE, new State(user.name(), account(user), clock.instant(), draw()));
    }

    void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** True if a form comes from a page of this session. */
    static boolean isFrom(Present present, String formToken) {
        return MessageDigest.isEqual(
                Sha256.ofParts(present.signedIn().formToken()).bytes(),
                Sha256.ofParts(Objects.requireNonNullElse(formToken, "")).bytes());
    }

    private static Sha256 account(User user) {
        return Sha256.ofParts(
                user.name(),
                user.caller().organisation().value(),
                user.caller().role().name(),
                user.passwordHash(),
                user.codeSecret());
    }

    String draw() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
