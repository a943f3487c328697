/** A synthetic trust and two synthetic councils, so that a person can watch the gateway at work. */
@NullMarked
package uk.portage.gateway.app.demo;

import org.jspecify.annotations.NullMarked;
