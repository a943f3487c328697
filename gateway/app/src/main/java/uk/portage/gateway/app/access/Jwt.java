package uk.portage.gateway.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigDecimal;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A signed JWT (RFC 7519, RFC 7515) as it was brought: read strictly, and to be believed only once {@link #isSignedWith}
 * says so. One whose header says where its key is to be found, or asks for what is not understood, is not read at all.
 */
final class Jwt {

    private static final int LONGEST = 8192;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final BigDecimal LATEST = new BigDecimal("99999999999");

    private final SignedJWT signed;
    private final Map<String, Object> claims;

    private Jwt(SignedJWT signed, Map<String, Object> claims) {
        this.signed = signed;
        this.claims = claims;
    }

    /** True if it has the outer form of a JWT. */
    static boolean isLike(String text) {
        return COMPACT.matcher(text).matches();
    }

    static Optional<Jwt> read(String text) {
        if (text.length() > LONGEST || !isLike(text) || !isCanonical(text)) {
            return Optional.empty();
        }
        try {
            SignedJWT signed = SignedJWT.parse(text);
            if (asksForMore(signed.getHeader())) {
                return Optional.empty();
            }
            Map<String, Object> claims =
                    JSONObjectUtils.parse(signed.getPayload().toString());
            return Optional.of(new Jwt(signed, claims));
        } catch (ParseException | RuntimeException notOne) {
            return Optional.empty();
        }
    }

    /** Unused bits at the end of a part would let one token have many spellings. */
    private static boolean isCanonical(String text) {
        return Stream.of(text.split("\\.", -1))
                .allMatch(part -> Base64URL.encode(Base64URL.from(part).decode())
                        .toString()
                        .equals(part));
    }

    private static boolean asksForMore(JWSHeader header) {
        return header.getJWK() != null
                || header.getJWKURL() != null
                || header.getX509CertURL() != null
                || header.getX509CertChain() != null
                || header.getCriticalParams() != null
                || !header.isBase64URLEncodePayload();
    }

    Optional<String> keyId() {
        return Optional.ofNullable(signed.getHeader().getKeyID()).filter(id -> !id.isEmpty());
    }

    String algorithm() {
        return signed.getHeader().getAlgorithm().getName();
    }

    /** In small letters, without the {@code application/} that may stand before it. */
    String type() {
        if (signed.getHeader().getType() == null) {
            return "";
        }
        String type = signed.getHeader().getType().getType().toLowerCase(Locale.ROOT);
        return type.startsWith("application/") ? type.substring("application/".length()) : type;
    }

    boolean isSignedWith(JWK key) {
        try {
            JWSVerifier verifier;
            if (key instanceof RSAKey rsa) {
                verifier = new RSASSAVerifier(rsa.toRSAPublicKey());
            } else if (key instanceof ECKey curve) {
                verifier = new ECDSAVerifier(curve.toECPublicKey());
            } else {
                return false;
            }
            return signed.verify(verifier);
        } catch (JOSEException | IllegalStateException e) {
            return false;
        }
    }

    /** As Nimbus knows them. */
    JWTClaimsSet claimsSet() throws ParseException {
        return JWTClaimsSet.parse(claims);
    }

    boolean has(String claim) {
        return claims.containsKey(claim);
    }

    /** A claim that is a text and not empty. */
    Optional<String> text(String claim) {
        return claims.get(claim) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** A claim that is a NumericDate. */
    Optional<Instant> time(String claim) {
        if (!(claims.get(claim) instanceof Number number)) {
            return Optional.empty();
        }
        try {
            BigDecimal seconds = new BigDecimal(number.toString());
            return seconds.signum() > 0 && seconds.compareTo(LATEST) < 0
                    ? Optional.of(Instant.ofEpochMilli(
                            seconds.movePointRight(3).toBigInteger().longValueExact()))
                    : Optional.empty();
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** True if there is no such time, or a right one that is not after the moment. */
    boolean isByThen(String claim, Instant moment) {
        return !has(claim) || time(claim).filter(time -> !time.isAfter(moment)).isPresent();
    }

    /** Whom it is for: a text or a list of texts; anything else is for nobody. */
    List<String> audience() {
        return texts(claims.get("aud"), false).orElse(List.of());
    }

    /** The words at a place inside the claims: a list of texts, or a text with spaces between them. */
    Set<String> words(List<String> steps) {
        return Set.copyOf(texts(at(steps).orElse(null), true).orElse(List.of()));
    }

    /** The text at a place inside the claims. */
    Optional<String> text(List<String> steps) {
        return at(steps).filter(String.class::isInstance).map(String.class::cast);
    }

    private Optional<Object> at(List<String> steps) {
        // A claim's own name may have dots, as those of namespaces do.
        Object whole = claims.get(String.join(".", steps));
        if (whole != null) {
            return Optional.of(whole);
        }
        Object found = claims;
        for (String step : steps) {
            found = found instanceof Map<?, ?> inside ? inside.get(step) : null;
        }
        return Optional.ofNullable(found);
    }

    private static Optional<List<String>> texts(@Nullable Object value, boolean spaced) {
        if (value instanceof String text) {
            return Optional.of(spaced ? List.of(text.strip().split(" +", -1)) : List.of(text));
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return Optional.of(list.stream().map(String.class::cast).toList());
        }
        return Optional.empty();
    }
}
