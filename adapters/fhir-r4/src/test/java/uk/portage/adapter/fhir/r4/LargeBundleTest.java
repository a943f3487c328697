package uk.portage.adapter.fhir.r4;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation.Translated;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** Ten times the entries may cost ten times as much and not a hundred times. */
class LargeBundleTest {

    private static final TranslationContext CONTEXT =
            new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());

    @Test
    void the_cost_grows_with_the_number_of_entries_and_no_faster() {
        cost(document(2_000));
        Duration small = cost(document(2_000));
        Duration large = cost(document(20_000));

        assertThat(large)
                .as("2,000 entries took " + small)
                .isLessThan(small.multipliedBy(40).plusSeconds(2));
    }

    private static Duration cost(SourceDocument document) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(new FhirR4Adapter().format().translate(document, CONTEXT)).isInstanceOf(Translated.class);
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    }

    private static SourceDocument document(int entries) {
        StringBuilder json = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
                + "{\"fullUrl\":\"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0601\",\"resource\":{\"resourceType\":"
                + "\"Patient\",\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":"
                + "\"9990000018\"}]}}");
        for (int i = 0; i < entries; i++) {
            json.append(",{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o")
                    .append(i)
                    .append(
                            "\",\"status\":\"final\",\"code\":{\"text\":\"Body weight\"},\"subject\":{\"reference\":"
                                    + "\"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0601\"},\"valueQuantity\":{\"value\":61.5}}}");
        }
        return SourceDocument.of(json.append("]}").toString().getBytes(StandardCharsets.UTF_8));
    }
}
