package uk.portage.gateway.app.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.access.IdentityProvider.Outcome;
import uk.portage.gateway.app.access.IdentityProvider.Reason;
import uk.portage.gateway.app.configuration.SignInConfiguration;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/**
 * Sends browsers to the provider and takes them back. What must be known again then (state, nonce, PKCE's verifier) are
 * keyed hashes of a cookie, which only this gateway can make: nothing is kept for those who go and never come back. Each
 * is good for ten minutes, and once.
 */
public final class ProviderSignIn {

    /** Where the provider sends browsers back to. */
    static final String BACK = SignedIn.SIGN_IN + "/callback";

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSignIn.class);
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);
    private static final String COOKIE = "portage-provider";
    private static final Pattern QUESTION = Pattern.compile("[0-9a-f]{64}\\.(\\d{1,12})");
    private static final int LONGEST_CODE = 4096;

    private final IdentityProvider provider;
    private final Store store;
    private final Supplier<String> baseUrl;
    private final BooleanSupplier encrypted;
    private final BiConsumer<Optional<OdsCode>, FailureCode> denied;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final KeyedHash hash = new KeyedHash(draw());

    /**
     * @param organisations those that are known
     * @param baseUrl this gateway's address as browsers know it, once it is up
     * @param encrypted true if browsers reach this gateway by TLS
     * @param denied is told of everyone who is refused
     */
    public ProviderSignIn(
            SignInConfiguration configuration,
            Predicate<OdsCode> organisations,
            Store store,
            Supplier<String> baseUrl,
            BooleanSupplier encrypted,
            BiConsumer<Optional<OdsCode>, FailureCode> denied,
            InstantSource clock) {
        this.provider = new IdentityProvider(configuration, organisations, clock);
        this.store = store;
        this.baseUrl = baseUrl;
        this.encrypted = encrypted;
        this.denied = denied;
        this.clock = clock;
    }

    /** What people call the provider. */
    public String name() {
        return provider.name();
    }

    /** Where to send the browser. */
    URI begin(HttpServletResponse response) throws IdentityProvider.ProviderException {
        String question = draw() + "." + clock.instant().getEpochSecond();
        URI there = provider.authorisation(back(), state(question), nonce(question), verifier(question));
        setCookie(response, question);
        return there;
    }

    /** Finds out who has come back. */
    Outcome complete(HttpServletRequest request, HttpServletResponse response) {
        setCookie(response, "; Max-Age=0");
        Outcome outcome = answer(request);
        if (outcome instanceof Outcome.Admitted admitted) {
            LOG.info(
                    "{} of {} signed in at {}",
                    admitted.person().name(),
                    admitted.person().caller().organisation(),
                    provider.name());
        } else {
            Outcome.Refused refused = (Outcome.Refused) outcome;
            switch (refused.reason()) {
                case STALE, DECLINED, NOT_PROVEN -> denied.accept(Optional.empty(), FailureCode.UNAUTHENTICATED);
                case NO_ORGANISATION, NO_ROLE -> denied.accept(refused.organisation(), FailureCode.FORBIDDEN);
                case LATER, UNREACHABLE, UNUSABLE -> {}
            }
        }
        return outcome;
    }

    private Outcome answer(HttpServletRequest request) {
        String state = one(request, "state").orElse("");
        Instant now = clock.instant();
        Optional<String> question = Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(cookieName()))
                .map(Cookie::getValue)
                .filter(value -> isOf(value, now) && hash.is(state, "state:" + value))
                .findFirst();
        Optional<String> code = one(request, "code").filter(text -> text.length() <= LONGEST_CODE);
        try {
            if (question.isEmpty() || !provider.isFrom(one(request, "iss"))) {
                return new Outcome.Refused(Reason.STALE);
            }
        } catch (IdentityProvider.ProviderException e) {
            return new Outcome.Refused(e.reason());
        }
        if (one(request, "error").isPresent() || code.isEmpty()) {
            return new Outcome.Refused(Reason.DECLINED);
        }
        Outcome outcome = provider.redeem(code.get(), back(), nonce(question.get()), verifier(question.get()));
        return outcome instanceof Outcome.Admitted ? spend(question.get(), now).orElse(outcome) : outcome;
    }

    private static boolean isOf(String question, Instant now) {
        var matcher = QUESTION.matcher(question);
        if (!matcher.matches()) {
            return false;
        }
        Instant asked = Instant.ofEpochSecond(Long.parseLong(matcher.group(1)));
        return !asked.isAfter(now) && now.isBefore(asked.plus(GOOD_FOR));
    }

    /** Why it is not good, if it is not. */
    private Optional<Outcome> spend(String question, Instant now) {
        Sha256 trace = Sha256.ofParts("sign-in", question);
        try {
            boolean first = store.write(transaction ->
                            transaction.spentCredentials().spend(trace, now.plus(GOOD_FOR.multipliedBy(2))))
                    .get(10, TimeUnit.SECONDS);
            return first ? Optional.empty() : Optional.of(new Outcome.Refused(Reason.STALE));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(new Outcome.Refused(Reason.LATER));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Outcome.Refused(Reason.LATER));
        }
    }

    /** A parameter that is given once. */
    private static Optional<String> one(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 && !values[0].isEmpty() ? Optional.of(values[0]) : Optional.empty();
    }

    private String state(String question) {
        return hash.of("state:" + question);
    }

    private String nonce(String question) {
        return hash.of("nonce:" + question);
    }

    private String verifier(String question) {
        return hash.of("verifier:" + question);
    }

    private URI back() {
        return URI.create(baseUrl.get() + BACK);
    }

    /** Lax, since the browser comes back from another site. */
    private void setCookie(HttpServletResponse response, String value) {
        response.addHeader(
                "Set-Cookie",
                cookieName() + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"
                        + (encrypted.getAsBoolean() ? "; Secure" : ""));
    }

    private String cookieName() {
        return encrypted.getAsBoolean() ? "__Host-" + COOKIE : COOKIE;
    }

    private String draw() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
