package uk.portage.gateway.app.access;

import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * Somebody who has signed in on the pages.
 *
 * @param name what the pages call it
 * @param caller for which organisation and as what: {@link Role#AUDITOR} or {@link Role#OPERATOR}
 */
public record Person(String name, Caller caller) {

    /** Where their work begins. */
    public String entrance() {
        return caller.role() == Role.OPERATOR ? SignedIn.OPERATORS : SignedIn.AUDITORS;
    }
}
