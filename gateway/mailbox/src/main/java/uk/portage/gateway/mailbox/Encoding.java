package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The two encodings of FHIR that are spoken here (FHIR R4, http.html#mime-type). */
enum Encoding {
    JSON("application/fhir+json", "json"),
    XML("application/fhir+xml", "xml");

    private final String mediaType;
    private final String shortName;

    Encoding(String mediaType, String shortName) {
        this.mediaType = mediaType;
        this.shortName = shortName;
    }

    /** The Content-Type of an answer. */
    String contentType() {
        return mediaType + ";charset=UTF-8";
    }

    /** The name in {@code _format}. */
    String shortName() {
        return shortName;
    }

    /** The encoding of a media type without its parameters, by its present name or one of its older ones. */
    static Optional<Encoding> ofMediaType(String mediaType) {
        return switch (mediaType.strip().toLowerCase(Locale.ROOT)) {
            case "application/fhir+json", "application/json", "application/json+fhir", "text/json" -> Optional.of(JSON);
            case "application/fhir+xml", "application/xml", "application/xml+fhir", "text/xml" -> Optional.of(XML);
            default -> Optional.empty();
        };
    }

    /**
     * The encoding of the answer that a request asks for: {@code _format} before {@code Accept}, JSON where both would
     * do.
     *
     * @return empty if it asks for something else
     */
    static Optional<Encoding> wantedBy(HttpServletRequest request) {
        Optional<String> format = QueryString.parameter(request, "_format");
        if (format.isPresent()) {
            // A plus sign in a query is a space once decoded.
            String name = format.get().replace(' ', '+');
            return Arrays.stream(values())
                    .filter(e -> e.shortName.equals(name))
                    .findFirst()
                    .or(() -> ofMediaType(withoutParameters(name)));
        }
        String accept = request.getHeader("Accept");
        return accept == null || accept.isBlank() ? Optional.of(JSON) : preferred(accept);
    }

    private static Optional<Encoding> preferred(String accept) {
        double bestQuality = 0;
        Optional<Encoding> best = Optional.empty();
        for (String range : accept.split(",", -1)) {
            String name = withoutParameters(range);
            double quality = quality(range);
            Optional<Encoding> encoding =
                    name.equals("*/*") || name.equals("application/*") ? Optional.of(JSON) : ofMediaType(name);
            boolean tieForJson = quality == bestQuality && encoding.equals(Optional.of(JSON));
            if (encoding.isPresent() && quality > 0 && (quality > bestQuality || tieForJson)) {
                best = encoding;
                bestQuality = quality;
            }
        }
        return best;
    }

    static double quality(String range) {
        for (String parameter : range.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                try {
                    return Double.parseDouble(text.substring(2));
                } catch (NumberFormatException notANumber) {
                    return 0;
                }
            }
        }
        return 1;
    }

    static String withoutParameters(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        return (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon)).strip();
    }
}
