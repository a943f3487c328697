package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletResponse;

/** The headers of every answer: a record is neither kept by a cache on the way nor guessed to be of another type. */
final class AnswerHeaders {

    private AnswerHeaders() {}

    static void set(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Accept, Accept-Encoding");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }
}
