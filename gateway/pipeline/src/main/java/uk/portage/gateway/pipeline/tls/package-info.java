/** TLS as every listener speaks it, renewed while it runs, and the organisations that client certificates belong to. */
@NullMarked
package uk.portage.gateway.pipeline.tls;

import org.jspecify.annotations.NullMarked;
