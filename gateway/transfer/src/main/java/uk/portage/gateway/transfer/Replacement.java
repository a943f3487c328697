package uk.portage.gateway.transfer;

import uk.portage.adapter.spi.Matter;

/**
 * One end of a replacement: a later transfer cancels or corrects an earlier one of the same destination.
 *
 * @param effect what the later one does to the earlier one
 * @param transfer the other end
 */
public record Replacement(Matter.Effect effect, TransferId transfer) {

    public Replacement {
        if (effect == Matter.Effect.BEGINS) {
            throw new IllegalArgumentException("what begins replaces nothing");
        }
    }
}
