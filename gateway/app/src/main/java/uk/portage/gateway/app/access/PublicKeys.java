package uk.portage.gateway.app.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** The public keys of one JWK Set by which signatures can be checked. */
final class PublicKeys {

    private static final int SHORTEST_RSA = 2048;

    /** A key of the set and what is wrong with it, if anything is. */
    private record Judged(JWK key, Optional<String> fault) {}

    private final List<JWK> keys;

    private PublicKeys(List<JWK> keys) {
        this.keys = keys;
    }

    /**
     * Reads a set in which every key must be right.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static PublicKeys strictly(String text) {
        List<Judged> judged = judge(text);
        judged.stream().flatMap(key -> key.fault().stream()).findFirst().ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        List<JWK> keys = judged.stream().map(Judged::key).toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it has no keys");
        }
        if (keys.stream().map(PublicKeys::name).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("two keys have the same 'kid'");
        }
        return new PublicKeys(keys);
    }

    /**
     * Reads a set that others keep and in which may be what is not for us: that is left out.
     *
     * @throws IllegalArgumentException if it is no set
     */
    static PublicKeys leniently(String text) {
        return new PublicKeys(judge(text).stream()
                .filter(key -> key.fault().isEmpty())
                .map(Judged::key)
                .toList());
    }

    private static List<Judged> judge(String text) {
        try {
            return JWKSet.parse(text).getKeys().stream()
                    .map(key -> new Judged(key, fault(key)))
                    .toList();
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("it is not a JWK Set (RFC 7517)");
        }
    }

    private static Optional<String> fault(JWK key) {
        if (key.isPrivate()) {
            return Optional.of("it holds a secret or private key: only the public part belongs here");
        }
        if (key.getKeyID() == null || key.getKeyID().isEmpty()) {
            return Optional.of("a key has no 'kid'");
        }
        if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
            return Optional.of("a key is not for signatures");
        }
        if (key instanceof RSAKey rsa) {
            return rsa.size() < SHORTEST_RSA
                    ? Optional.of("an RSA key is shorter than " + SHORTEST_RSA + " bits")
                    : Optional.empty();
        }
        return key instanceof ECKey ? Optional.empty() : Optional.of("a key is neither RSA nor EC");
    }

    private static List<String> name(JWK key) {
        return List.of(key.getKeyID(), key.getKeyType().getValue());
    }

    /** The key of this name that can have signed by this algorithm; empty also if there are two. */
    Optional<JWK> find(String keyId, String algorithm) {
        List<JWK> found = keys.stream()
                .filter(key -> key.getKeyID().equals(keyId) && fits(key, algorithm))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static boolean fits(JWK key, String algorithm) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm)) {
            return false;
        }
        JWSAlgorithm named = JWSAlgorithm.parse(algorithm);
        return key instanceof ECKey curve
                ? JWSAlgorithm.Family.EC.contains(named)
                        && Curve.forJWSAlgorithm(named).contains(curve.getCurve())
                : JWSAlgorithm.Family.RSA.contains(named);
    }
}
