package uk.portage.gateway.mailbox.mesh;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.transfer.TransferId;

/** The headers with which a message of an inbox is given out (specification, "Get Message"). */
final class Transport {

    /** Whom a message was for that a REPORT is about. */
    static final String INTENDED_RECIPIENT = "mex-to";

    private static final String FHIR = "application/fhir+json";
    private static final String OCTETS = "application/octet-stream";

    private final MeshSettings settings;
    private final Function<TransferId, URI> receipts;

    /** @param receipts where the receipt of a transfer is */
    Transport(MeshSettings settings, Function<TransferId, URI> receipts) {
        this.settings = settings;
        this.receipts = receipts;
    }

    /**
     * Sets them.
     *
     * @param range which part of the message is given out
     */
    void describe(HttpServletResponse response, Inbox.Found found, MeshMailbox owner, ChunkRange range) {
        Map<String, String> headers = new LinkedHashMap<>();
        String contentType = found instanceof Inbox.Found.Offered record
                ? describe(headers, record.item(), owner)
                : describe(headers, ((Inbox.Found.Letter) found).message());
        headers.put("Mex-MessageID", found.id());
        headers.put("Mex-AddressType", "ALL");
        headers.put("Mex-Version", "1.0");
        headers.put("Mex-StatusTimestamp", MessageIds.time(found.deliveredAt()));
        headers.put("Mex-Total-Chunks", Integer.toString(range.total()));
        if (range.total() > 1) {
            headers.put("Mex-Chunk-Range", range.toString());
            headers.put("Mex-Content-Type", contentType);
        }
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                response.setHeader(name, value);
            }
        });
        response.setContentType(range.total() > 1 ? OCTETS : contentType);
        response.setDateHeader("Last-Modified", found.deliveredAt().toEpochMilli());
    }

    private String describe(Map<String, String> headers, MailboxItem item, MeshMailbox owner) {
        headers.put(
                "Mex-From",
                settings.mailboxOf(item.sender()).orElse(settings.gateway()).id());
        headers.put("Mex-To", owner.id());
        headers.put("Mex-WorkflowID", settings.workflows().of(item.workflow()));
        headers.put("Mex-MessageType", MeshMessage.Type.DATA.name());
        headers.put("Mex-FileName", MessageIds.of(item.transfer()) + ".json");
        // The one header of MESH whose text is free, and which its clients keep: a Link is lost on them.
        headers.put("Mex-Subject", receipts.apply(item.transfer()).toString());
        transferred(headers);
        return FHIR;
    }

    private static String describe(Map<String, String> headers, MeshMessage message) {
        boolean report = message.type() == MeshMessage.Type.REPORT;
        headers.put("Mex-From", message.sender());
        headers.put("Mex-To", report ? message.headers().getOrDefault(INTENDED_RECIPIENT, "") : message.recipient());
        headers.put("Mex-WorkflowID", message.workflow());
        headers.put("Mex-MessageType", message.type().name());
        headers.put("Mex-LocalID", message.localId());
        headers.put("Mex-LinkedMsgID", message.linked().orElse(""));
        headers.put("Mex-Subject", message.headers().getOrDefault(SendHeaders.SUBJECT, ""));
        if (report) {
            headers.put("Mex-StatusCode", message.code());
            headers.put("Mex-StatusEvent", MeshRefusal.SEND);
            headers.put("Mex-StatusSuccess", "ERROR");
            headers.put("Mex-StatusDescription", message.description());
            return OCTETS;
        }
        headers.put("Mex-PartnerID", message.headers().getOrDefault("mex-partnerid", ""));
        headers.put("Mex-FileName", message.headers().getOrDefault(SendHeaders.FILE_NAME, message.id() + ".dat"));
        headers.put("Mex-Content-Encrypted", message.headers().getOrDefault("mex-content-encrypted", ""));
        headers.put("Mex-Content-Compressed", message.headers().getOrDefault("mex-content-compressed", ""));
        headers.put("Mex-Content-Checksum", message.headers().getOrDefault(SendHeaders.CHECKSUM, ""));
        transferred(headers);
        return message.headers().getOrDefault(SendHeaders.CONTENT_TYPE, OCTETS);
    }

    private static void transferred(Map<String, String> headers) {
        headers.put("Mex-StatusCode", "00");
        headers.put("Mex-StatusEvent", "TRANSFER");
        headers.put("Mex-StatusSuccess", "SUCCESS");
        headers.put("Mex-StatusDescription", "Transferred to recipient mailbox");
    }
}
