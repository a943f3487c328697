/** The embedded Artemis broker: between rooms, not the system of record; it can be deleted while stopped. */
@NullMarked
package uk.portage.gateway.pipeline.broker;

import org.jspecify.annotations.NullMarked;
