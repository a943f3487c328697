package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private static JsonNode document;

    @BeforeAll
    static void start() throws IOException {
        server = new AuditServer(LEDGER);
        document = JSON.readTree(server.get("/audit/api/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void is_an_openapi_document() {
        assertThat(document.at("/openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.at("/info/title").asText()).isEqualTo("Portage auditor");
    }

    @Test
    void has_every_route_of_the_api_and_no_other() {
        Set<String> routes = new TreeSet<>();
        Arrays.stream(AuditAddress.values())
                .map(address -> address.path("id"))
                .filter(path -> path.startsWith("/api/"))
                .forEach(path -> routes.add("/audit" + path));

        assertThat(names(document.get("paths"))).isEqualTo(routes);
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
        List<String> documented = new ArrayList<>();
        operation(path)
                .get("parameters")
                .forEach(parameter -> documented.add(parameter.get("name").asText()));

        JsonNode problem = JSON.readTree(server.get(path + "?unheard=of").body());

        assertThat(problem.at("/faults/0/message").asText())
                .isEqualTo("Only these parameters can be used: " + String.join(", ", documented));
        assertThat(faults(schema("Problem"), problem, "problem")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"by, /audit/api/portability?by=", "table, /audit/api/portability.csv?table="})
    void every_choice_of_a_parameter_can_be_used(String parameter, String request) {
        int tried = 0;
        for (JsonNode documented :
                operation(request.substring(0, request.indexOf('?'))).get("parameters")) {
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

        assertThat(faults(schema("Portability"), answer, "")).isEmpty();
    }

    @Test
    void describes_transfers_and_their_entries() throws IOException {
        JsonNode list =
                JSON.readTree(server.get("/audit/api/transfers?newest=300").body());
        JsonNode undelivered = JSON.readTree(
                server.get("/audit/api/transfers/undelivered?oldest=3").body());

        JsonNode schema =
                operation("/audit/api/transfers").at("/responses/200/content").get("application/json");
        assertThat(faults(schema.get("schema"), list, "")).isEmpty();
        assertThat(faults(schema.get("schema"), undelivered, "")).isEmpty();
        assertThat(undelivered.get("transfers")).hasSize(3);
        Map<String, String> oneOfEachStatus = new HashMap<>();
        list.get("transfers")
                .forEach(transfer -> oneOfEachStatus.put(
                        transfer.get("status").asText(), transfer.get("id").asText()));
        assertThat(oneOfEachStatus).hasSizeGreaterThan(4);
        for (String id : oneOfEachStatus.values()) {
            JsonNode timeline =
                    JSON.readTree(server.get("/audit/api/transfers/" + id).body());
            assertThat(faults(schema("Timeline"), timeline, "")).isEmpty();
        }
    }

    private static JsonNode operation(String path) {
        return document.get("paths").get(path).get("get");
    }

    private static JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Where a value is not as the schema says: of JSON Schema as much as the document uses. */
    private static List<String> faults(JsonNode schema, JsonNode value, String place) {
        if (schema.has("$ref")) {
            return faults(document.at(schema.get("$ref").asText().substring(1)), value, place);
        }
        List<String> faults = new ArrayList<>();
        if (schema.has("oneOf")) {
            int fitting = 0;
            for (JsonNode choice : schema.get("oneOf")) {
                fitting += faults(choice, value, place).isEmpty() ? 1 : 0;
            }
            return fitting == 1 ? List.of() : List.of(place + " fits " + fitting + " of the choices");
        }
        if (schema.has("type") && !hasType(schema.get("type"), value)) {
            faults.add(place + " is not " + schema.get("type"));
        }
        if (schema.has("enum")) {
            boolean known = false;
            for (JsonNode choice : schema.get("enum")) {
                known |= choice.equals(value);
            }
            if (!known) {
                faults.add(place + " is not one of " + schema.get("enum"));
            }
        }
        Map<String, JsonNode> properties = new HashMap<>();
        List<JsonNode> parts = new ArrayList<>(List.of(schema));
        for (JsonNode part : schema.path("allOf")) {
            faults.addAll(faults(part, value, place));
            parts.add(part.has("$ref") ? document.at(part.get("$ref").asText().substring(1)) : part);
        }
        for (JsonNode part : parts) {
            names(part.path("properties"))
                    .forEach(name -> properties.put(name, part.get("properties").get(name)));
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                faults.add(place + " lacks " + required.asText());
            }
        }
        boolean closed = isFalse(schema, "additionalProperties") || isFalse(schema, "unevaluatedProperties");
        for (String name : new HashSet<>(names(value))) {
            JsonNode property = properties.get(name);
            if (property != null) {
                faults.addAll(faults(property, value.get(name), place + "/" + name));
            } else if (closed) {
                faults.add(place + " has " + name);
            }
        }
        if (schema.has("items") && value.isArray()) {
            for (JsonNode item : value) {
                faults.addAll(faults(schema.get("items"), item, place + "/*"));
            }
        }
        return faults;
    }

    private static boolean isFalse(JsonNode schema, String name) {
        return schema.path(name).isBoolean() && !schema.path(name).asBoolean();
    }

    private static boolean hasType(JsonNode types, JsonNode value) {
        for (JsonNode type : types.isArray() ? types : JSON.createArrayNode().add(types)) {
            boolean fits = switch (type.asText()) {
                case "null" -> value.isNull();
                case "string" -> value.isTextual();
                case "boolean" -> value.isBoolean();
                case "integer" -> value.isIntegralNumber();
                case "number" -> value.isNumber();
                case "array" -> value.isArray();
                case "object" -> value.isObject();
                default -> false;
            };
            if (fits) {
                return true;
            }
        }
        return false;
    }
}
