package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/** Reads the body of a request within limits. */
final class RequestBody {

    private RequestBody() {}

    /**
     * The encoding that the request's Content-Type names.
     *
     * @throws RefusedException if it is neither FHIR JSON nor FHIR XML
     */
    static Encoding encoding(HttpServletRequest request) {
        return Encoding.ofMediaType(mediaType(request))
                .orElseThrow(() -> unsupportedMediaType(
                        "the Content-Type must be " + "application/fhir+json or application/fhir+xml, in UTF-8"));
    }

    /** The media type without its parameters, empty if there is none. */
    static String mediaType(HttpServletRequest request) {
        String contentType = request.getContentType();
        return contentType == null
                ? ""
                : Encoding.withoutParameters(contentType).toLowerCase(Locale.ROOT);
    }

    static RefusedException unsupportedMediaType(String text) {
        return new RefusedException(Refusal.of(415, FailureCode.UNSUPPORTED_TYPE, IssueType.NOT_SUPPORTED, text));
    }

    /**
     * @param limit the most bytes that are read
     * @throws RefusedException if the body is empty, larger, compressed, or not UTF-8
     */
    static String text(HttpServletRequest request, int limit) throws IOException {
        // A few compressed bytes may become gigabytes.
        String contentEncoding = request.getHeader("Content-Encoding");
        if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
            throw unsupportedMediaType("a compressed body is not supported");
        }
        String charset = request.getCharacterEncoding();
        if (charset != null && !charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
            throw unsupportedMediaType("the body must be in UTF-8");
        }
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        byte[] bytes = request.getInputStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw tooLarge(limit);
        }
        if (bytes.length == 0) {
            throw new RefusedException(Refusal.unreadable("the body is empty"));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new RefusedException(Refusal.unreadable("the body is not UTF-8"));
        }
    }

    private static RefusedException tooLarge(int limit) {
        return new RefusedException(Refusal.of(
                413, FailureCode.OVERSIZED, IssueType.TOO_LONG, "the body may have " + limit + " bytes at most"));
    }
}
