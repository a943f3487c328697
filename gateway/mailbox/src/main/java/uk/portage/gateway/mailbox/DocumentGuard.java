package uk.portage.gateway.mailbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Looks over a document before HAPI parses it, for what HAPI does not survive or would pass over in silence: numbers
 * like 1e999999999, which exhaust the memory; deep nesting, which exhausts the stack; a repeated key, of which the last
 * would win; a document type.
 */
final class DocumentGuard {

    static final int MAXIMUM_DEPTH = 100;
    private static final int MAXIMUM_NUMBER_LENGTH = 36;

    /** FHIR R4, datatypes.html#decimal: precision up to 18 digits is all that implementations must carry. */
    private static final Pattern HARMLESS_NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?([eE][-+]?[0-9])?");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]++(\\.[0-9]++)?([eE][-+]?[0-9]++)?");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Jackson's own messages would quote the source.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxNumberLength(MAXIMUM_NUMBER_LENGTH)
                    .build())
            .build();

    private static final XMLInputFactory XML = xmlInputFactory();

    private DocumentGuard() {}

    /** @throws RefusedException if the document is not safe to parse; names the line and never what stands there */
    static void check(Encoding encoding, String document) {
        switch (encoding) {
            case JSON -> checkJson(document);
            case XML -> checkXml(document);
        }
    }

    private static void checkJson(String document) {
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedException(Refusal.unreadable("the body is not a JSON object"));
            }
            int depth = 1;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (depth == 0) {
                    throw refusedAt(parser.currentTokenLocation(), "something follows the JSON object");
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if ((token.isNumeric() || token == JsonToken.VALUE_STRING) && isBomb(parser.getText())) {
                    throw refusedAt(parser.currentTokenLocation(), "a number is too long or has too large an exponent");
                }
            }
        } catch (JsonProcessingException broken) {
            throw refusedAt(
                    broken.getLocation(),
                    "the JSON is broken, repeats a key, or is nested deeper than " + MAXIMUM_DEPTH);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static RefusedException refusedAt(@Nullable JsonLocation location, String text) {
        return new RefusedException(Refusal.unreadable(
                location == null
                        ? text
                        : text + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")"));
    }

    /**
     * True for text that HAPI may take for a decimal and that would blow up when written out. A long identifier of
     * digits is none.
     */
    private static boolean isBomb(String text) {
        return NUMBER.matcher(text).matches()
                && !HARMLESS_NUMBER.matcher(text).matches()
                && (text.length() > MAXIMUM_NUMBER_LENGTH || text.indexOf('e') > 0 || text.indexOf('E') > 0);
    }

    private static void checkXml(String document) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(document));
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw refusedAt(reader.getLocation(), "a document type is not allowed");
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth > MAXIMUM_DEPTH) {
                        throw refusedAt(reader.getLocation(), "the XML is nested deeper than " + MAXIMUM_DEPTH);
                    }
                    checkAttributes(reader);
                }
            }
        } catch (XMLStreamException broken) {
            throw new RefusedException(Refusal.unreadable("the XML is not well formed"));
        }
    }

    private static void checkAttributes(XMLStreamReader reader) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (isBomb(reader.getAttributeValue(i))) {
                throw refusedAt(reader.getLocation(), "a number is too long or has too large an exponent");
            }
        }
    }

    private static RefusedException refusedAt(Location location, String text) {
        return new RefusedException(Refusal.unreadable(text + " (line " + location.getLineNumber() + ")"));
    }

    private static XMLInputFactory xmlInputFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
