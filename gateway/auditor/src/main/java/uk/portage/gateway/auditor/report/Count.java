package uk.portage.gateway.auditor.report;

import java.util.OptionalLong;

/**
 * A count of transfers as it may be published.
 *
 * @param value empty if it is hidden: small, or hidden so that a small one cannot be worked out
 */
public record Count(OptionalLong value) {

    static final Count HIDDEN = new Count(OptionalLong.empty());

    static Count shown(long value) {
        return new Count(OptionalLong.of(value));
    }

    static Count of(long value, boolean hidden) {
        return hidden ? HIDDEN : shown(value);
    }

    public boolean isHidden() {
        return value.isEmpty();
    }

    /** True for a zero in sight. */
    public boolean isZero() {
        return value.isPresent() && value.getAsLong() == 0;
    }

    /** Hidden if either is. */
    Count plus(Count other) {
        return isHidden() || other.isHidden() ? HIDDEN : shown(value.getAsLong() + other.value.getAsLong());
    }
}
