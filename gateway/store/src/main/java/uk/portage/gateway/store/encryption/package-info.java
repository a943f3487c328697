/** How payloads are kept so that only who holds the key can read them. */
@NullMarked
package uk.portage.gateway.store.encryption;

import org.jspecify.annotations.NullMarked;
