/** Merkle trees over SHA-256 and their proofs (RFC 9162, 2.1). */
@NullMarked
package uk.portage.verifier.tree;

import org.jspecify.annotations.NullMarked;
