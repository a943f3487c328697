/** Who is connected and has not said yet who it is. */
@NullMarked
package uk.portage.gateway.pipeline.connections;

import org.jspecify.annotations.NullMarked;
