package uk.portage.gateway.pipeline.translate;

import java.time.Duration;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.pipeline.record.Facts;
import uk.portage.gateway.pipeline.route.Routing;
import uk.portage.gateway.transfer.Sha256;

/** What translate, validate and route made of a submission, before anything is kept. */
sealed interface Carried {

    @SuppressWarnings("ArrayRecordComponent") // a bundle is large and never compared
    record Whole(byte[] bundle, Sha256 hash, Facts facts, Routing routing) implements Carried {

        /** Without the bundle: it holds a person's record. */
        @Override
        public String toString() {
            return "Whole[" + bundle.length + " bytes]";
        }
    }

    record Refused(FailureCode code, Duration translating) implements Carried {}
}
