/** The consumer of the inbox: translate, validate, route, and one commit. */
@NullMarked
package uk.portage.gateway.pipeline.translate;

import org.jspecify.annotations.NullMarked;
