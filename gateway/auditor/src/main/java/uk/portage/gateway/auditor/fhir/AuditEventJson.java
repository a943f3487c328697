package uk.portage.gateway.auditor.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * An entry of the ledger as a FHIR R4 AuditEvent, after IHE's Basic Audit Log Patterns: what was done by which role, who
 * asked for it, and which transfer it was about. Its id is the entry's sequence. It names no person and no record.
 */
public final class AuditEventJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String ENTITY_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String GATEWAY = "Portage gateway";

    private AuditEventJson() {}

    /** What kind of event it is in the terms of DICOM's audit messages (PS3.16, context group 400), and what was done. */
    private enum Pattern {
        IMPORT("110107", "Import", "C"),
        EXPORT("110106", "Export", "R"),
        QUERY("110112", "Query", "E"),
        ALERT("110113", "Security Alert", "E"),
        UPDATE("110100", "Application Activity", "U"),
        DELETE("110100", "Application Activity", "D"),
        ACTIVITY("110100", "Application Activity", "E");

        private final String code;
        private final String display;
        private final String action;

        Pattern(String code, String display, String action) {
            this.code = code;
            this.display = display;
            this.action = action;
        }
    }

    /** Who had it done. */
    private enum Requestor {
        SENDER,
        RECIPIENT,
        GATEWAY
    }

    /** What an entry of a kind is in these terms. */
    private record Event(Pattern pattern, Requestor requestor) {

        static Event of(EntryKind kind) {
            return switch (kind) {
                case RECEIVED, REFUSED, REPEATED, RECORD_PROVIDED -> new Event(Pattern.IMPORT, Requestor.SENDER);
                case COLLECTED -> new Event(Pattern.EXPORT, Requestor.RECIPIENT);
                case QUERIED -> new Event(Pattern.QUERY, Requestor.SENDER);
                case SENDERS_LOCATED, RECORD_REQUESTED -> new Event(Pattern.QUERY, Requestor.RECIPIENT);
                case DENIED -> new Event(Pattern.ALERT, Requestor.SENDER);
                case WITHDRAWN, SOURCE_EVENTS_COUNTED -> new Event(Pattern.UPDATE, Requestor.SENDER);
                case ACCEPTED, ACKNOWLEDGED, REJECTED -> new Event(Pattern.UPDATE, Requestor.RECIPIENT);
                case ERASED -> new Event(Pattern.DELETE, Requestor.GATEWAY);
                case ORGANISATION_REGISTERED, ORGANISATION_SUSPENDED, ORGANISATION_RESUMED, CREDENTIAL_ISSUED ->
                    new Event(Pattern.ACTIVITY, Requestor.RECIPIENT);
                case TRANSLATED,
                        VALIDATED,
                        ROUTED,
                        NOT_ROUTED,
                        FAILED,
                        OFFERED,
                        EXPIRED,
                        EXCLUDED,
                        WITHHELD,
                        PARKED,
                        RELEASED,
                        REPLAYED,
                        CONFIGURED,
                        RECORD_NOT_PROVIDED,
                        LEDGER_KEY_CHANGED -> new Event(Pattern.ACTIVITY, Requestor.GATEWAY);
            };
        }
    }

    public static ObjectNode of(Entry entry) {
        EntryDraft content = entry.content();
        Event event = Event.of(content.kind());
        Pattern pattern = event.pattern();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("resourceType", "AuditEvent");
        json.put("id", Long.toString(entry.sequence()));
        Codes.coding(json.putObject("type"), Codes.DICOM, pattern.code, pattern.display);
        json.putArray("subtype")
                .addObject()
                .put("system", Codes.own("ledger-entry-kind"))
                .put("code", content.kind().name());
        json.put("action", pattern.action);
        json.put("recorded", TIME.format(entry.time()));
        outcome(json, content);
        agents(json.putArray("agent"), content, event.requestor());
        json.putObject("source").putObject("observer").put("display", GATEWAY);
        entities(json, content);
        return json;
    }

    private static void outcome(ObjectNode json, EntryDraft content) {
        Optional<FailureCode> code = content.code();
        boolean bad = code.isPresent()
                || switch (content.kind()) {
                    case REFUSED, NOT_ROUTED, FAILED, REJECTED, EXPIRED, DENIED, RECORD_NOT_PROVIDED -> true;
                    default -> false;
                };
        // 0 is success, 4 a minor failure: the action was refused or did not work, and the system goes on.
        json.put("outcome", bad ? "4" : "0");
        code.ifPresent(known -> json.put("outcomeDesc", known.name() + ": " + known.meaning()));
    }

    private static void agents(ArrayNode agents, EntryDraft content, Requestor requestor) {
        content.sender()
                .ifPresent(sender ->
                        agent(agents, "110153", "Source Role ID", requestor == Requestor.SENDER, Optional.of(sender)));
        content.recipient()
                .ifPresent(recipient -> agent(
                        agents,
                        "110152",
                        "Destination Role ID",
                        requestor == Requestor.RECIPIENT,
                        Optional.of(recipient)));
        agent(agents, "110150", "Application", requestor == Requestor.GATEWAY, Optional.empty());
    }

    /** @param organisation empty for the gateway itself */
    private static void agent(
            ArrayNode agents, String code, String display, boolean requestor, Optional<OdsCode> organisation) {
        ObjectNode agent = agents.addObject();
        Codes.coding(agent.putObject("type").putArray("coding").addObject(), Codes.DICOM, code, display);
        ObjectNode who = agent.putObject("who");
        organisation.ifPresentOrElse(known -> Codes.organisation(who, known), () -> who.put("display", GATEWAY));
        agent.put("requestor", requestor);
    }

    private static void entities(ObjectNode json, EntryDraft content) {
        ArrayNode entities = JsonNodeFactory.instance.arrayNode();
        content.submission().map(SubmissionId::toString).ifPresent(id -> entity(entities, Codes.SUBMISSION_ID, id));
        content.transfer().map(TransferId::toString).ifPresent(id -> entity(entities, Codes.TRANSFER_ID, id));
        content.question().ifPresent(question -> {
            ObjectNode entity = entities.addObject();
            Codes.coding(entity.putObject("type"), ENTITY_TYPE, "2", "System Object");
            Codes.coding(entity.putObject("role"), ENTITY_ROLE, "24", "Query");
            entity.put(
                    "query", Base64.getEncoder().encodeToString(question.name().getBytes(StandardCharsets.UTF_8)));
        });
        if (!entities.isEmpty()) {
            json.set("entity", entities);
        }
    }

    private static void entity(ArrayNode entities, String system, String id) {
        ObjectNode entity = entities.addObject();
        entity.putObject("what").putObject("identifier").put("system", system).put("value", id);
        Codes.coding(entity.putObject("type"), ENTITY_TYPE, "2", "System Object");
        Codes.coding(entity.putObject("role"), ENTITY_ROLE, "20", "Job");
    }
}
