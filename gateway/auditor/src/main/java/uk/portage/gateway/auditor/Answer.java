package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What the servlet answers: a status, headers of its own beside those that every answer has, and text.
 *
 * @param type the Content-Type
 */
public record Answer(int status, String type, Map<String, String> headers, String body) {

    static final String HTML = "text/html;charset=utf-8";
    static final String JSON = "application/json";

    static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer");
    private static final Map<String, String> NEVER_KEPT = Map.of("Cache-Control", "no-store");

    /** A page, never kept by whoever gets it. */
    public static Answer html(int status, String page) {
        return new Answer(status, HTML, NEVER_KEPT, page);
    }

    /** Never kept by whoever gets it. */
    public static Answer json(String body) {
        return new Answer(HttpServletResponse.SC_OK, JSON, NEVER_KEPT, body);
    }

    /** @param name what the file is called when it is kept; nothing in it must be quoted */
    static Answer file(String type, String name, String body) {
        return new Answer(HttpServletResponse.SC_OK, type, NEVER_KEPT, body)
                .with(Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    static Answer problem(Problem problem) {
        return new Answer(problem.status(), Problem.TYPE, NEVER_KEPT, problem.json());
    }

    /** For ever. */
    public static Answer movedTo(String path) {
        return new Answer(308, "text/plain;charset=utf-8", Map.of("Location", path), "").with(NEVER_KEPT);
    }

    public Answer with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Answer(status, type, Map.copyOf(all), body);
    }

    public void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        ALWAYS.forEach(response::setHeader);
        headers.forEach(response::setHeader);
        if (status != HttpServletResponse.SC_NOT_MODIFIED) {
            response.setContentType(type);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }
}
