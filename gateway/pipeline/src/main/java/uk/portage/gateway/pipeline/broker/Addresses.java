package uk.portage.gateway.pipeline.broker;

import uk.portage.gateway.transfer.OdsCode;

/** The broker's addresses, each with one queue of the same name. There are no others and none is made on demand. */
public final class Addresses {

    /** Claim checks of submissions that wait for translation. */
    public static final String INBOX = "inbox";

    /** What no consumer could take; a row of the store stands behind each message. */
    public static final String DEAD_LETTER = "dead-letter";

    /** Nothing here expires; were anything to, it would be kept. */
    public static final String EXPIRY = "expiry";

    static final String OUT_PREFIX = "out.";

    private Addresses() {}

    /** Transfers of one destination. */
    public static String out(OdsCode destination) {
        return OUT_PREFIX + destination.value();
    }

    public static boolean isOut(String address) {
        return address.startsWith(OUT_PREFIX);
    }
}
