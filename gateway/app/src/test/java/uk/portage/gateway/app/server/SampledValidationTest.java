package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ServiceLoader;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

class SampledValidationTest {

    private static final String ADMISSION =
            "MSH|^~\\&|PAS|RCB55||ROUTE|20261123101500||ADT^A01^ADT_A01|S1|P|2.4|||AL|NE|GBR\r"
                    + "EVN|A01|20261123101500||||20261123101400\r"
                    + "PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                    + "PV1|1|I|W01^B1^3^RCB55\r";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void the_first_of_a_hundred_bundles_is_held_against_uk_core_beside_the_road() {
        Path ukCore = ukCore();
        if (!Files.isDirectory(ukCore)) {
            System.out.println("Skipped: no UK Core definitions; name their folder with -Dportage.ukcore");
        }
        Assumptions.assumeTrue(Files.isDirectory(ukCore), "no UK Core definitions");
        Bundle bundle = admission();
        try (SampledValidation sampled = new SampledValidation(RunningGateway.FAST_CHECK, ukCore, meters)) {
            for (int i = 0; i < 50; i++) {
                assertThat(sampled.validate(bundle).isSound()).isTrue();
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> looked() == 1);
        }
        assertThat(meters.counter("portage.validation.sampled", "outcome", "valid")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_folder_without_definitions_is_said_at_the_start(@TempDir Path empty) {
        assertThatThrownBy(() -> new SampledValidation(RunningGateway.FAST_CHECK, empty, meters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no FHIR R4 definition");
    }

    private double looked() {
        return meters.find("portage.validation.sampled").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static Bundle admission() {
        Adapter adapter = ServiceLoader.load(Adapter.class).findFirst().orElseThrow();
        Translation translation = adapter.format()
                .translate(
                        SourceDocument.of(ADMISSION.getBytes(StandardCharsets.UTF_8)),
                        new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard()));
        return ((Translation.Translated) translation).bundle();
    }

    /** The folder named by {@code portage.ukcore}, or {@code shared/ukcore} beside a folder above this module. */
    private static Path ukCore() {
        String property = System.getProperty("portage.ukcore");
        if (property != null) {
            return Path.of(property);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path folder = up.resolve("shared").resolve("ukcore");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return Path.of("shared", "ukcore");
    }
}
