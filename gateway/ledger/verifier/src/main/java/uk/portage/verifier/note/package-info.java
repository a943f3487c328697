/** Signed notes, checkpoints, cosignatures and proofs as text (C2SP). */
@NullMarked
package uk.portage.verifier.note;

import org.jspecify.annotations.NullMarked;
