package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/** Parses what a caller sends. HAPI by itself drops what it does not know; here that is refused. */
final class StrictParser {

    private final FhirContext context;

    StrictParser(FhirContext context) {
        this.context = context;
    }

    /**
     * @param type the resource that the address is for
     * @throws RefusedException if the document is not that resource; the answer quotes nothing of it
     */
    <R extends IBaseResource> R parse(Encoding encoding, String document, Class<R> type) {
        DocumentGuard.check(encoding, document);
        IParser parser = switch (encoding) {
            case JSON -> context.newJsonParser();
            case XML -> context.newXmlParser();
        };
        parser.setParserErrorHandler(new Refusing());
        try {
            IBaseResource resource = parser.parseResource(document);
            if (!type.isInstance(resource)) {
                throw new RefusedException(
                        Refusal.unreadable("this address takes a " + type.getSimpleName() + " resource"));
            }
            return type.cast(resource);
        } catch (DataFormatException | IllegalArgumentException notFhir) {
            throw new RefusedException(
                    Refusal.unreadable("the body is not a valid FHIR R4 " + type.getSimpleName() + " resource"));
        }
    }

    /** Names the known element in which something is wrong, never what was sent. */
    private static final class Refusing implements IParserErrorHandler {

        @Override
        public void containedResourceWithNoId(IParseLocation location) {
            throw refused(location, "a contained resource without an id");
        }

        @Override
        public void incorrectJsonType(
                IParseLocation location,
                String elementName,
                ValueType expected,
                ScalarType expectedScalar,
                ValueType found,
                ScalarType foundScalar) {
            throw refused(location, "a JSON value of the wrong type");
        }

        @Override
        public void invalidValue(IParseLocation location, String value, String error) {
            throw refused(location, "a value that its type or its required code list does not allow");
        }

        @Override
        public void missingRequiredElement(IParseLocation location, String elementName) {
            throw refused(location, "a required element is missing");
        }

        @Override
        public void unexpectedRepeatingElement(IParseLocation location, String elementName) {
            throw refused(location, "an element that may not repeat is repeated");
        }

        @Override
        public void unknownAttribute(IParseLocation location, String attributeName) {
            throw refused(location, "an attribute that FHIR R4 does not know");
        }

        @Override
        public void unknownElement(IParseLocation location, String elementName) {
            throw refused(location, "an element that FHIR R4 does not know");
        }

        @Override
        public void unknownReference(IParseLocation location, String reference) {
            throw refused(location, "a reference to nothing");
        }

        @Override
        public void invalidInternalReference(IParseLocation location, String reference) {
            throw refused(location, "a reference to nothing");
        }

        @Override
        public void extensionContainsValueAndNestedExtensions(IParseLocation location) {
            throw refused(location, "an extension with both a value and extensions");
        }

        private static RefusedException refused(IParseLocation location, String what) {
            String where = Optional.ofNullable(location)
                    .map(IParseLocation::getParentElementName)
                    .map(name -> " in " + name)
                    .orElse("");
            return new RefusedException(Refusal.badRequest(IssueType.STRUCTURE, what + where));
        }
    }
}
