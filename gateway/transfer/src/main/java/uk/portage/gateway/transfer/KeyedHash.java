package uk.portage.gateway.transfer;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, its first 16 bytes: tells whether two things are the same to whoever has the key, and nothing else. */
final class KeyedHash {

    private KeyedHash() {}

    /** 32 hexadecimal digits. */
    static String of(byte[] siteKey, Sha256 content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(siteKey, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content.bytes()), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
