package uk.portage.gateway.app.simulate;

import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A destination that collects.
 *
 * @param outage the days on which its system collected nothing
 */
record Council(OdsCode code, Habit habit, Optional<Trust.Days> outage) {}
