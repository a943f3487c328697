/**
 * The pages: what each one says, worked out in full, and the templates in {@code src/main/jte} that only place it.
 *
 * <p>The records are public because the templates are compiled into a package of their own.
 */
@NullMarked
package uk.portage.gateway.auditor.page;

import org.jspecify.annotations.NullMarked;
