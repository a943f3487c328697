/** The MESH face: the MESH API of England's Message Exchange for Social Care and Health, version 2.0.0. */
@NullMarked
package uk.portage.gateway.mailbox.mesh;

import org.jspecify.annotations.NullMarked;
