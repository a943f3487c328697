/** Watched folders: files in, one submission for each message, a results file out. */
@NullMarked
package uk.portage.gateway.pipeline.receive.folder;

import org.jspecify.annotations.NullMarked;
