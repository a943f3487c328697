package uk.portage.gateway.mailbox.request;

import uk.portage.gateway.transfer.OdsCode;

/** Counts what comes of asking. */
@FunctionalInterface
public interface RequestMeter {

    /** @param outcome {@code provided}, or the failure code in small letters */
    void asked(OdsCode source, String outcome);
}
