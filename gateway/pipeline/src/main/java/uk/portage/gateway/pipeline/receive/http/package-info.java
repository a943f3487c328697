/** Takes documents that are pushed over HTTP: FHIR bundles and HL7 v2 messages, by the road that MLLP takes. */
@NullMarked
package uk.portage.gateway.pipeline.receive.http;

import org.jspecify.annotations.NullMarked;
