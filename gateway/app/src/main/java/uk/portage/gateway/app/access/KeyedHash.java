package uk.portage.gateway.app.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A hash that only who has the key can make (HMAC-SHA-256): the gateway gives it out and knows it again, keeping nothing. */
final class KeyedHash {

    private final SecretKeySpec key;

    KeyedHash(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** 64 hexadecimal digits. */
    String of(String text) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java machine has no HMAC-SHA-256", e);
        }
    }

    /** Takes the same time wherever they differ. */
    boolean is(String given, String text) {
        return MessageDigest.isEqual(of(text).getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
