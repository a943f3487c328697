package uk.portage.adapter.fhir.r4.reader;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import uk.portage.adapter.spi.FailureCode;

/** FHIR's XML (FHIR R4, xml.html), read into the same elements as its JSON. */
final class XmlDocument {

    private static final String FHIR = "http://hl7.org/fhir";
    private static final String XHTML = "http://www.w3.org/1999/xhtml";
    /** FHIR R4, security.html#6.1.0.4: not used, and not read, wherever it stands. */
    private static final String DOCUMENT_TYPE = "<!DOCTYPE";

    /** FHIR R4, xml.html: it is UTF-8. One that says otherwise would be read as something that its sender did not write. */
    private static final Set<String> ENCODINGS = Set.of("UTF-8", "US-ASCII");

    private static final String NAME_SPACE = "xmlns";
    private static final int MOST_NAME_SPACES = 1_000;

    private static final XMLInputFactory XML = factory();

    private final XMLStreamReader reader;
    private Optional<SourceElement> fault = Optional.empty();

    private XmlDocument(XMLStreamReader reader) {
        this.reader = reader;
    }

    static Reading read(String text) {
        if (text.contains(DOCUMENT_TYPE) || isCrowded(text)) {
            return new Reading.Unreadable(FailureCode.UNREADABLE, List.of());
        }
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(text));
            String encoding = reader.getCharacterEncodingScheme();
            if (encoding != null && !ENCODINGS.contains(encoding.toUpperCase(Locale.ROOT))) {
                return new Reading.Unreadable(FailureCode.UNREADABLE, List.of());
            }
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // Comments and white space before the root.
            }
            SourceElement root = SourceElement.root();
            XmlDocument document = new XmlDocument(reader);
            document.resource(root, 1);
            while (reader.hasNext()) {
                reader.next();
            }
            return document.fault
                    .<Reading>map(element -> Reading.Unreadable.at(FailureCode.INVALID_VALUE, element))
                    .orElseGet(() -> new Reading.Read(root, Reading.Encoding.XML, text));
        } catch (XMLStreamException | TooDeepException | MissingResourceException broken) {
            // The last is the Java runtime's: it has no words for some of the errors it finds.
            return new Reading.Unreadable(FailureCode.UNREADABLE, List.of());
        }
    }

    /** True if a tag has so many name spaces that to tell them apart would take the parser very long. */
    private static boolean isCrowded(String text) {
        int count = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '<') {
                // No value of an attribute can have one in it.
                count = 0;
            } else if (character == NAME_SPACE.charAt(0)
                    && text.startsWith(NAME_SPACE, at)
                    && ++count > MOST_NAME_SPACES) {
                return true;
            }
        }
        return false;
    }

    /** At the start of an element that is named after a type of resource. */
    private void resource(SourceElement element, int depth) throws XMLStreamException {
        element.add(SourceElement.RESOURCE_TYPE).setValue(reader.getLocalName());
        content(element, depth);
    }

    /** At the start of an element; leaves the reader at its end. */
    private void content(SourceElement element, int depth) throws XMLStreamException {
        if (depth > Limits.DEPTH) {
            throw new TooDeepException();
        }
        attributes(element);
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
                child(element, depth);
            } else if (reader.isCharacters() && !reader.isWhiteSpace()) {
                require(element, false);
            }
        }
        placeInOrder(element);
    }

    private void child(SourceElement element, int depth) throws XMLStreamException {
        String name = reader.getLocalName();
        if (XHTML.equals(reader.getNamespaceURI())) {
            element.add(name).setValue(markup(depth));
        } else if (!FHIR.equals(reader.getNamespaceURI())) {
            // Nothing of FHIR's: its name is no name of an element.
            content(element.add(" " + name), depth + 1);
        } else if (!name.isEmpty() && Character.isUpperCase(name.charAt(0))) {
            require(element, element.resourceType().isEmpty());
            resource(element, depth + 1);
        } else {
            SourceElement child = element.add(name);
            content(child, depth + 1);
            require(child, !child.isEmpty());
        }
    }

    private void attributes(SourceElement element) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = reader.getAttributeLocalName(i);
            String value = reader.getAttributeValue(i);
            require(element, !value.isEmpty() && !Limits.isBomb(value));
            if (name.equals("value")) {
                element.setValue(value);
            } else if (reader.getAttributeNamespace(i) == null) {
                element.add(name).setValue(value);
            }
        }
    }

    /** XHTML as text: tags and attributes are how it looks, not what it says. */
    private String markup(int depth) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int open = 1;
        while (open > 0) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open++;
                if (depth + open > Limits.DEPTH) {
                    throw new TooDeepException();
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open--;
            } else if (reader.isCharacters()) {
                text.append(reader.getText());
            }
        }
        return text.toString();
    }

    /** What repeats has a place; XML does not say what could. */
    private static void placeInOrder(SourceElement element) {
        Map<String, Integer> counts = new HashMap<>();
        for (SourceElement child : element.children()) {
            int place = counts.merge(child.name(), 1, Integer::sum) - 1;
            if (place > 0) {
                child.at(place);
                if (place == 1) {
                    element.all(child.name()).findFirst().ifPresent(first -> first.at(0));
                }
            }
        }
    }

    private void require(SourceElement element, boolean holds) {
        if (!holds && fault.isEmpty()) {
            fault = Optional.of(element);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** Leaves the recursion before the stack ends. */
    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooDeepException() {
            super("nested too deep", null, false, false);
        }
    }
}
