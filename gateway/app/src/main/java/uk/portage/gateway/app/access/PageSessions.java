package uk.portage.gateway.app.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.Sha256;

/**
 * The sessions of people who have signed in on the pages. Tomcat keeps them. They end when nothing is asked for 15
 * minutes, after 8 hours (1 hour, if a provider
 * said who it is) whatever is asked for, and when the account is changed or removed.
 */
public final class PageSessions {

    /** Ends a session in which nothing is asked for. */
    private static final Duration IDLE = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(8);

    /** Of who signed in at a provider, which does not say when the account there ends: it is asked again. */
    private static final Duration LONGEST_ELSEWHERE = Duration.ofHours(1);

    private static final int TOKEN_BYTES = 16;
    private static final Pattern MASKED = Pattern.compile("[0-9a-f]{" + 4 * TOKEN_BYTES + "}");

    private static final String STATE = "uk.portage.session";
    private static final String LAST = "uk.portage.session.last";

    private record State(Account account, Instant since, String formToken) {}

    private sealed interface Account {

        /** @param hash of the account as it was, so that a changed one ends the session */
        record Here(String name, Sha256 hash) implements Account {}

        record AtProvider(Person person) implements Account {}
    }

    private final People people;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public PageSessions(People people, InstantSource clock) {
        this.people = people;
        this.clock = clock;
    }

    /** A person in a session. */
    public record Present(Person person, SignedIn signedIn) {}

    /** Who asks, if a session says so. */
    public Optional<Present> find(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(STATE) instanceof State state)) {
            return Optional.empty();
        }
        Optional<Person> person = person(state.account());
        Duration longest = state.account() instanceof Account.AtProvider ? LONGEST_ELSEWHERE : LONGEST;
        Instant now = clock.instant();
        boolean idle = !(session.getAttribute(LAST) instanceof Instant last) || !now.isBefore(last.plus(IDLE));
        if (person.isEmpty() || idle || !now.isBefore(state.since().plus(longest))) {
            session.invalidate();
            return Optional.empty();
        }
        session.setAttribute(LAST, now);
        return person.map(one -> new Present(
                one,
                new SignedIn(one.name(), masked(state.formToken()), one.caller().role() == Role.OPERATOR)));
    }

    private Optional<Person> person(Account account) {
        if (account instanceof Account.AtProvider elsewhere) {
            return Optional.of(elsewhere.person());
        }
        Account.Here here = (Account.Here) account;
        return people.find(here.name())
                .filter(user -> hash(user).equals(here.hash()))
                .map(user -> new Person(user.name(), user.caller()));
    }

    /** Begins a session of somebody with an account of this gateway. */
    void begin(HttpServletRequest request, User user) {
        begin(request, new Account.Here(user.name(), hash(user)));
    }

    /** Begins a session of somebody who has signed in at a provider. */
    void begin(HttpServletRequest request, Person person) {
        begin(request, new Account.AtProvider(person));
    }

    /** Under an id that nobody knew before. */
    private void begin(HttpServletRequest request, Account account) {
        end(request);
        HttpSession session = request.getSession(true);
        session.setMaxInactiveInterval(Math.toIntExact(IDLE.toSeconds()));
        session.setAttribute(LAST, clock.instant());
        session.setAttribute(STATE, new State(account, clock.instant(), draw(TOKEN_BYTES)));
    }

    void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** True if a form comes from a page of this session. */
    public static boolean isFrom(Present present, @Nullable String formToken) {
        return MessageDigest.isEqual(
                unmasked(present.signedIn().formToken()), unmasked(Objects.requireNonNullElse(formToken, "")));
    }

    /**
     * A form's token as it stands in a page: another text in each, so that the lengths of compressed pages say nothing
     * of it to somebody who chooses other parts of them (BREACH).
     */
    private String masked(String token) {
        String mask = draw(TOKEN_BYTES);
        return mask
                + HexFormat.of()
                        .formatHex(xor(
                                HexFormat.of().parseHex(mask), HexFormat.of().parseHex(token)));
    }

    /** Empty if it is nothing that stood in a page. */
    private static byte[] unmasked(String masked) {
        if (!MASKED.matcher(masked).matches()) {
            return new byte[0];
        }
        byte[] both = HexFormat.of().parseHex(masked);
        return xor(Arrays.copyOfRange(both, 0, TOKEN_BYTES), Arrays.copyOfRange(both, TOKEN_BYTES, 2 * TOKEN_BYTES));
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }

    private static Sha256 hash(User user) {
        return Sha256.ofParts(
                user.name(),
                user.caller().organisation().value(),
                user.caller().role().name(),
                user.passwordHash(),
                user.codeSecret());
    }

    String draw() {
        return draw(32);
    }

    private String draw(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
