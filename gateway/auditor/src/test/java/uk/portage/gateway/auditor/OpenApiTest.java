package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of the API against what the servlet answers. */
class OpenApiTest {

    private static final ListedLedger LEDGER = SampleLedger.build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AuditServer server;
    private static ApiDocument document;

    @BeforeAll
    static void start() {
        server = new AuditServer(LEDGER);
        document = ApiDocument.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void is_an_openapi_document() {
        assertThat(document.json().at("/openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.json().at("/info/title").asText()).isEqualTo("Portage auditor");
    }

    /** But for the pages, which are for people, and what these load. */
    @Test
    void has_every_address_that_programs_can_ask_and_no_other() {
        Set<Enum<?>> documented = new HashSet<>();
        for (String path : document.paths()) {
            Optional<Enum<?>> address = address(document.example(path));
            assertThat(address).as(path).isPresent();
            assertThat(documented.add(address.get())).as(path).isTrue();
        }

        Set<Enum<?>> addresses = new HashSet<>();
        addresses.addAll(EnumSet.complementOf(EnumSet.of(
                AuditAddress.ENTRANCE,
                AuditAddress.PORTABILITY_PAGE,
                AuditAddress.DEFINITIONS_PAGE,
                AuditAddress.TRANSFER_PAGE,
                AuditAddress.ASSET)));
        addresses.addAll(EnumSet.allOf(FhirAddress.class));
        addresses.addAll(EnumSet.complementOf(EnumSet.of(OpenAddress.ENTRANCE, OpenAddress.ASSET)));
        addresses.addAll(EnumSet.allOf(LedgerAddress.class));
        assertThat(documented).isEqualTo(addresses);
    }

    private static Optional<Enum<?>> address(String path) {
        if (path.startsWith("/audit/fhir/")) {
            return FhirAddress.of(path.substring("/audit/fhir".length())).map(FhirAddress.Asked::address);
        } else if (path.startsWith("/audit/")) {
            return AuditAddress.of(path.substring("/audit".length())).map(AuditAddress.Asked::address);
        } else if (path.startsWith("/open/")) {
            return OpenAddress.of(path.substring("/open".length())).map(OpenAddress.Asked::address);
        }
        return LedgerAddress.of(path.substring("/ledger".length())).map(LedgerAddress.Asked::address);
    }

    /** Those of the ledger's files are asked of a ledger that is signed, in {@link LedgerServletTest}. */
    @Test
    void tells_of_the_status_and_the_type_of_every_answer() {
        int found = 0;
        for (String path : document.paths()) {
            HttpResponse<String> answer = server.get(required(path));
            document.tellsOf(path, answer);
            found += answer.statusCode() == 200 ? 1 : 0;

            document.tellsOf(path, server.send(HttpRequest.newBuilder(server.address(required(path)))));
        }
        assertThat(found).isGreaterThan(12);
    }

    /** With a choice for each parameter that must be there. */
    private static String required(String path) {
        return document.parameters(path).stream()
                .filter(parameter -> parameter.get("in").asText().equals("query")
                        && parameter.path("required").asBoolean())
                .map(parameter -> "?" + parameter.get("name").asText() + "="
                        + parameter.at("/schema/enum/0").asText())
                .reduce(document.example(path), String::concat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit/fhir/AuditEvent", "/audit/fhir/AuditEvent/$export"})
    void names_the_parameters_of_a_search_for_audit_events(String path) throws IOException {
        HttpResponse<String> answer = server.get(path + "?unheard=of");

        document.tellsOf(path, answer);
        assertThat(JSON.readTree(answer.body()).at("/issue/0/diagnostics").asText())
                .startsWith("Only these parameters can be used: ")
                .satisfies(text -> assertThat(
                                text.substring(text.indexOf(": ") + 2).split(", "))
                        .containsExactlyInAnyOrderElementsOf(names(document.parameters(path))));
    }

    @Test
    void every_parameter_of_a_measure_report_can_be_used() {
        String path = "/audit/fhir/Measure/portability/$evaluate-measure";
        Map<String, String> examples = Map.of(
                "periodStart", "2026-11-01",
                "periodEnd", "2026-11-23",
                "sender", "RX8",
                "recipient", "900",
                "workflow", "test-result",
                "format", "hl7v2",
                "reportType", "summary");

        assertThat(names(document.parameters(path))).containsExactlyInAnyOrderElementsOf(examples.keySet());
        examples.forEach((name, value) -> assertThat(
                        server.get(path + "?" + name + "=" + value).statusCode())
                .as(name)
                .isEqualTo(200));
    }

    @Test
    void describes_the_open_data() throws IOException {
        JsonNode answer = JSON.readTree(server.get("/open/portability.json").body());

        assertThat(document.faults(document.schema("OpenData"), answer, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/api/portability",
                "/audit/api/portability.csv",
                "/audit/api/transfers",
                "/audit/api/transfers/undelivered"
            })
    void names_the_parameters_that_can_be_used(String path) throws IOException {
        JsonNode problem = JSON.readTree(server.get(path + "?unheard=of").body());

        assertThat(problem.at("/faults/0/message").asText())
                .isEqualTo("Only these parameters can be used: " + String.join(", ", names(document.parameters(path))));
        assertThat(document.faults(document.schema("Problem"), problem, "problem"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"by, /audit/api/portability?by=", "table, /audit/api/portability.csv?table="})
    void every_choice_of_a_parameter_can_be_used(String parameter, String request) {
        int tried = 0;
        for (JsonNode documented : document.parameters(request.substring(0, request.indexOf('?')))) {
            if (documented.get("name").asText().equals(parameter)) {
                for (JsonNode choice : documented.at("/schema/enum")) {
                    tried++;
                    assertThat(server.get(request + choice.asText()).statusCode())
                            .isEqualTo(200);
                }
            }
        }
        assertThat(tried).isGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/api/portability",
                "/audit/api/portability?by=week",
                "/audit/api/portability?by=month",
                "/audit/api/portability?sender=RX8&from=2026-11-23",
                "/audit/api/portability?supplier=Northern+Systems",
                "/audit/api/portability?sender=ZZZ"
            })
    void describes_the_figures(String path) throws IOException {
        JsonNode answer = JSON.readTree(server.get(path).body());

        assertThat(document.faults(document.schema("Portability"), answer, "")).isEmpty();
    }

    @Test
    void describes_transfers_and_their_entries() throws IOException {
        JsonNode list =
                JSON.readTree(server.get("/audit/api/transfers?newest=300").body());
        JsonNode undelivered = JSON.readTree(
                server.get("/audit/api/transfers/undelivered?oldest=3").body());

        JsonNode schema = document.operation("/audit/api/transfers")
                .at("/responses/200/content")
                .get("application/json");
        assertThat(document.faults(schema.get("schema"), list, "")).isEmpty();
        assertThat(document.faults(schema.get("schema"), undelivered, "")).isEmpty();
        assertThat(undelivered.get("transfers")).hasSize(3);
        Map<String, String> oneOfEachStatus = new HashMap<>();
        list.get("transfers")
                .forEach(transfer -> oneOfEachStatus.put(
                        transfer.get("status").asText(), transfer.get("id").asText()));
        assertThat(oneOfEachStatus).hasSizeGreaterThan(4);
        for (String id : oneOfEachStatus.values()) {
            JsonNode timeline =
                    JSON.readTree(server.get("/audit/api/transfers/" + id).body());
            assertThat(document.faults(document.schema("Timeline"), timeline, ""))
                    .isEmpty();
        }
    }

    private static List<String> names(List<JsonNode> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.get("name").asText())
                .toList();
    }
}
