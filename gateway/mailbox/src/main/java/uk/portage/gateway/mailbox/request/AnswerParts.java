package uk.portage.gateway.mailbox.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.FailureCode;

/**
 * The resources of a source's answers, cut out of their bytes so that nothing of them is read anew and written otherwise:
 * whatever a resource says, known to FHIR or not, goes on as it came. What is not of the record stays behind: totals,
 * links, scores.
 */
final class AnswerParts {

    /** Two members of one name would be two answers, of which each reader believes another. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Set<String> labels = new LinkedHashSet<>();

    /**
     * @param fullUrl empty if the source gave none
     * @param resource JSON, as it came
     */
    record Part(String fullUrl, Name name, String resource) {

        /** Nothing: it is a person's record. */
        @Override
        public String toString() {
            return "Part";
        }
    }

    /** What a resource calls itself. */
    record Name(String type, String id) {}

    /** In the order in which they came; one that came twice is there once, as it came last. */
    Collection<Part> parts() {
        return parts.values();
    }

    boolean contains(String type, String id) {
        return parts.values().stream().anyMatch(part -> part.name().equals(new Name(type, id)));
    }

    /** How a reference finds a resource: by its full URL, or as its source names it if it has none. */
    String reference(String type, String id) {
        return parts.values().stream()
                .filter(part -> part.name().equals(new Name(type, id)))
                .map(Part::fullUrl)
                .filter(url -> !url.isEmpty())
                .findFirst()
                .orElse(type + "/" + id);
    }

    /** The security labels of the answers themselves, as JSON. */
    Set<String> labels() {
        return labels;
    }

    /**
     * Adds the resources of one page.
     *
     * @throws UnusableAnswerException if the bytes are not a bundle in JSON
     */
    void add(byte[] page) {
        try (JsonParser parser = JSON.createParser(page)) {
            boolean bundle = false;
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("resourceType")) {
                    bundle = "Bundle".equals(parser.getText());
                } else if (name.equals("entry") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        entry(parser, page);
                    }
                    expect(parser.currentToken() == JsonToken.END_ARRAY);
                } else if (name.equals("meta") && value == JsonToken.START_OBJECT) {
                    meta(parser, page);
                } else {
                    parser.skipChildren();
                }
            }
            expect(bundle && parser.nextToken() == null);
        } catch (JsonProcessingException broken) {
            throw new UnusableAnswerException(FailureCode.UNREADABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void entry(JsonParser parser, byte[] page) throws IOException {
        String fullUrl = "";
        Optional<String> resource = Optional.empty();
        Name named = new Name("", "");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("fullUrl") && value == JsonToken.VALUE_STRING) {
                fullUrl = parser.getText();
            } else if (name.equals("resource") && value == JsonToken.START_OBJECT) {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                named = named(parser);
                resource = Optional.of(cut(parser, page, from));
            } else {
                parser.skipChildren();
            }
        }
        if (resource.isPresent()) {
            String key =
                    named.id().isEmpty() ? "place " + parts.size() : fullUrl + " " + named.type() + "/" + named.id();
            parts.put(key, new Part(fullUrl, named, resource.get()));
        }
    }

    /** Reads to the end of the object. */
    private static Name named(JsonParser parser) throws IOException {
        String type = "";
        String id = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("resourceType") && value == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                id = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return new Name(type, id);
    }

    private void meta(JsonParser parser, byte[] page) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("security")) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    labels.add(cut(parser, page, from));
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The object that ends here. */
    private static String cut(JsonParser parser, byte[] page, int from) {
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(page, from, to - from, UTF_8);
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw new UnusableAnswerException(FailureCode.UNREADABLE);
        }
    }
}
