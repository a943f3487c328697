package uk.portage.gateway.mailbox.mesh;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the headers of a message say (specification, "Send message").
 *
 * @param range empty if there is none
 * @param encoding as the Content-Encoding names it, empty if none
 * @param mediaType of the content in small letters, without parameters
 * @param kept what is kept of the others, by name in small letters
 */
record SendHeaders(
        String to,
        String workflow,
        Optional<ChunkRange> range,
        String localId,
        String encoding,
        String mediaType,
        Map<String, String> kept) {

    static final String SUBJECT = "mex-subject";
    static final String FILE_NAME = "mex-filename";
    static final String CONTENT_TYPE = "mex-content-type";
    static final String CONTENT_ENCODING = "content-encoding";
    static final String CHECKSUM = "mex-content-checksum";

    private static final String CHUNK_RANGE = "mex-chunk-range";
    /** The longest values, in characters. */
    private static final Map<String, Integer> LONGEST = Map.of(
            "mex-to",
            100,
            "mex-workflowid",
            300,
            CHUNK_RANGE,
            20,
            SUBJECT,
            500,
            "mex-localid",
            300,
            "mex-partnerid",
            500,
            FILE_NAME,
            300,
            CHECKSUM,
            100,
            CONTENT_TYPE,
            300);

    private static final List<String> KEPT = List.of(
            SUBJECT,
            FILE_NAME,
            CHECKSUM,
            CONTENT_TYPE,
            "mex-partnerid",
            "mex-content-encrypted",
            "mex-content-compressed");

    private static final Pattern CHECKSUM_FORM = Pattern.compile("[A-Za-z0-9 :/-]*");

    SendHeaders {
        kept = Map.copyOf(kept);
    }

    /**
     * Reads them.
     *
     * @param mailbox the sender's
     * @throws MeshRefusedException if one is missing or not lawful
     */
    static SendHeaders of(HttpServletRequest request, String mailbox) {
        Map<String, String> headers = lawful(request);
        for (String name : List.of("mex-to", "mex-workflowid", CHECKSUM)) {
            if (headers.getOrDefault(name, "").toLowerCase(Locale.ROOT).startsWith("http")
                    && headers.getOrDefault(name, "").contains("://")) {
                throw malformed(name);
            }
        }
        if (!CHECKSUM_FORM.matcher(headers.getOrDefault(CHECKSUM, "")).matches()) {
            throw malformed(CHECKSUM);
        }
        String from = headers.getOrDefault("mex-from", "").toUpperCase(Locale.ROOT);
        if (!from.isEmpty() && !from.equals(mailbox)) {
            throw refused(ErrorCode.INVALID_FROM);
        }
        String version = headers.getOrDefault("mex-version", "");
        if (!version.isEmpty() && !version.equals("1.0")) {
            throw refused(ErrorCode.INVALID_VERSION);
        }
        String type = headers.getOrDefault("mex-messagetype", "");
        if (!type.isEmpty() && !type.equalsIgnoreCase("DATA")) {
            throw refused(ErrorCode.INVALID_MESSAGE_TYPE);
        }
        String to = headers.getOrDefault("mex-to", "");
        if (to.isEmpty()) {
            throw refused(ErrorCode.MISSING_TO);
        }
        String workflow = headers.getOrDefault("mex-workflowid", "");
        if (workflow.isEmpty()) {
            throw new MeshRefusedException(MeshRefusal.invalid("header", "mex-workflowid", "field required"));
        }
        String mediaType = mediaType(headers.getOrDefault(CONTENT_TYPE, headers.getOrDefault("content-type", "")));
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = headers.getOrDefault(name, "");
            if (!value.isEmpty()) {
                kept.put(name, value);
            }
        }
        if (!mediaType.isEmpty()) {
            kept.putIfAbsent(CONTENT_TYPE, mediaType);
        }
        String encoding = encoding(headers);
        if (!encoding.isEmpty()) {
            kept.put(CONTENT_ENCODING, encoding);
        }
        return new SendHeaders(
                to, workflow, range(headers), headers.getOrDefault("mex-localid", ""), encoding, mediaType, kept);
    }

    /** The chunk range and the encoding of a later chunk, which has no other headers. */
    static SendHeaders ofChunk(HttpServletRequest request) {
        Map<String, String> headers = lawful(request);
        return new SendHeaders("", "", range(headers), "", encoding(headers), "", Map.of());
    }

    /** Without sender text. */
    @Override
    public String toString() {
        return "SendHeaders";
    }

    private static Map<String, String> lawful(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String small = name.toLowerCase(Locale.ROOT);
            if (small.startsWith("mex-") || small.startsWith("content-")) {
                headers.put(small, value(request, name, small));
            }
        }
        return headers;
    }

    private static String value(HttpServletRequest request, String name, String small) {
        String value;
        try {
            value = Optional.ofNullable(request.getHeader(name)).orElse("").strip();
        } catch (RuntimeException guarded) {
            // Whoever guards the requests does not hand out a value with control characters.
            throw malformed(small);
        }
        // Of several, who stands between the sender and us may have looked at another one.
        if (value.chars().anyMatch(Character::isISOControl)
                || Collections.list(request.getHeaders(name)).size() > 1) {
            throw malformed(small);
        }
        if (value.length() > LONGEST.getOrDefault(small, Integer.MAX_VALUE)) {
            throw new MeshRefusedException(MeshRefusal.invalid(
                    "header", small, "ensure this value has at most " + LONGEST.get(small) + " characters"));
        }
        return value;
    }

    private static Optional<ChunkRange> range(Map<String, String> headers) {
        String text = headers.getOrDefault(CHUNK_RANGE, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChunkRange> range = ChunkRange.of(text);
        if (range.isEmpty()) {
            throw new MeshRefusedException(
                    MeshRefusal.sending(417, "Mex-Chunk-Range is not a number, a colon and the" + " number of chunks"));
        }
        return range;
    }

    private static String encoding(Map<String, String> headers) {
        String encoding = headers.getOrDefault(CONTENT_ENCODING, "").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> "";
            case "gzip", "x-gzip" -> "gzip";
            default ->
                throw new MeshRefusedException(
                        MeshRefusal.sending(422, "gzip is the only content encoding that is understood"));
        };
    }

    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static MeshRefusedException malformed(String name) {
        return new MeshRefusedException(MeshRefusal.of(ErrorCode.MALFORMED_HEADERS, MeshRefusal.SEND, name));
    }

    private static MeshRefusedException refused(ErrorCode code) {
        return new MeshRefusedException(MeshRefusal.of(code, MeshRefusal.SEND));
    }
}
