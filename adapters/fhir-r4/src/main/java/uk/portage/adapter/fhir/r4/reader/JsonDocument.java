package uk.portage.adapter.fhir.r4.reader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.hl7.fhir.utilities.xhtml.XhtmlParser;
import uk.portage.adapter.spi.FailureCode;

/** FHIR's JSON (FHIR R4, json.html): a primitive and its {@code _}-property become one element. */
final class JsonDocument {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Jackson's own messages would quote the source.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH)
                    .maxNumberLength(Limits.NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final String DIV = "div";

    private final JsonParser parser;
    /** The first thing that FHIR's JSON does not allow. */
    private Optional<SourceElement> fault = Optional.empty();

    private JsonDocument(JsonParser parser) {
        this.parser = parser;
    }

    static Reading read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            SourceElement root = SourceElement.root();
            JsonDocument document = new JsonDocument(parser);
            parser.nextToken();
            document.object(root);
            if (parser.nextToken() != null) {
                return new Reading.Unreadable(FailureCode.UNREADABLE, List.of());
            }
            return document.fault
                    .<Reading>map(element -> Reading.Unreadable.at(FailureCode.INVALID_VALUE, element))
                    .orElseGet(() -> new Reading.Read(root, Reading.Encoding.JSON, text));
        } catch (JsonProcessingException broken) {
            return new Reading.Unreadable(FailureCode.UNREADABLE, List.of());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void object(SourceElement element) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String property = parser.currentName();
            JsonToken token = parser.nextToken();
            boolean extending = property.length() > 1 && property.charAt(0) == '_';
            property(element, extending ? property.substring(1) : property, token);
        }
    }

    private void property(SourceElement element, String name, JsonToken token) throws IOException {
        // What the other half of a primitive has brought before; mostly nothing.
        List<SourceElement> known = element.all(name).toList();
        if (token != JsonToken.START_ARRAY) {
            SourceElement child = known.isEmpty() ? element.add(name) : known.get(0);
            content(child, token);
            require(child, !child.isEmpty());
            return;
        }
        int count = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            SourceElement child = (count < known.size() ? known.get(count) : element.add(name)).at(count);
            count++;
            if (item == JsonToken.START_ARRAY) {
                require(child, false);
                parser.skipChildren();
            } else if (item != JsonToken.VALUE_NULL) {
                content(child, item);
            }
        }
        require(element, count > 0);
    }

    private void content(SourceElement child, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            int before = child.children().size();
            object(child);
            require(child, child.children().size() > before);
        } else if (token == JsonToken.VALUE_NULL) {
            require(child, false);
        } else {
            String text = parser.getText();
            require(child, !text.isEmpty() && child.value().isEmpty() && !Limits.isBomb(text));
            child.setValue(child.name().equals(DIV) ? markup(child, text) : text);
        }
    }

    /** XHTML as text: tags and attributes are how it looks, not what it says. */
    private String markup(SourceElement div, String xhtml) {
        try {
            return new XhtmlParser()
                    .parse(xhtml, DIV).getChildNodes().stream()
                            .map(XhtmlNode::allText)
                            .collect(Collectors.joining(" "));
        } catch (IOException | FHIRException notXhtml) {
            require(div, false);
            return "";
        }
    }

    private void require(SourceElement element, boolean holds) {
        if (!holds && fault.isEmpty()) {
            fault = Optional.of(element);
        }
    }
}
