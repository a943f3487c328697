package uk.portage.gateway.store;

import java.time.Instant;

/**
 * How a transfer left its destination's MESH inbox. It says nothing of the business acknowledgement.
 *
 * @param at when
 */
public record MeshEnd(Kind kind, Instant at) {

    /** Stored: constants are added, never renamed. */
    public enum Kind {
        /** Its destination has it and said so. */
        ACKNOWLEDGED,
        /** Nobody acknowledged it within the days that MESH allows. */
        UNDELIVERED,
        /** Its sender took it back before anybody had it. */
        WITHDRAWN
    }
}
