package uk.portage.gateway.mailbox.mesh;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import uk.portage.gateway.transfer.TransferId;

/** Message identifiers. A transfer's is its own id in capitals; others have the time in front, as those of MESH do. */
final class MessageIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int RANDOM_BYTES = 4;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    MessageIds(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        byte[] drawn = new byte[RANDOM_BYTES];
        random.nextBytes(drawn);
        return TIME.format(clock.instant()) + "_"
                + HexFormat.of().withUpperCase().formatHex(drawn);
    }

    static String of(TransferId transfer) {
        return transfer.toString().toUpperCase(Locale.ROOT);
    }

    static Optional<TransferId> transfer(String messageId) {
        return TransferId.parse(messageId).filter(transfer -> of(transfer).equals(messageId));
    }

    /** A time as the headers of MESH write it. */
    static String time(Instant time) {
        return SECONDS.format(time);
    }

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
}
