package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.mailbox.request.SourceConfiguration;
import uk.portage.gateway.transfer.OdsCode;

class RequestSectionsTest {

    private static final String SMALLEST = """
            organisations: {RCB: Trust, RXX: Other trust, 9D1: North}
            channels:
              - {name: mllp, adapter: hl7v2, senders: {RCB: RCB}}
            destinations: [9D1]
            requests:
            """;

    private static final String SEARCH =
            "a search with {patient} in the place of the person's id, such as Condition?patient={patient}";

    @TempDir
    private Path folder;

    private final Problems problems = new Problems("portage.yaml");

    @Test
    void an_organisation_is_asked_for_everything_or_by_searches() {
        Optional<Configuration> read = read("""
              - {organisation: RCB, fhir: "https://fhir.example.org/r4/", mode: everything}
              - organisation: RXX
                fhir: http://localhost:8181/fhir
                mode: search
                searches: ["Condition?patient={patient}&_include=Condition:encounter"]
                time-limit: 20 s
                give-up-after: 2 h
                largest-record: 5 MB
                pages: 7
            """);

        assertThat(problems.lines()).isEmpty();
        assertThat(read.get().sources())
                .containsExactly(
                        new SourceConfiguration(
                                new OdsCode("RCB"),
                                new FhirEndpoint(
                                        URI.create("https://fhir.example.org/r4"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Duration.ofSeconds(60)),
                                List.of(),
                                SourceConfiguration.Limits.USUAL,
                                Duration.ofHours(1)),
                        new SourceConfiguration(
                                new OdsCode("RXX"),
                                new FhirEndpoint(
                                        URI.create("http://localhost:8181/fhir"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Duration.ofSeconds(20)),
                                List.of("Condition?patient={patient}&_include=Condition:encounter"),
                                new SourceConfiguration.Limits(7, 5 * 1024 * 1024),
                                Duration.ofHours(2)));
    }

    @Test
    void what_cannot_work_or_would_ask_in_the_open_or_for_everybody_is_a_problem() {
        read("""
              - {organisation: RZZ, fhir: "http://fhir.example.org/", mode: all}
              - {organisation: RCB, mode: search}
              - organisation: RCB
                fhir: https://fhir.example.org/
                mode: everything
                searches: ["Condition?patient=1", "https://elsewhere.example.org/Condition?patient={patient}"]
            """);

        assertThat(problems.lines())
                .extracting(line -> line.replaceAll(" \\(.*", ""))
                .containsExactly(
                        "portage.yaml:6: 'organisation' must be the code of an organisation named under 'organisations',"
                                + " not 'RZZ'",
                        "portage.yaml:6: 'fhir' must be an https address",
                        "portage.yaml:6: 'mode' must be everything or search, not 'all'",
                        "portage.yaml:7: 'fhir' is missing",
                        "portage.yaml:7: 'searches' belongs to 'mode: search', which needs it",
                        "portage.yaml:8: RCB is named twice under 'requests'",
                        "portage.yaml:8: 'searches' belongs to 'mode: search', which needs it",
                        "portage.yaml:11: 'searches' must be " + SEARCH + ", not 'Condition?patient=1'",
                        "portage.yaml:11: 'searches' must be " + SEARCH
                                + ", not 'https://elsewhere.example.org/Condition?patient={patient}'");
    }

    private Optional<Configuration> read(String requests) {
        return ConfigurationFile.parse(SMALLEST + requests, folder, Set.of("hl7v2"), problems);
    }
}
