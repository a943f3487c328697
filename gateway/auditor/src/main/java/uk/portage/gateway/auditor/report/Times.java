package uk.portage.gateway.auditor.report;

import java.time.Duration;
import java.util.Optional;

/**
 * Within what time from the start of their clocks so many of all transfers were integrated, by Kaplan-Meier: those that
 * were not are censored, not left out. Each is the upper bound of its {@link uk.portage.gateway.ledger.LatencyBuckets
 * bucket}, at most 19 % above the exact time; empty means not reached.
 *
 * @param p50 half of them, and so on
 */
public record Times(Optional<Duration> p50, Optional<Duration> p90, Optional<Duration> p95, Optional<Duration> p99) {}
