package uk.portage.gateway.mailbox.push;

import java.io.IOException;

/** Takes what waits in one destination's mailbox to the destination. Used by one thread. */
interface Carrier extends AutoCloseable {

    /** Takes one look: carries what can be carried and answers what has been answered. */
    void look() throws IOException;

    /** Ends what is under way, from any thread. */
    @Override
    void close();
}
