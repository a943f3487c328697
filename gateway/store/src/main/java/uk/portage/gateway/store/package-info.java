/** Submissions, bundles, outbox and mailboxes in one SQL store (SQLite or PostgreSQL) with one writer. */
@NullMarked
package uk.portage.gateway.store;

import org.jspecify.annotations.NullMarked;
