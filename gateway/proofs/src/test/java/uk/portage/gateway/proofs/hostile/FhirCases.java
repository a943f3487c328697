package uk.portage.gateway.proofs.hostile;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** FHIR that is too large, or too deep, for a file. */
final class FhirCases {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final String REFUSED = "400 | 413 | 422";
    private static final String TAKEN = "200 | 202";
    private static final String XML = "application/fhir+xml";
    private static final String BUNDLE =
            "<Bundle xmlns=\"http://hl7.org/fhir\"><id value=\"{id}\"/><type value=\"message\"/>{header}{patient}";

    private FhirCases() {}

    static Stream<HostileCase> all() {
        return Stream.concat(
                IntStream.of(101, 1_000, 20_000).boxed().flatMap(FhirCases::deep),
                Stream.of(
                        json("number-with-a-vast-exponent", REFUSED, 1, () -> quantity("1e999999999")),
                        json("number-with-a-vast-negative-exponent", REFUSED, 1, () -> quantity("1e-999999999")),
                        json("number-of-a-million-digits", REFUSED, 1, () -> quantity("1".repeat(1_000_000))),
                        json("number-of-a-million-decimals", REFUSED, 1, () -> quantity("0." + "1".repeat(1_000_000))),
                        xml(
                                "number-with-a-vast-exponent-in-xml",
                                REFUSED,
                                1,
                                () -> XML_OBSERVATION.formatted("1e999999999")),
                        xml(
                                "number-of-a-million-digits-in-xml",
                                REFUSED,
                                1,
                                () -> XML_OBSERVATION.formatted("1".repeat(1_000_000))),
                        json(
                                "two-hundred-thousand-entries",
                                REFUSED,
                                1,
                                () -> ",{\"resource\":{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}}"
                                        .repeat(200_000)),
                        json("two-hundred-thousand-empty-entries", REFUSED, 1, () -> ",{}".repeat(200_000)),
                        json(
                                "a-hundred-thousand-names",
                                REFUSED,
                                1,
                                () -> patient("\"name\":[" + list(100_000, n -> "{\"family\":\"x\"}") + "]")),
                        json(
                                "a-hundred-thousand-unknown-members",
                                REFUSED,
                                1,
                                () -> patient(list(100_000, n -> "\"u" + n + "\":1"))),
                        json(
                                "a-hundred-thousand-extensions",
                                REFUSED,
                                1,
                                () -> patient("\"extension\":["
                                        + list(100_000, n -> "{\"url\":\"urn:x\",\"valueInteger\":1}") + "]")),
                        json(
                                "text-of-five-megabytes",
                                TAKEN,
                                0,
                                () -> ",{\"resource\":{\"resourceType\":\"Basic\",\"code\":{\"text\":\""
                                        + "x".repeat(5 * MEBIBYTE) + "\"}}}"),
                        json(
                                "name-of-a-member-of-a-megabyte",
                                REFUSED,
                                1,
                                () -> patient("\"" + "x".repeat(MEBIBYTE) + "\":1")),
                        json(
                                "a-bomb-in-base64",
                                TAKEN,
                                0,
                                () ->
                                        ",{\"resource\":{\"resourceType\":\"Binary\",\"contentType\":\"application/gzip\",\"data\":\""
                                                + Base64.getEncoder().encodeToString(Gzip.bomb(200)) + "\"}}"),
                        json("a-million-spaces", TAKEN, 0, () -> " ".repeat(1_000_000)),
                        json(
                                "a-hundred-thousand-escapes",
                                REFUSED,
                                1,
                                () -> patient("\"name\":[{\"family\":\"" + "\\u0041".repeat(100_000) + "\"}]")),
                        xml(
                                "a-hundred-thousand-attributes",
                                REFUSED,
                                1,
                                () -> "<entry "
                                        + list(100_000, n -> "a" + n + "=\"1\"").replace(',', ' ') + "/>"),
                        xml(
                                "a-hundred-thousand-name-spaces",
                                REFUSED + " | " + TAKEN,
                                1,
                                () -> "<entry "
                                        + list(100_000, n -> "xmlns:a" + n + "=\"u\"")
                                                .replace(',', ' ') + "/>"),
                        xml(
                                "an-attribute-of-five-megabytes",
                                TAKEN + " | " + REFUSED,
                                0,
                                () -> "<entry><resource><Basic><code><text value=\"" + "x".repeat(5 * MEBIBYTE)
                                        + "\"/></code></Basic></resource></entry>"),
                        xml("a-comment-of-five-megabytes", TAKEN, 0, () -> "<!--" + "x".repeat(5 * MEBIBYTE) + "-->"),
                        xml(
                                "a-million-character-references",
                                TAKEN + " | " + REFUSED,
                                0,
                                () -> "<entry><resource><Basic><code><text value=\"" + "&#65;".repeat(500_000)
                                        + "\"/></code></Basic></resource></entry>"),
                        compressed("gzip-bomb", "413", Gzip::bomb, 200),
                        compressed("gzip-bomb-within-gzip", "400", n -> Gzip.of(Gzip.bomb(n)), 200),
                        compressed("gzip-cut-off", "400", n -> java.util.Arrays.copyOf(Gzip.bomb(n), 500), 1),
                        compressed("gzip-with-nothing-in-it", "400", n -> Gzip.of(new byte[n]), 0),
                        HostileCase.of(Face.FHIR, "gzip-with-more-behind-it", "400 | 200", 0, FhirCases::trailing),
                        HostileCase.of(Face.FHIR, "headers-of-another-program", TAKEN, 0, FhirCases::headersOfCamel),
                        HostileCase.of(Face.FHIR, "script-in-a-narrative", TAKEN, 0, FhirCases::script)));
    }

    private static final String XML_OBSERVATION =
            "<entry><resource><Observation><status value=\"final\"/><code><text value=\"x\"/></code>"
                    + "<valueQuantity><value value=\"%s\"/></valueQuantity></Observation></resource></entry>";

    private interface Body {

        String make();
    }

    private static HostileCase json(String name, String answers, int refused, Body more) {
        return HostileCase.of(Face.FHIR, name, answers, refused, world -> Fhir.push(world, Fhir.message(more.make())));
    }

    private static HostileCase xml(String name, String answers, int refused, Body more) {
        return HostileCase.of(
                Face.FHIR,
                name,
                answers,
                refused,
                world -> Fhir.push(world, XML, world.filled(Fhir.withParts(BUNDLE + more.make() + "</Bundle>"))));
    }

    private static Stream<HostileCase> deep(int depth) {
        return Stream.of(
                json(
                        "depth-" + depth,
                        REFUSED,
                        1,
                        () -> patient("\"extension\":[{\"url\":\"x\",".repeat(depth) + "\"valueInteger\":1"
                                + "}]".repeat(depth))),
                json(
                        "depth-" + depth + "-of-lists",
                        REFUSED,
                        1,
                        () -> ",{\"resource\":" + "[".repeat(depth) + "]".repeat(depth) + "}"),
                json("depth-" + depth + "-without-an-end", REFUSED, 1, () -> ",{\"a\":".repeat(depth)),
                xml(
                        "depth-" + depth + "-in-xml",
                        REFUSED,
                        1,
                        () -> "<entry><resource><Patient>" + "<extension url=\"x\">".repeat(depth)
                                + "<valueInteger value=\"1\"/>" + "</extension>".repeat(depth)
                                + "</Patient></resource></entry>"),
                xml(
                        "depth-" + depth + "-in-a-narrative",
                        REFUSED,
                        1,
                        () -> "<entry><resource><Patient><text><status value=\"generated\"/>"
                                + "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + "<b>".repeat(depth)
                                + "</b>".repeat(depth) + "</div></text></Patient></resource></entry>"));
    }

    private static String quantity(String value) {
        return ",{\"resource\":{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                + "\"valueQuantity\":{\"value\":" + value + "}}}";
    }

    private static String patient(String members) {
        return ",{\"resource\":{\"resourceType\":\"Patient\"," + members + "}}";
    }

    private static String list(int count, java.util.function.IntFunction<String> one) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(","));
    }

    private static HostileCase compressed(String name, String answers, Function<Integer, byte[]> body, int size) {
        return HostileCase.of(Face.FHIR, name, answers, 1, world -> pushCompressed(world, body.apply(size)));
    }

    private static Heard pushCompressed(HostileWorld world, byte[] body) throws java.io.IOException {
        return Http.send(
                world,
                Fhir.MESSAGE,
                Map.of(
                        "Authorization",
                        "Bearer " + world.token("RCB", "source"),
                        "Content-Type",
                        "application/fhir+json",
                        "Content-Encoding",
                        "gzip"),
                body);
    }

    private static Heard trailing(HostileWorld world) throws java.io.IOException {
        byte[] good = Gzip.of(world.filled(Fhir.message("")));
        byte[] body = java.util.Arrays.copyOf(good, good.length + 1_000);
        return pushCompressed(world, body);
    }

    /** Of Camel and Artemis, in many cases of letters: none of them may be read as an order. */
    private static Heard headersOfCamel(HostileWorld world) throws java.io.IOException {
        String outward = "http://127.0.0.1:" + world.earPort() + "/";
        Map<String, String> headers = new TreeMap<>();
        for (String name : new String[] {
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpMethod",
            "CamelBeanMethodName",
            "CamelExecCommandExecutable",
            "CamelFileName",
            "CamelJmsDestinationName",
            "CamelDestinationOverride",
            "org.apache.camel.HttpUri",
            "JMSReplyTo",
            "JMSXGroupID",
            "_AMQ_GROUP_ID",
            "_AMQ_VALIDATED_USER",
            "_AMQ_DUPL_ID",
            "x-transfer-id"
        }) {
            headers.put(name, outward);
            headers.put(name.toLowerCase(Locale.ROOT) + "2", outward);
        }
        headers.put("camelbeanmethodname", "exit");
        headers.put("cAmElExecCommandExecutable", "/bin/false");
        headers.put("CAMELHTTPURI", outward);
        headers.put("Authorization", "Bearer " + world.token("RCB", "source"));
        headers.put("Content-Type", "application/fhir+json");
        return Http.send(world, Fhir.MESSAGE, headers, world.filled(Fhir.message("")));
    }

    /** It is carried as it is, and given out as data that no browser runs. */
    private static Heard script(HostileWorld world) throws Exception {
        long before = world.lastEntry();
        String bundle = Fhir.message(",{\"resource\":{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},"
                + "\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">"
                + "<script>zz()</script><img src='x' onerror='zz()'/></div>\"}}}");
        Heard heard = Fhir.push(world, bundle);
        if (!heard.word().startsWith("20")) {
            return heard;
        }
        HttpResponse<String> given = world.bundleAfter(before, Face.FHIR.channel());
        String policy = given.headers().firstValue("Content-Security-Policy").orElse("");
        boolean harmless = given.headers().firstValue("Content-Type").orElse("").startsWith("application/fhir+json")
                && given.headers()
                        .firstValue("X-Content-Type-Options")
                        .orElse("")
                        .equals("nosniff")
                && policy.equals("default-src 'none'");
        for (String page : new String[] {"/audit/", "/audit/api/transfers?newest=500"}) {
            harmless &= !world.get(page, "9A1", "auditor").body().contains("zz()");
        }
        return new Heard(harmless ? heard.word() : "active content", heard.text());
    }
}
