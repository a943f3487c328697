package uk.portage.gateway.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * The one way to write an entry as bytes: canonical JSON (RFC 8785) with only strings, integers and booleans. Absent
 * components are left out; times are ISO 8601 in UTC with three decimals; durations are whole milliseconds. Hashes are
 * taken over these bytes, so the form is fixed for ever: members are added, never changed.
 */
public final class CanonicalForm {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private CanonicalForm() {}

    /** The canonical bytes of an entry, in UTF-8. */
    public static byte[] of(Entry entry) {
        return text(entry).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an entry back.
     *
     * @throws IllegalArgumentException if the bytes are not the canonical form of an entry, down to the last byte
     */
    public static Entry parse(byte[] canonical) {
        String text = new String(canonical, StandardCharsets.UTF_8);
        Entry entry = parse(text);
        // Bytes that are not UTF-8 would come back as others.
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), canonical)) {
            throw new IllegalArgumentException("not the canonical form of an entry");
        }
        return entry;
    }

    static Entry parse(String canonical) {
        try {
            Entry entry = read(JsonMembers.parse(canonical));
            if (text(entry).equals(canonical)) {
                return entry;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not the canonical form of an entry", e);
        }
        throw new IllegalArgumentException("not the canonical form of an entry");
    }

    /** The same draft with the precision that the canonical form keeps: whole milliseconds. */
    static EntryDraft normal(EntryDraft draft) {
        boolean exact = draft.startedAt().map(CanonicalForm::isExact).orElse(true)
                && draft.duration().map(CanonicalForm::isExact).orElse(true)
                && draft.timeTarget()
                        .map(t -> isExact(t.target()) && isExact(t.cutoff()))
                        .orElse(true);
        if (exact) {
            return draft;
        }
        return new EntryDraft(
                draft.kind(),
                draft.submission(),
                draft.transfer(),
                draft.sender(),
                draft.recipient(),
                draft.workflow(),
                draft.format(),
                draft.messageType(),
                draft.channel(),
                draft.stage(),
                draft.size(),
                draft.duration().map(d -> d.truncatedTo(ChronoUnit.MILLIS)),
                draft.startedAt().map(t -> t.truncatedTo(ChronoUnit.MILLIS)),
                draft.startedBySource(),
                draft.timeTarget()
                        .map(t -> new TimeTarget(
                                t.target().truncatedTo(ChronoUnit.MILLIS),
                                t.cutoff().truncatedTo(ChronoUnit.MILLIS))),
                draft.code(),
                draft.reason(),
                draft.exclusion(),
                draft.erasure(),
                draft.losses(),
                draft.lost(),
                draft.withheld(),
                draft.rightPerson(),
                draft.valid(),
                draft.commitment(),
                draft.replaces(),
                draft.count(),
                draft.replay(),
                draft.replayReason(),
                draft.question());
    }

    static String text(Entry entry) {
        EntryDraft draft = entry.content();
        // RFC 8785 3.2.3: members in the order of their names' UTF-16 code units.
        JsonWriter json = new JsonWriter();
        json.text("channel", draft.channel());
        json.text("code", draft.code().map(Enum::name));
        json.text("commitment", draft.commitment().map(Sha256::hexadecimal));
        json.number("count", draft.count());
        json.number("cutoffMilliseconds", draft.timeTarget().map(t -> t.cutoff().toMillis()));
        json.number("durationMilliseconds", draft.duration().map(Duration::toMillis));
        json.text("erasure", draft.erasure().map(Enum::name));
        json.text("exclusion", draft.exclusion().map(Enum::name));
        json.text("format", draft.format());
        json.text("kind", Optional.of(draft.kind().name()));
        json.counts("losses", named(draft.losses(), Enum::name));
        json.counts("lost", named(draft.lost(), LostElement::text));
        json.text("messageType", draft.messageType());
        json.text("question", draft.question().map(Enum::name));
        json.text("reason", draft.reason().map(Enum::name));
        json.text("recipient", draft.recipient().map(OdsCode::value));
        json.text("replaces", draft.replaces().map(TransferId::toString));
        json.text("replay", draft.replay().map(ReplayId::toString));
        json.text("replayReason", draft.replayReason().map(Enum::name));
        json.truth("rightPerson", draft.rightPerson());
        json.text("sender", draft.sender().map(OdsCode::value));
        json.number("sequence", Optional.of(entry.sequence()));
        json.number("size", draft.size());
        json.text("stage", draft.stage().map(Enum::name));
        json.text("startedAt", draft.startedAt().map(CanonicalForm::time));
        json.truth("startedBySource", draft.startedBySource());
        json.text("submission", draft.submission().map(SubmissionId::toString));
        json.number("targetMilliseconds", draft.timeTarget().map(t -> t.target().toMillis()));
        json.text("time", Optional.of(time(entry.time())));
        json.text("transfer", draft.transfer().map(TransferId::toString));
        json.truth("valid", draft.valid());
        json.counts("withheld", named(draft.withheld(), Enum::name));
        json.text("workflow", draft.workflow().map(Workflow::code));
        return json.end();
    }

    private static <K> Map<String, Integer> named(Map<K, Integer> counts, Function<K, String> name) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(entry -> name.apply(entry.getKey()), Map.Entry::getValue));
    }

    private static Entry read(JsonMembers json) {
        Map<LossKind, Integer> losses = new EnumMap<>(LossKind.class);
        json.counts("losses").forEach((kind, count) -> losses.put(LossKind.valueOf(kind), Math.toIntExact(count)));
        Map<LostElement, Integer> lost = new TreeMap<>();
        json.counts("lost").forEach((text, count) -> lost.put(LostElement.parse(text), Math.toIntExact(count)));
        Map<WithheldKind, Integer> withheld = new EnumMap<>(WithheldKind.class);
        json.counts("withheld")
                .forEach((kind, count) -> withheld.put(WithheldKind.valueOf(kind), Math.toIntExact(count)));
        Optional<TimeTarget> timeTarget = json.number("targetMilliseconds")
                .map(target -> new TimeTarget(
                        Duration.ofMillis(target),
                        Duration.ofMillis(json.number("cutoffMilliseconds").orElseThrow())));
        EntryDraft draft = new EntryDraft(
                EntryKind.valueOf(json.text("kind").orElseThrow()),
                json.text("submission").map(SubmissionId::parse),
                json.text("transfer").map(t -> new TransferId(UUID.fromString(t))),
                json.text("sender").map(OdsCode::new),
                json.text("recipient").map(OdsCode::new),
                json.text("workflow").map(w -> Workflow.ofCode(w).orElseThrow()),
                json.text("format"),
                json.text("messageType"),
                json.text("channel"),
                json.text("stage").map(Stage::valueOf),
                json.number("size"),
                json.number("durationMilliseconds").map(Duration::ofMillis),
                json.text("startedAt").map(Instant::parse),
                json.truth("startedBySource"),
                timeTarget,
                json.text("code").map(FailureCode::valueOf),
                json.text("reason").map(RejectionReason::valueOf),
                json.text("exclusion").map(Exclusion::valueOf),
                json.text("erasure").map(ErasureReason::valueOf),
                losses,
                lost,
                withheld,
                json.truth("rightPerson"),
                json.truth("valid"),
                json.text("commitment").map(Sha256::parse),
                json.text("replaces").map(t -> new TransferId(UUID.fromString(t))),
                json.number("count"),
                json.text("replay").map(id -> ReplayId.parse(id).orElseThrow()),
                json.text("replayReason").map(ReplayReason::valueOf),
                json.text("question").map(QuestionKind::valueOf));
        return new Entry(
                json.number("sequence").orElseThrow(),
                Instant.parse(json.text("time").orElseThrow()),
                draft);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static boolean isExact(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).equals(time);
    }

    private static boolean isExact(Duration duration) {
        return duration.truncatedTo(ChronoUnit.MILLIS).equals(duration);
    }
}
