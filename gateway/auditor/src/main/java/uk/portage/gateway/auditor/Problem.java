package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.page.Fault;

/**
 * An error for a program to read (RFC 9457).
 *
 * @param detail one sentence; it repeats nothing that the caller sent
 * @param faults for a request with parameters that cannot be used, which and why
 */
record Problem(int status, FailureCode code, String title, String detail, List<Fault> faults) {

    static final String TYPE = "application/problem+json";

    static Problem of(int status, FailureCode code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of());
    }

    static Problem ofParameters(List<Fault> faults) {
        return new Problem(
                400,
                FailureCode.INVALID_VALUE,
                "Parameters cannot be used",
                "See the faults: each names a parameter and says what it must be.",
                faults);
    }

    String json() {
        ObjectNode problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("code", code.name());
        if (!faults.isEmpty()) {
            ArrayNode list = problem.putArray("faults");
            faults.forEach(fault ->
                    list.addObject().put("parameter", fault.parameter()).put("message", fault.message()));
        }
        return Json.text(problem);
    }
}
