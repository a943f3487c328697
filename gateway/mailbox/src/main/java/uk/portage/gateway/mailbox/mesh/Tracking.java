package uk.portage.gateway.mailbox.mesh;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.store.Store;

/** Tells a sender what has become of what it sent. */
final class Tracking {

    private final Store store;
    private final MeshSettings settings;

    Tracking(Store store, MeshSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /**
     * @throws MeshRefusedException 404 if this sender sent no such message
     */
    byte[] byMessage(MeshMailbox sender, String id, MeshVersion version) {
        return body(
                store.mesh()
                        .message(id)
                        .filter(found -> found.type() == MeshMessage.Type.DATA
                                && found.sender().equals(sender.id()))
                        .orElseThrow(() -> noSuchMessage()),
                version);
    }

    /**
     * @throws MeshRefusedException 404 if there is none, 300 if there are several
     */
    byte[] byLocalId(MeshMailbox sender, String localId) {
        List<MeshMessage> messages = store.mesh().messages(sender.id(), localId, 2);
        if (messages.isEmpty()) {
            throw noSuchMessage();
        }
        if (messages.size() > 1) {
            throw new MeshRefusedException(new MeshRefusal(
                    300,
                    "TRACKING",
                    "",
                    "several messages have this local id",
                    Optional.empty(),
                    List.of(),
                    java.util.Map.of()));
        }
        return body(messages.get(0), MeshVersion.V1);
    }

    private static MeshRefusedException noSuchMessage() {
        return new MeshRefusedException(MeshRefusal.of(ErrorCode.NO_SUCH_MESSAGE, "TRACKING"));
    }

    private byte[] body(MeshMessage message, MeshVersion version) {
        Progress progress = Progress.of(message, store, settings);
        MeshMailbox recipient = settings.mailbox(message.recipient()).orElse(settings.gateway());
        return MeshJson.object(json -> {
            if (version == MeshVersion.V2) {
                second(json, message, progress, recipient);
            } else {
                first(json, message, progress, recipient);
            }
        });
    }

    private static void second(JsonGenerator json, MeshMessage message, Progress progress, MeshMailbox recipient)
            throws IOException {
        json.writeStringField("message_id", message.id());
        json.writeStringField("local_id", message.localId());
        json.writeStringField("workflow_id", message.workflow());
        json.writeStringField("filename", message.headers().getOrDefault(SendHeaders.FILE_NAME, ""));
        json.writeStringField(
                "expiry_time", message.createdAt().plus(Lifetime.IN_INBOX).toString());
        json.writeStringField("upload_timestamp", message.createdAt().toString());
        json.writeStringField("recipient", recipient.id());
        json.writeStringField("recipient_name", recipient.name());
        json.writeStringField("recipient_ods_code", recipient.organisation().value());
        json.writeStringField("recipient_org_code", recipient.organisation().value());
        json.writeStringField("recipient_org_name", recipient.name());
        json.writeBooleanField("status_success", isWell(progress));
        json.writeStringField("status", progress.state().name().toLowerCase(Locale.ROOT));
        json.writeStringField("status_event", event(progress));
        json.writeStringField("status_timestamp", message.changedAt().toString());
        json.writeStringField("status_description", description(progress));
        json.writeStringField("status_code", progress.code());
    }

    private void first(JsonGenerator json, MeshMessage message, Progress progress, MeshMailbox recipient)
            throws IOException {
        MeshMailbox sender = settings.mailbox(message.sender()).orElse(settings.gateway());
        json.writeStringField("addressType", "ALL");
        json.writeStringField("checksum", message.headers().getOrDefault(SendHeaders.CHECKSUM, ""));
        json.writeNumberField("chunkCount", message.chunks());
        json.writeStringField("contentEncoding", message.headers().getOrDefault(SendHeaders.CONTENT_ENCODING, ""));
        json.writeStringField("dtsId", message.id());
        json.writeStringField("expiryTime", MessageIds.time(message.createdAt().plus(Lifetime.IN_INBOX)));
        json.writeStringField("fileName", message.headers().getOrDefault(SendHeaders.FILE_NAME, ""));
        json.writeNumberField("fileSize", message.size());
        json.writeStringField("localId", message.localId());
        json.writeStringField("meshRecipientOdsCode", recipient.organisation().value());
        json.writeStringField("messageId", message.id());
        json.writeStringField("messageType", message.type().name());
        json.writeStringField("partnerId", message.headers().getOrDefault("mex-partnerid", ""));
        json.writeStringField("recipient", recipient.id());
        json.writeStringField("recipientName", recipient.name());
        json.writeStringField("recipientOrgCode", recipient.organisation().value());
        json.writeStringField("recipientOrgName", recipient.name());
        json.writeStringField("sender", sender.id());
        json.writeStringField("senderName", sender.name());
        json.writeStringField("senderOdsCode", sender.organisation().value());
        json.writeStringField("senderOrgCode", sender.organisation().value());
        json.writeStringField("senderOrgName", sender.name());
        String state = progress.state().name();
        json.writeStringField("status", state.charAt(0) + state.substring(1).toLowerCase(Locale.ROOT));
        json.writeStringField("statusCode", progress.code());
        json.writeStringField("statusDescription", description(progress));
        json.writeStringField("statusEvent", event(progress));
        json.writeStringField("statusSuccess", isWell(progress) ? "SUCCESS" : "ERROR");
        json.writeStringField("statusTimestamp", MessageIds.time(message.changedAt()));
        json.writeStringField("subject", message.headers().getOrDefault(SendHeaders.SUBJECT, ""));
        json.writeStringField("uploadTimestamp", MessageIds.time(message.createdAt()));
        json.writeStringField("version", "1.0");
        json.writeStringField("workflowId", message.workflow());
    }

    private static boolean isWell(Progress progress) {
        return progress.code().equals("00");
    }

    private static String event(Progress progress) {
        return isWell(progress) ? "TRANSFER" : MeshRefusal.SEND;
    }

    private static String description(Progress progress) {
        return isWell(progress) ? "Success" : progress.description();
    }
}
