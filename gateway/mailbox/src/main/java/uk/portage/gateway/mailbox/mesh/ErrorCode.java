package uk.portage.gateway.mailbox.mesh;

/** The error codes of MESH that can arise here, and the status each is answered with. */
enum ErrorCode {
    NO_DATA("02", 417, "Data file is missing or inaccessible"),
    MALFORMED_HEADERS("06", 400, "Malformed headers"),
    INVALID_FROM("07", 417, "Invalid From Address, the mailbox does not match the authorization header"),
    MISSING_TO("08", 417, "Missing Mex-To header"),
    INVALID_VERSION("09", 417, "Invalid version, should be 1.0"),
    INVALID_MESSAGE_TYPE("11", 417, "Invalid Message Type for the transfer, should be DATA"),
    UNREGISTERED_TO("12", 417, "Unregistered to address"),
    /** Only in a REPORT. */
    UNDELIVERED("14", 410, "Undelivered message"),
    NOT_ALLOWED("16", 417, "Sender is not allowed to send messages of this type"),
    WORKFLOW_NOT_REGISTERED("17", 417, "Workflow ID not registered for mailbox"),
    NO_SUCH_MESSAGE("20", 404, "Message does not exist"),
    NO_MAILBOX_MATCHED("EPL-151", 417, "No mailbox matched"),
    INVALID_NHS_NUMBER("EPL-152", 417, "NHS Number supplied is invalid");

    private final String code;
    private final int status;
    private final String description;

    ErrorCode(String code, int status, String description) {
        this.code = code;
        this.status = status;
        this.description = description;
    }

    String code() {
        return code;
    }

    /** Of HTTP. */
    int status() {
        return status;
    }

    String description() {
        return description;
    }
}
