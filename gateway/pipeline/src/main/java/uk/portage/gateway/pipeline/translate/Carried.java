package uk.portage.gateway.pipeline.translate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.pipeline.record.Facts;
import uk.portage.gateway.pipeline.route.Routing;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.WithheldKind;

/** What translate, validate and route made of a submission, before anything is kept. */
sealed interface Carried {

    /**
     * @param restricted there if some destination is given less than the whole
     * @param markings what the record asks to withhold
     * @param numbers by which it can be found, beside what was known at intake
     */
    record Translated(
            Rendered whole, Optional<Withheld> restricted, Routing routing, Markings markings, Set<SearchKey> numbers)
            implements Carried {

        public Translated {
            numbers = Set.copyOf(numbers);
        }

        Facts facts(Rendering rendering) {
            return (rendering == Rendering.WHOLE
                            ? whole
                            : restricted.orElseThrow().rendered())
                    .facts();
        }
    }

    /** @param counts how many of each kind were withheld */
    record Withheld(Rendered rendered, Map<WithheldKind, Integer> counts) {
        public Withheld {
            counts = Map.copyOf(counts);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a bundle is large and never compared
    record Rendered(byte[] bundle, Sha256 hash, Facts facts) {

        /** Without the bundle: it holds a person's record. */
        @Override
        public String toString() {
            return "Rendered[" + bundle.length + " bytes]";
        }
    }

    record Refused(FailureCode code, Duration translating) implements Carried {}
}
