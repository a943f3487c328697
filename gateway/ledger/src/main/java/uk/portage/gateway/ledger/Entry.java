package uk.portage.gateway.ledger;

import java.time.Instant;

/**
 * One line of the ledger.
 *
 * @param sequence from 1 upwards, without gaps
 * @param time UTC, whole milliseconds, never before the time of the entry that precedes it
 */
public record Entry(long sequence, Instant time, EntryDraft content) {}
