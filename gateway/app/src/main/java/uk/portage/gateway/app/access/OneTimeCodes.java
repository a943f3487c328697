package uk.portage.gateway.app.access;

import com.bastiaanjansen.otp.HMACAlgorithm;
import com.bastiaanjansen.otp.SecretGenerator;
import com.bastiaanjansen.otp.TOTPGenerator;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** One-time codes by time (RFC 6238), as every authenticator app has them: 6 digits, 30 seconds, HMAC-SHA-1. */
public final class OneTimeCodes {

    static final Duration STEP = Duration.ofSeconds(30);

    private static final int DIGITS = 6;
    private static final int SECRET_BITS = 160;

    private final TOTPGenerator generator;

    /** @param secret in base 32 */
    @SuppressWarnings("deprecation") // Many authenticator apps know no other algorithm, and take it whatever is said.
    public OneTimeCodes(String secret) {
        this.generator = new TOTPGenerator.Builder(secret.getBytes(StandardCharsets.US_ASCII))
                .withHOTPGenerator(code -> code.withPasswordLength(DIGITS).withAlgorithm(HMACAlgorithm.SHA1))
                .withPeriod(STEP)
                .build();
    }

    /** A new secret, in base 32. */
    public static String drawSecret() {
        return new String(SecretGenerator.generate(SECRET_BITS), StandardCharsets.US_ASCII);
    }

    /** The code of a moment. */
    public String at(Instant moment) {
        return generator.at(moment);
    }

    /** The number of the step whose code this is: now, or one before or after; empty if it is none of them. */
    OptionalLong stepOf(String code, Instant now) {
        OptionalLong found = OptionalLong.empty();
        for (int away = -1; away <= 1; away++) {
            Instant moment = now.plus(STEP.multipliedBy(away));
            if (MessageDigest.isEqual(
                    at(moment).getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8))) {
                found = OptionalLong.of(moment.getEpochSecond() / STEP.toSeconds());
            }
        }
        return found;
    }

    /** What an authenticator app reads from a picture. */
    public URI uri(String name) {
        try {
            return generator.getURI("Portage", name);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a name for an account", e);
        }
    }
}
