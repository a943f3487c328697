package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the document of the API says, for tests that hold answers against it. */
record ApiDocument(JsonNode json) {

    static ApiDocument of(AuditServer server) {
        try {
            return new ApiDocument(new ObjectMapper()
                    .readTree(server.get("/audit/api/openapi.json").body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> paths() {
        List<String> paths = new ArrayList<>();
        json.get("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    JsonNode operation(String path) {
        return json.get("paths").get(path).get("get");
    }

    List<JsonNode> parameters(String path) {
        List<JsonNode> parameters = new ArrayList<>();
        operation(path).get("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    /** The path with the document's own examples in it. */
    String example(String path) {
        String example = path;
        for (JsonNode parameter : parameters(path)) {
            if (parameter.get("in").asText().equals("path")) {
                example = example.replace(
                        "{" + parameter.get("name").asText() + "}",
                        parameter.get("example").asText());
            }
        }
        return example;
    }

    JsonNode schema(String name) {
        return json.at("/components/schemas/" + name);
    }

    /** That the answer has a status and a type that the document tells of. */
    void tellsOf(String path, HttpResponse<?> answer) {
        JsonNode responses = operation(path).get("responses");
        JsonNode response = resolved(responses.path(Integer.toString(answer.statusCode())));
        List<String> types = new ArrayList<>();
        response.path("content").fieldNames().forEachRemaining(types::add);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(types)
                .as("%s: %d", path, answer.statusCode())
                .contains(type.replaceFirst(";.*", "").strip());
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? json.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Where a value is not as the schema says: of JSON Schema as much as the document uses. */
    List<String> faults(JsonNode schema, JsonNode value, String place) {
        if (schema.has("$ref")) {
            return faults(resolved(schema), value, place);
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
            parts.add(resolved(part));
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
        for (JsonNode type :
                types.isArray() ? types : JsonNodeFactory.instance.arrayNode().add(types)) {
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

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
