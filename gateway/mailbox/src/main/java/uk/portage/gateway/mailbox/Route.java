package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;

/**
 * Which of the closed list of interactions a request asks for. What is not on the list never reaches HAPI.
 *
 * @param id the logical id in the path, empty for an interaction without one
 */
record Route(Interaction interaction, String id) {

    /** Everything that can be asked of the mailbox. */
    enum Interaction {
        METADATA("GET", "/metadata"),
        TASK_SEARCH("GET", "/Task"),
        TASK_CLAIM_NEXT("POST", "/Task/\\$claim"),
        TASK_CLAIM("POST", "/Task/([A-Za-z0-9.-]{1,64})/\\$claim"),
        TASK_RECEIPT("GET", "/Task/([A-Za-z0-9.-]{1,64})/\\$receipt"),
        EVERYTHING("GET", "/Patient/\\$everything"),
        EVERYTHING_BY_POST("POST", "/Patient/\\$everything"),
        EXPORT("GET", "/\\$export"),
        EXPORT_BY_POST("POST", "/\\$export"),
        EXPORT_STATUS("GET", "/export/([0-9a-f-]{36})"),
        EXPORT_DELETE("DELETE", "/export/([0-9a-f-]{36})"),
        EXPORT_FILE("GET", "/export/([0-9a-f-]{36}/[1-9][0-9]{0,8})\\.ndjson"),
        WITHDRAW("POST", "/\\$withdraw"),
        RECORD_REQUEST("POST", "/\\$request-record"),
        SENDERS_LOCATE("POST", "/\\$locate-record"),
        TASK_SEARCH_BY_POST("POST", "/Task/_search"),
        TASK_READ("GET", "/Task/([A-Za-z0-9.-]{1,64})"),
        TASK_UPDATE("PUT", "/Task/([A-Za-z0-9.-]{1,64})"),
        BUNDLE_READ("GET", "/Bundle/([A-Za-z0-9.-]{1,64})"),
        CASELOAD_READ("GET", "/Group/(caseload)"),
        CASELOAD_REPLACE("PUT", "/Group/(caseload)"),
        SUBSCRIPTION_CREATE("POST", "/Subscription"),
        SUBSCRIPTION_LIST("GET", "/Subscription"),
        SUBSCRIPTION_READ("GET", "/Subscription/([A-Za-z0-9.-]{1,64})"),
        SUBSCRIPTION_DELETE("DELETE", "/Subscription/([A-Za-z0-9.-]{1,64})");

        private final String method;
        private final Pattern path;

        Interaction(String method, String path) {
            this.method = method;
            this.path = Pattern.compile(path);
        }

        boolean isExport() {
            return switch (this) {
                case EXPORT, EXPORT_BY_POST, EXPORT_STATUS, EXPORT_DELETE, EXPORT_FILE -> true;
                default -> false;
            };
        }
    }

    /** @throws RefusedException if the request asks for nothing on the list */
    static Route of(HttpServletRequest request) {
        // The path as it was sent: what would need decoding is not one of ours.
        String path = request.getRequestURI()
                .substring(request.getContextPath().length()
                        + request.getServletPath().length());
        StringBuilder allowed = new StringBuilder();
        for (Interaction interaction : Interaction.values()) {
            Matcher matcher = interaction.path.matcher(path);
            if (matcher.matches()) {
                if (interaction.method.equals(request.getMethod())) {
                    return new Route(interaction, matcher.groupCount() == 0 ? "" : matcher.group(1));
                }
                allowed.append(allowed.isEmpty() ? "" : ", ").append(interaction.method);
            }
        }
        if (allowed.isEmpty()) {
            throw new RefusedException(Refusal.of(
                    404,
                    FailureCode.NOT_FOUND,
                    IssueType.NOT_SUPPORTED,
                    "no such address here; the CapabilityStatement at /metadata lists what there is"));
        }
        throw new RefusedException(Refusal.of(
                        405,
                        FailureCode.UNSUPPORTED_TYPE,
                        IssueType.NOT_SUPPORTED,
                        "this address allows " + allowed + " only")
                .with("Allow", allowed.toString()));
    }
}
