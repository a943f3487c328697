package uk.portage.gateway.app.access;

import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/** The organisations that are known at this moment, and which of them may do nothing. */
public interface KnownOrganisations {

    boolean contain(OdsCode organisation);

    /** True if it may do nothing for now. */
    boolean isSuspended(OdsCode organisation);

    /** Those that were registered while a gateway ran. */
    Set<OdsCode> registered();
}
