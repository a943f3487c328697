package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/** What an operation is asked with: in the query, in a Parameters resource, or in both (FHIR R4, operations.html). */
final class OperationParameters {

    private static final int MAXIMUM_BYTES = 100_000;
    private static final Set<String> PRESENTATION = Set.of(TaskSearch.FORMAT, TaskSearch.PRETTY);

    private final Map<String, String> values;

    private OperationParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param known the operation's own; another is refused
     * @throws RefusedException if there is another, one is there twice, or the body is not what it should be
     */
    static OperationParameters of(HttpServletRequest request, StrictParser parser, Set<String> known)
            throws IOException {
        Map<String, String> values = new LinkedHashMap<>(QueryString.parameters(request));
        if (request.getContentType() != null && request.getContentLengthLong() != 0) {
            Parameters body = parser.parse(
                    RequestBody.encoding(request), RequestBody.text(request, MAXIMUM_BYTES), Parameters.class);
            for (ParametersParameterComponent parameter : body.getParameter()) {
                Optional<String> value = simple(parameter.getValue());
                if (value.isEmpty() || values.put(parameter.getName(), value.get()) != null) {
                    throw invalid("each parameter is there once, with a simple value or an identifier");
                }
            }
        }
        values.keySet().removeAll(PRESENTATION);
        if (!known.containsAll(values.keySet())) {
            throw invalid(
                    "a parameter that is not supported; those that are: " + String.join(", ", new TreeSet<>(known)));
        }
        return new OperationParameters(values);
    }

    /** An identifier is what a query would call it: its system, a stroke and its value. */
    private static Optional<String> simple(@Nullable Type value) {
        if (value instanceof Reference reference && reference.hasIdentifier()) {
            return simple(reference.getIdentifier());
        }
        if (value instanceof Identifier identifier && identifier.hasSystem() && identifier.hasValue()) {
            return Optional.of(identifier.getSystem() + "|" + identifier.getValue());
        }
        return value instanceof PrimitiveType<?> primitive
                ? Optional.ofNullable(primitive.getValueAsString())
                : Optional.empty();
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws RefusedException if it is not a number from the least to the most */
    OptionalInt number(String name, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number out of range.
        }
        throw invalid(name + " is a number from " + least + " to " + most);
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(Refusal.badRequest(IssueType.VALUE, text));
    }
}
