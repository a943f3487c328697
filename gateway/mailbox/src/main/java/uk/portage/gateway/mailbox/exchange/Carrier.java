package uk.portage.gateway.mailbox.exchange;

import java.io.IOException;

/**
 * What a {@link Worker} does for one organisation, for example taking to it what waits in its mailbox. Used by one thread,
 * but for the last two methods.
 */
public interface Carrier {

    /** Takes one look: does what can be done now. */
    void look() throws IOException;

    /** Begins nothing more. */
    void stop();

    /** Breaks off what is under way; it is begun again some day. */
    void abort();
}
