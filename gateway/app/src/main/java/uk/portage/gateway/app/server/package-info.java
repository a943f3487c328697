/** The running gateway: store, road and pages put together with Spring, and who may reach them. */
@NullMarked
package uk.portage.gateway.app.server;

import org.jspecify.annotations.NullMarked;
