package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.TransferId;

/** Transfers and their entries as JSON; what is not known is left out. An entry has no place for what a record says. */
final class TransferJson {

    private TransferJson() {}

    static ObjectNode list(List<TransferState> transfers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("transfers");
        transfers.forEach(state -> state(array.addObject(), state));
        return json;
    }

    static ObjectNode timeline(TransferState state, List<Entry> entries) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        state(json, state);
        json.put("timeTarget", state.timeTarget().target().toString());
        json.put("cutoff", state.timeTarget().cutoff().toString());
        time(json, "routedAt", state.routedAt());
        time(json, "offeredAt", state.offeredAt());
        time(json, "collectedAt", state.collectedAt());
        time(json, "acknowledgedAt", state.acknowledgedAt());
        time(json, "restatedAt", state.restatedAt());
        json.put("rightPerson", state.rightPerson());
        json.put("valid", state.valid());
        counts(json, "losses", state.losses());
        if (!state.withheld().isEmpty()) {
            counts(json, "withheld", state.withheld());
        }
        ArrayNode array = json.putArray("entries");
        entries.forEach(entry -> entry(array.addObject(), entry));
        return json;
    }

    private static void state(ObjectNode json, TransferState state) {
        json.put("id", state.transfer().toString());
        json.put("status", state.status().name());
        json.put("portable", state.isPortable());
        text(json, "sender", state.sender().map(OdsCode::value));
        text(json, "recipient", state.recipient().map(OdsCode::value));
        json.put("workflow", state.workflow().code());
        json.put("format", state.format());
        json.put("startedAt", state.startedAt().toString());
        json.put("startedBySource", state.startedBySource());
        code(json, state.code());
        state.reason().ifPresent(reason -> json.put("reason", reason.code()).put("reasonMeaning", reason.meaning()));
        state.exclusion().ifPresent(exclusion -> json.put("exclusion", exclusion.name()));
    }

    private static void entry(ObjectNode json, Entry entry) {
        EntryDraft content = entry.content();
        json.put("sequence", entry.sequence());
        json.put("time", entry.time().toString());
        json.put("kind", content.kind().name());
        text(json, "sender", content.sender().map(OdsCode::value));
        text(json, "recipient", content.recipient().map(OdsCode::value));
        text(json, "workflow", content.workflow().map(Workflow::code));
        text(json, "format", content.format());
        text(json, "messageType", content.messageType());
        text(json, "channel", content.channel());
        text(json, "stage", content.stage().map(Enum::name));
        content.count().ifPresent(count -> json.put("count", count));
        content.size().ifPresent(size -> json.put("sizeBytes", size));
        content.duration().map(Duration::toMillis).ifPresent(millis -> json.put("durationMilliseconds", millis));
        time(json, "startedAt", content.startedAt());
        content.startedBySource().ifPresent(bySource -> json.put("startedBySource", bySource));
        code(json, content.code());
        content.reason().ifPresent(reason -> json.put("reason", reason.code()).put("reasonMeaning", reason.meaning()));
        text(json, "exclusion", content.exclusion().map(Enum::name));
        text(json, "replaces", content.replaces().map(TransferId::toString));
        text(json, "replay", content.replay().map(ReplayId::toString));
        text(json, "replayReason", content.replayReason().map(ReplayReason::code));
        content.rightPerson().ifPresent(rightPerson -> json.put("rightPerson", rightPerson));
        content.valid().ifPresent(valid -> json.put("valid", valid));
        if (!content.losses().isEmpty()) {
            counts(json, "losses", content.losses());
        }
        if (!content.withheld().isEmpty()) {
            counts(json, "withheld", content.withheld());
        }
        text(json, "commitment", content.commitment().map(commitment -> commitment.hexadecimal()));
    }

    private static <K extends Enum<K>> void counts(ObjectNode json, String name, Map<K, Integer> counts) {
        ObjectNode node = json.putObject(name);
        new TreeMap<>(counts).forEach((kind, amount) -> node.put(kind.name(), amount));
    }

    private static void code(ObjectNode json, Optional<FailureCode> code) {
        code.ifPresent(known -> json.put("code", known.name())
                .put("codeMeaning", known.meaning())
                .put("fault", known.fault().name()));
    }

    private static void time(ObjectNode json, String name, Optional<Instant> time) {
        text(json, name, time.map(Instant::toString));
    }

    private static void text(ObjectNode json, String name, Optional<String> text) {
        text.ifPresent(value -> json.put(name, value));
    }
}
