package uk.portage.gateway.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.store.Backlog;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.SubmissionFinder;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** What the API answers. What is not known is left out; nothing of what a record says has a place. */
final class OperatorJson {

    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private OperatorJson() {}

    static String text(JsonNode node) {
        try {
            return WRITER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes can always be written", e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** RFC 9457. */
    static ObjectNode problem(int status, FailureCode code, String title, List<Fault> faults) {
        ObjectNode json = object();
        json.put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("code", code.name());
        if (!faults.isEmpty()) {
            ArrayNode list = json.putArray("faults");
            faults.forEach(fault ->
                    list.addObject().put("parameter", fault.parameter()).put("message", fault.message()));
        }
        return json;
    }

    static ObjectNode of(Overview overview) {
        ObjectNode json = object();
        json.put("at", overview.at().toString());
        Machinery machinery = overview.machinery();
        json.putObject("gateway")
                .put("ready", machinery.ready())
                .put("storeWritable", machinery.storeWritable())
                .put("brokerUp", machinery.brokerUp())
                .put("relayUp", machinery.relayUp());
        ObjectNode flow = json.putObject("flow");
        flow.put("overSeconds", overview.flowOver().toSeconds());
        ObjectNode rates = flow.putObject("perMinute");
        Overview.SHOWN.forEach(kind ->
                rates.put(kind.name(), Math.round(overview.flow().getOrDefault(kind, 0.0) * 10) / 10.0));
        ObjectNode backlog = json.putObject("backlog");
        waiting(backlog.putObject("toTranslate"), overview.backlog().toTranslate(), overview.at());
        waiting(backlog.putObject("parked"), overview.backlog().parked(), overview.at())
                .put("persons", overview.persons());
        backlog.putObject("toBroker").put("count", machinery.waitingForBroker());
        backlog.putObject("deadLetters").put("count", machinery.deadLetters());
        ArrayNode destinations = json.putArray("destinations");
        for (Overview.Destination one : overview.destinations()) {
            ObjectNode destination = destinations.addObject();
            destination.put("code", one.code().value()).put("overdue", one.overdue());
            waiting(destination.putObject("toOffer"), one.toOffer(), overview.at());
            waiting(destination.putObject("toCollect"), one.toCollect(), overview.at());
            waiting(destination.putObject("toAcknowledge"), one.toAnswer(), overview.at());
        }
        ArrayNode alarms = json.putArray("alarms");
        for (Overview.Alarm alarm : overview.alarms()) {
            ObjectNode one = alarms.addObject().put("kind", alarm.kind().name());
            alarm.destination().ifPresent(code -> one.put("destination", code.value()));
            one.put("what", alarm.what());
        }
        return json;
    }

    private static ObjectNode waiting(ObjectNode json, Backlog.Waiting waiting, Instant now) {
        json.put("count", waiting.count());
        waiting.oldest()
                .ifPresent(since -> json.put("oldest", since.toString())
                        .put("oldestSeconds", Math.max(0, now.getEpochSecond() - since.getEpochSecond())));
        return json;
    }

    static ObjectNode of(Stuck stuck) {
        ObjectNode json = object();
        ArrayNode parked = json.putArray("parked");
        for (Stuck.Parked one : stuck.parked()) {
            ObjectNode person = parked.addObject();
            person.put("key", one.key().key().value())
                    .put("since", one.key().since().toString())
                    .put("waiting", one.key().waiting())
                    .put("submission", one.key().first().toString());
            code(person, one.code());
        }
        ArrayNode failed = json.putArray("failed");
        stuck.failed().forEach(found -> submission(failed.addObject(), found));
        json.put("more", stuck.more());
        ObjectNode dead = json.putObject("deadLetters").put("count", stuck.deadLetters());
        ArrayNode letters = dead.putArray("letters");
        for (Stuck.Dead one : stuck.letters()) {
            ObjectNode letter = letters.addObject()
                    .put("id", String.valueOf(one.letter().id()))
                    .put("queue", one.letter().queue())
                    .put("sentAt", one.letter().sentAt().toString());
            one.letter().submission().ifPresent(id -> letter.put("submission", id.toString()));
            one.letter().transfer().ifPresent(id -> letter.put("transfer", id.toString()));
            letter.put("obligation", one.obligation().name())
                    .put("why", one.why())
                    .put("remedy", one.remedy())
                    .put("canBeSentAgain", one.canBeSentAgain());
        }
        return json;
    }

    static ObjectNode released(int count) {
        return object().put("released", count);
    }

    static ObjectNode done(String what, long id) {
        return object().put("done", what).put("id", String.valueOf(id));
    }

    static ObjectNode of(SubmissionFinder.Page page) {
        ObjectNode json = object();
        ArrayNode found = json.putArray("submissions");
        page.found().forEach(one -> submission(found.addObject(), one));
        page.end().ifPresent(end -> json.put(Form.BEHIND, place(end)));
        return json;
    }

    static String place(SubmissionSearch.Place place) {
        return place.receivedAt() + "-" + place.arrival();
    }

    private static ObjectNode submission(ObjectNode json, FoundSubmission found) {
        json.put("id", found.submission().id().toString())
                .put("receivedAt", found.submission().receivedAt().toString())
                .put("sender", found.submission().sender().value())
                .put("channel", found.submission().channel())
                .put("format", found.submission().format())
                .put("messageType", found.submission().messageType())
                .put("workflow", found.submission().workflow().code())
                .put("sizeBytes", found.submission().size())
                .put("standing", found.standing().code());
        code(json, found.code());
        return json;
    }

    private static void code(ObjectNode json, Optional<FailureCode> code) {
        code.ifPresent(known -> json.put("code", known.name())
                .put("meaning", known.meaning())
                .put("fault", known.fault().name())
                .put("remedy", Remedy.of(known)));
    }

    static ObjectNode of(FoundSubmission found, List<Entry> entries) {
        ObjectNode json = submission(object(), found);
        json.put("personKey", found.submission().orderingKey().value());
        ArrayNode array = json.putArray("entries");
        for (Entry entry : entries) {
            EntryDraft content = entry.content();
            ObjectNode one = array.addObject();
            one.put("sequence", entry.sequence())
                    .put("time", entry.time().toString())
                    .put("kind", content.kind().name());
            content.stage().ifPresent(stage -> one.put("stage", stage.name()));
            content.transfer().map(TransferId::toString).ifPresent(id -> one.put("transfer", id));
            content.recipient().map(OdsCode::value).ifPresent(code -> one.put("recipient", code));
            code(one, content.code());
            content.replay().ifPresent(id -> one.put("replay", id.toString()));
            content.replayReason().ifPresent(reason -> one.put("replayReason", reason.code()));
        }
        return json;
    }

    static ObjectNode of(Preview preview) {
        ObjectNode json = object();
        json.put("dryRun", true);
        preview(json, preview);
        return json;
    }

    private static void preview(ObjectNode json, Preview preview) {
        json.put("goes", preview.going().size());
        ArrayNode by = json.putArray("goesBy");
        preview.goingBy().forEach((kind, count) -> {
            ObjectNode one = by.addObject().put("standing", kind.standing().code());
            kind.code().ifPresent(code -> one.put("code", code.name()).put("meaning", code.meaning()));
            one.put("count", count);
        });
        json.put("pastCutoff", preview.pastCutoff());
        ArrayNode left = json.putArray("leftOut");
        preview.leftOut()
                .forEach((why, count) -> left.addObject()
                        .put("why", why.name())
                        .put("meaning", why.meaning())
                        .put("count", count));
        json.put("more", preview.more());
    }

    static ObjectNode of(Replay replay, Preview preview) {
        ObjectNode json = of(replay);
        preview(json, preview);
        return json;
    }

    static ObjectNode of(List<Replay> replays) {
        ObjectNode json = object();
        ArrayNode array = json.putArray("replays");
        replays.forEach(replay -> array.add(of(replay)));
        return json;
    }

    static ObjectNode of(Replay replay) {
        ObjectNode json = object();
        json.put("id", replay.order().id().toString())
                .put("state", replay.state().name())
                .put("reason", replay.order().reason().code())
                .put("orderedBy", replay.order().by().value())
                .put("orderedAt", replay.order().at().toString())
                .put("selection", replay.order().selection())
                .put("ratePerSecond", replay.order().perSecond())
                .put("total", replay.total())
                .put("replayed", replay.replayed())
                .put("leftOutInTurn", replay.leftOut())
                .put("left", replay.left());
        replay.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        return json;
    }

    static ObjectNode of(Replay replay, List<SubmissionId> submissions) {
        ObjectNode json = of(replay);
        ArrayNode array = json.putArray("submissions");
        submissions.forEach(id -> array.add(id.toString()));
        return json;
    }
}
