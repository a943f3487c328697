package uk.portage.gateway.benchmarks.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that a bundle says, as one text: the same crude look at ours and at anybody's. Dates are compared by date, base64
 * decoded; letter case and white space do not count.
 */
final class CarriedText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DATE =
            Pattern.compile("((?:19|20)\\d\\d)(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])[0-9.+-]*");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");

    private final String text;

    private CarriedText(String text) {
        this.text = text;
    }

    static CarriedText of(byte[] json) throws IOException {
        StringBuilder text = new StringBuilder();
        collect(JSON.readTree(json), text);
        return new CarriedText(text.toString());
    }

    private static void collect(JsonNode node, StringBuilder text) {
        if (isOriginal(node)) {
            return;
        }
        if (node.isValueNode()) {
            String value = node.asText();
            text.append(normal(value)).append('\n');
            if (BASE64.matcher(value).matches()) {
                text.append(normal(decoded(value))).append('\n');
            }
        }
        node.forEach(child -> collect(child, text));
    }

    /** The copy of the message carries nothing: it is the message. */
    private static boolean isOriginal(JsonNode node) {
        return node.path("resourceType").asText().equals("Binary")
                && node.path("contentType").asText().startsWith("x-application/hl7-v2");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    boolean holds(String value) {
        String normal = normal(value);
        if (text.contains(normal)) {
            return true;
        }
        Matcher date = DATE.matcher(value.strip());
        if (date.matches()) {
            return text.contains(date.group(1) + "-" + date.group(2) + "-" + date.group(3));
        }
        return BASE64.matcher(value).matches() && text.contains(normal(decoded(value)));
    }

    private static String normal(String value) {
        return SPACE.matcher(value).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
