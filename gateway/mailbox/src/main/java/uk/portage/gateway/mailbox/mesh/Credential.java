package uk.portage.gateway.mailbox.mesh;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import uk.portage.gateway.transfer.Sha256;

/**
 * What an Authorization header of MESH says (specification, "MESH Authorization header"): a hash over mailbox, nonce,
 * count, password and time, good for one request.
 */
final class Credential {

    /** How far its time may be from ours. */
    static final Duration TOLERANCE = Duration.ofHours(2);

    private static final Pattern FORM = Pattern.compile(
            "NHSMESH ([^:\\s]{1,64}):([^:\\s]{1,128}):(\\d{1,9}):(\\d{12}):([0-9a-fA-F]{64})",
            Pattern.CASE_INSENSITIVE);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmm", Locale.ROOT);
    private static final String ALGORITHM = "HmacSHA256";

    private final String mailbox;
    private final String nonce;
    private final String count;
    private final String time;
    private final byte[] hash;

    private Credential(Matcher header) {
        this.mailbox = header.group(1);
        this.nonce = header.group(2);
        this.count = header.group(3);
        this.time = header.group(4);
        this.hash = HexFormat.of().parseHex(header.group(5));
    }

    /** Empty if the header has not the form. */
    static Optional<Credential> of(String header) {
        Matcher matcher = FORM.matcher(header.strip());
        return matcher.matches() ? Optional.of(new Credential(matcher)) : Optional.empty();
    }

    String mailbox() {
        return mailbox;
    }

    /** True if it was made with these secrets. Takes the same time whatever is wrong. */
    boolean isMadeWith(byte[] sharedKey, String password) {
        String message = String.join(":", mailbox, nonce, count, password, time);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(sharedKey, ALGORITHM));
            return MessageDigest.isEqual(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)), hash);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has HMAC-SHA-256", e);
        }
    }

    /** True if its time is near enough to ours. */
    boolean isTimely(Instant now) {
        return time().filter(at -> Duration.between(at, now).abs().compareTo(TOLERANCE) <= 0)
                .isPresent();
    }

    /** From when on its time alone refuses it. */
    Instant expires() {
        return time().orElse(Instant.EPOCH).plus(TOLERANCE).plusSeconds(1);
    }

    /** What is remembered of it once it was used. */
    Sha256 trace() {
        return Sha256.ofParts(mailbox, nonce, count, time);
    }

    private Optional<Instant> time() {
        try {
            return Optional.of(LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Credential";
    }
}
