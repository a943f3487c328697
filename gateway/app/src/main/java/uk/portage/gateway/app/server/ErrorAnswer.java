package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The body of an error that no resource has answered itself: an OperationOutcome under {@code /fhir}, a problem (RFC
 * 9457) elsewhere. It holds fixed sentences only, nothing of the request.
 */
final class ErrorAnswer {

    private ErrorAnswer() {}

    /** @param code of the failure list, or of FHIR's issue types if the list has none */
    static void write(
            HttpServletRequest request, HttpServletResponse response, int status, Optional<String> code, String what)
            throws IOException {
        boolean fhir = isUnder(request, "/fhir");
        String body = fhir ? operationOutcome(status, code, what) : problem(status, code, what);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(fhir ? "application/fhir+json;charset=UTF-8" : "application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    static boolean isUnder(HttpServletRequest request, String path) {
        String asked = request.getRequestURI();
        return asked != null && (asked.equals(path) || asked.startsWith(path + "/"));
    }

    private static String problem(int status, Optional<String> code, String what) {
        return "{\"type\":\"about:blank\",\"status\":" + status
                + code.map(c -> ",\"code\":\"" + c + "\"").orElse("") + ",\"title\":\"" + what + "\"}\n";
    }

    private static String operationOutcome(int status, Optional<String> code, String what) {
        String coding = code.map(c ->
                        ",\"details\":{\"coding\":[{\"system\":\"https://portage.uk/fhir/CodeSystem/failure-code\","
                                + "\"code\":\"" + c + "\"}]}")
                .orElse("");
        return "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\""
                + issueType(status) + "\"" + coding + ",\"diagnostics\":\"" + what + "\"}]}\n";
    }

    private static String issueType(int status) {
        return switch (status) {
            case 401 -> "login";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "not-supported";
            case 413 -> "too-long";
            case 429, 503 -> "transient";
            default -> status >= 500 ? "exception" : "invalid";
        };
    }

    /** A sentence for a status that nobody has explained. */
    static String sentence(int status) {
        return switch (status) {
            case 400 -> "the request is not lawful HTTP or not understood";
            case 401 -> Denial.NO_CREDENTIAL.what();
            case 403 -> Denial.FORBIDDEN.what();
            case 404 -> Denial.NO_SUCH_ADDRESS.what();
            case 405 -> "this method is not allowed here";
            case 408 -> "the request did not arrive in time";
            case 413 -> "the request is larger than the gateway allows";
            case 414 -> "the address is longer than the gateway allows";
            case 415 -> "this content type is not supported";
            case 431 -> "the headers are larger than the gateway allows";
            case 503 -> "the gateway cannot answer now; try again later";
            default -> status >= 500 ? "an error in the gateway" : "the request was refused";
        };
    }
}
