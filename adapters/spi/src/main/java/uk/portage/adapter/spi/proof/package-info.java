/** The no-loss proof: each populated leaf of a source is found in the bundle or listed as a loss. */
@NullMarked
package uk.portage.adapter.spi.proof;

import org.jspecify.annotations.NullMarked;
