package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.ExportFile;

/**
 * What a kick-off asks for (FHIR Bulk Data Access 2.0, Bulk Data Kick-off Request).
 *
 * @param query the parameters as they were understood
 */
record ExportRequest(Set<ExportFile.Type> types, Optional<Instant> since, String query) {

    private static final String SINCE = "_since";
    private static final String TYPE = "_type";
    private static final String OUTPUT_FORMAT = "_outputFormat";
    private static final Set<String> PRESENTATION = Set.of(TaskSearch.FORMAT, TaskSearch.PRETTY);
    private static final Set<String> NDJSON = Set.of(NdjsonFile.MEDIA_TYPE, "application/ndjson", "ndjson");
    private static final int MAXIMUM_BYTES = 100_000;

    ExportRequest {
        types = Set.copyOf(types);
    }

    /** @throws RefusedException if it is not asynchronous, or asks for what there is not and is not lenient */
    static ExportRequest of(HttpServletRequest request, StrictParser parser) throws IOException {
        Set<String> preferences = preferences(request);
        if (!preferences.contains("respond-async")) {
            throw new RefusedException(Refusal.badRequest(
                    IssueType.REQUIRED,
                    "an export is prepared while its caller waits: the header Prefer:"
                            + " respond-async says that it will"));
        }
        boolean lenient = preferences.contains("handling=lenient");
        Set<ExportFile.Type> types = EnumSet.noneOf(ExportFile.Type.class);
        boolean anyType = false;
        Optional<Instant> since = Optional.empty();
        Set<String> once = new HashSet<>();
        for (Map.Entry<String, String> parameter : parameters(request, parser)) {
            String name = parameter.getKey();
            String value = parameter.getValue();
            if (name.equals(TYPE)) {
                anyType = true;
                types.addAll(types(value, lenient));
            } else if (!PRESENTATION.contains(name) && !once.add(name)) {
                throw invalid("each parameter but " + TYPE + " is there once");
            } else if (name.equals(SINCE)) {
                since = Optional.of(instant(value));
            } else if (name.equals(OUTPUT_FORMAT)) {
                if (!NDJSON.contains(plus(value))) {
                    throw invalid(OUTPUT_FORMAT + " is one of " + String.join(", ", new TreeSet<>(NDJSON)));
                }
            } else if (!PRESENTATION.contains(name) && !lenient) {
                throw new RefusedException(Refusal.badRequest(
                        IssueType.NOT_SUPPORTED,
                        "a parameter that is not supported; those that are: " + OUTPUT_FORMAT + ", " + SINCE + ", "
                                + TYPE + ". With Prefer: handling=lenient others are passed over"));
            }
        }
        if (!anyType) {
            types.addAll(EnumSet.allOf(ExportFile.Type.class));
        }
        return new ExportRequest(types, since, query(types, since, anyType));
    }

    private static Set<String> preferences(HttpServletRequest request) {
        Set<String> preferences = new HashSet<>();
        for (String header : Collections.list(request.getHeaders("Prefer"))) {
            for (String one : header.toLowerCase(Locale.ROOT).split("[,;]", -1)) {
                preferences.add(one.strip().replace("\"", ""));
            }
        }
        return preferences;
    }

    private static List<Map.Entry<String, String>> parameters(HttpServletRequest request, StrictParser parser)
            throws IOException {
        List<Map.Entry<String, String>> parameters = new ArrayList<>(QueryString.all(request));
        if (request.getContentType() != null && request.getContentLengthLong() != 0) {
            Parameters body = parser.parse(
                    RequestBody.encoding(request), RequestBody.text(request, MAXIMUM_BYTES), Parameters.class);
            for (ParametersParameterComponent parameter : body.getParameter()) {
                if (!(parameter.getValue() instanceof PrimitiveType<?> value)) {
                    throw invalid("each parameter has a simple value");
                }
                parameters.add(Map.entry(parameter.getName(), value.getValueAsString()));
            }
        }
        return parameters;
    }

    private static Set<ExportFile.Type> types(String value, boolean lenient) {
        Set<ExportFile.Type> types = EnumSet.noneOf(ExportFile.Type.class);
        for (String name : value.split(",", -1)) {
            Optional<ExportFile.Type> type = EnumSet.allOf(ExportFile.Type.class).stream()
                    .filter(one -> resourceType(one).equals(name.strip()))
                    .findFirst();
            if (type.isEmpty() && !lenient) {
                throw new RefusedException(Refusal.badRequest(
                        IssueType.NOT_SUPPORTED,
                        TYPE + " is Task or Bundle, or both. With Prefer: handling=lenient others are passed over"));
            }
            type.ifPresent(types::add);
        }
        return types;
    }

    static String resourceType(ExportFile.Type type) {
        return switch (type) {
            case TASK -> "Task";
            case BUNDLE -> "Bundle";
        };
    }

    private static Instant instant(String value) {
        try {
            return OffsetDateTime.parse(plus(value)).toInstant();
        } catch (DateTimeException notAnInstant) {
            throw invalid(SINCE + " is an instant, such as 2026-01-31T09:30:00Z");
        }
    }

    /** A plus sign in a query is a space once decoded. */
    private static String plus(String value) {
        return value.strip().replace(' ', '+');
    }

    private static String query(Set<ExportFile.Type> types, Optional<Instant> since, boolean anyType) {
        StringBuilder query = new StringBuilder();
        since.ifPresent(time -> query.append('?').append(SINCE).append('=').append(time));
        if (anyType) {
            query.append(query.isEmpty() ? '?' : '&').append(TYPE).append('=');
            query.append(String.join(
                    ",",
                    types.stream().sorted().map(ExportRequest::resourceType).toList()));
        }
        return query.toString();
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(Refusal.badRequest(IssueType.VALUE, text));
    }
}
