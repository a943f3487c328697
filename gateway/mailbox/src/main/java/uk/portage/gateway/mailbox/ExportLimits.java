package uk.portage.gateway.mailbox;

import java.time.Duration;

/**
 * How much a destination may have of its history at a time.
 *
 * @param lifetime how long an export can be fetched, from when it was asked for
 * @param jobs a destination may have at a time
 * @param transfers in one file at most
 * @param bytes in one file of bundles; a larger bundle has a file of its own
 */
record ExportLimits(Duration lifetime, int jobs, int transfers, long bytes) {

    static final ExportLimits USUAL = new ExportLimits(Duration.ofHours(24), 3, 1_000, 64L << 20);
}
