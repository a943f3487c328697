package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/** The name that one of a destination's workers gives itself, so that the others leave alone what it has claimed. */
final class WorkerName {

    static final String HEADER = "Portage-Worker";
    static final String PARAMETER = "worker";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private WorkerName() {}

    /** The name in the header or in the query, the header first; empty if the caller gives none. */
    static Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HEADER))
                .or(() -> QueryString.parameter(request, PARAMETER))
                .map(WorkerName::checked);
    }

    /** @throws RefusedException 400 if it has not the form of a name */
    static String checked(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new RefusedException(Refusal.badRequest(
                    IssueType.VALUE, "a worker's name has 1 to 64 letters, digits, and any of . _ : -"));
        }
        return name;
    }
}
