/** Whether a bundle keeps the profiles it claims; never whether it travels. */
@NullMarked
package uk.portage.gateway.pipeline.validate;

import org.jspecify.annotations.NullMarked;
