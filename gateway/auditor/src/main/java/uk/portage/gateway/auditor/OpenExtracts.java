package uk.portage.gateway.auditor;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import uk.portage.gateway.ledger.LedgerReader;

/**
 * The extract of the day. However many ask, it is made once a day, by one of them; the others get the one before it. After
 * a failure it is a minute before somebody tries again. Safe for use by many threads.
 */
final class OpenExtracts {

    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final LedgerReader ledger;
    private final AuditSettings settings;
    private final Semaphore making = new Semaphore(1);
    private volatile Optional<OpenExtract> newest = Optional.empty();
    private volatile Instant notBefore = Instant.EPOCH;

    OpenExtracts(LedgerReader ledger, AuditSettings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /**
     * The newest extract there is, made now if there is none of today yet.
     *
     * @return empty if there is none at all and this caller does not make it
     * @throws RuntimeException if it cannot be made and there is none
     */
    Optional<OpenExtract> at(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (isOf(today) || now.isBefore(notBefore) || !making.tryAcquire()) {
            return newest;
        }
        try {
            if (!isOf(today)) {
                newest = Optional.of(OpenExtract.of(ledger, now, settings));
            }
            return newest;
        } catch (RuntimeException e) {
            notBefore = now.plus(AFTER_A_FAILURE);
            if (newest.isEmpty()) {
                throw e;
            }
            return newest;
        } finally {
            making.release();
        }
    }

    private boolean isOf(LocalDate day) {
        return newest.filter(extract -> extract.day().equals(day)).isPresent();
    }
}
