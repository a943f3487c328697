package uk.portage.gateway.app.access;

import java.util.Map;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/** How passwords are kept: as a salted PBKDF2 hash that names its strength, so that a later one can stand beside it. */
public final class Passwords {

    /** What OWASP advises for HMAC-SHA-256. */
    private static final int ITERATIONS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final String CURRENT = "pbkdf2-sha256-600000";
    private static final PasswordEncoder ENCODER = new DelegatingPasswordEncoder(
            CURRENT,
            Map.of(
                    CURRENT,
                    new Pbkdf2PasswordEncoder(
                            "", SALT_BYTES, ITERATIONS, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256)));

    private Passwords() {}

    public static String hash(String password) {
        return String.valueOf(ENCODER.encode(password));
    }

    static boolean isRight(String password, String hash) {
        try {
            return ENCODER.matches(password, hash);
        } catch (IllegalArgumentException unknownStrength) {
            return false;
        }
    }
}
