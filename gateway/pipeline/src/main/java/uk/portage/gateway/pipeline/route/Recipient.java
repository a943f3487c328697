package uk.portage.gateway.pipeline.route;

import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;

/** A destination, and in which shape it is given the record. */
public record Recipient(OdsCode organisation, Rendering rendering) {

    /** Of the whole record. */
    public static Recipient ofWhole(OdsCode organisation) {
        return new Recipient(organisation, Rendering.WHOLE);
    }
}
