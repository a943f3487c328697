package uk.portage.gateway.store;

/**
 * A column outside the submissions' payloads that is sealed in envelopes, with the columns of its table's key.
 *
 * @param number the second column of the key; empty if it has one only
 * @param text true if it holds text, false if bytes
 */
record SealedColumn(String table, String key, String number, String column, boolean text) {

    static final SealedColumn MESH_CHUNK = new SealedColumn("mesh_chunk", "message", "number", "bytes", false);
    static final SealedColumn MESH_HEADERS = new SealedColumn("mesh_message", "id", "", "headers", true);
    static final SealedColumn EXPORT_FILE = new SealedColumn("export_file", "job", "number", "content", false);
    static final SealedColumn NHS_NUMBER = new SealedColumn("record_request", "id", "", "nhs_number", true);
    static final SealedColumn SUBSCRIPTION_HEADERS = new SealedColumn("subscription", "id", "", "headers", true);
    static final SealedColumn SUBSCRIPTION_SECRET = new SealedColumn("subscription", "id", "", "secret", false);

    static SealedColumn[] all() {
        return new SealedColumn[] {
            MESH_CHUNK, MESH_HEADERS, EXPORT_FILE, NHS_NUMBER, SUBSCRIPTION_HEADERS, SUBSCRIPTION_SECRET
        };
    }

    boolean isNumbered() {
        return !number.isEmpty();
    }

    /** What the envelope of one row is bound to. */
    String place(String id) {
        return table + '/' + column + '/' + id;
    }

    String place(String id, int piece) {
        return place(id + '/' + piece);
    }
}
