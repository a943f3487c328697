package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.stream.Stream;

/** Files of a caseload that are too large to lie here. */
final class CaseloadCases {

    private static final String REFUSED = "400 | 413 | 422";

    private CaseloadCases() {}

    static Stream<HostileCase> all() {
        return Stream.of(
                of("a-million-columns", () -> "nhs_number" + ",x".repeat(1_000_000) + "\r\n"),
                of("a-row-of-a-million-columns", () -> "nhs_number\r\n9990000026" + ",x".repeat(1_000_000) + "\r\n"),
                of("a-line-of-fifty-megabytes", () -> "nhs_number\r\n" + "9".repeat(50 * 1024 * 1024)),
                of("a-line-of-ten-megabytes", () -> "nhs_number\r\n" + "9".repeat(10 * 1024 * 1024)),
                of("a-field-in-quotes-of-ten-megabytes", () -> "nhs_number\r\n\"" + "9\r\n".repeat(3_000_000) + "\""),
                of("a-million-wrong-lines", () -> "nhs_number\r\n" + "x\r\n".repeat(1_000_000)),
                of("a-million-quotes", () -> "nhs_number\r\n" + "\"\"".repeat(1_000_000)));
    }

    private interface Body {

        String make();
    }

    private static HostileCase of(String name, Body body) {
        return HostileCase.of(
                Face.CASELOAD,
                name,
                REFUSED,
                0,
                world -> Http.send(
                        world,
                        "PUT /caseload",
                        Map.of(
                                "Authorization",
                                "Bearer " + world.token("9D1", "destination"),
                                "Content-Type",
                                "text/csv"),
                        body.make().getBytes(UTF_8)));
    }
}
