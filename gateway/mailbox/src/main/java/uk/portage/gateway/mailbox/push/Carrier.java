package uk.portage.gateway.mailbox.push;

import java.io.IOException;

/** Takes what waits in one destination's mailbox to the destination. Used by one thread, but for the last two methods. */
interface Carrier {

    /** Takes one look: carries what can be carried and answers what has been answered. */
    void look() throws IOException;

    /** Begins nothing more. */
    void stop();

    /** Breaks off what is under way; it is begun again some day. */
    void abort();
}
