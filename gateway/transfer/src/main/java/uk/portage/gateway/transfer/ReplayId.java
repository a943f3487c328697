package uk.portage.gateway.transfer;

import java.util.Optional;
import java.util.UUID;

/** The id of a replay, drawn when an operator orders it. */
public record ReplayId(UUID value) {

    public static Optional<ReplayId> parse(String text) {
        try {
            return Optional.of(new ReplayId(UUID.fromString(text)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
