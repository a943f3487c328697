/** Who calls over HTTP, as signed tokens say it: OAuth2 for programs, its own and other providers' tokens. */
@NullMarked
package uk.portage.gateway.app.access;

import org.jspecify.annotations.NullMarked;
