package uk.portage.gateway.auditor.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import uk.portage.adapter.spi.LossKind;
import uk.portage.gateway.auditor.page.TimelinePage.Fact;
import uk.portage.gateway.auditor.page.TimelinePage.Happening;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.WithheldKind;

/** Turns a transfer's entries into what its page says. */
final class TimelineViews {

    private final Function<OdsCode, Optional<String>> names;

    TimelineViews(Function<OdsCode, Optional<String>> names) {
        this.names = names;
    }

    TimelinePage page(Shell shell, TransferState state, List<Entry> entries) {
        String id = state.transfer().toString();
        return new TimelinePage(
                shell,
                id,
                PlainWords.status(state.status()),
                PlainWords.tag(state.status()),
                PlainWords.meaning(state.status()),
                PortabilityViews.pair(state),
                facts(state),
                entries.stream().map(entry -> happening(state, entry)).toList(),
                shell.base() + "/api/transfers/" + id);
    }

    private List<Fact> facts(TransferState state) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Sender", named(state.sender(), "Not known")));
        facts.add(new Fact("Recipient", named(state.recipient(), "None: not routed")));
        facts.add(new Fact("Workflow", PlainWords.workflow(state.workflow())));
        facts.add(new Fact("Source format", state.format()));
        facts.add(new Fact(
                "Clock started",
                PlainWords.moment(state.startedAt()) + " UTC, "
                        + (state.startedBySource()
                                ? "the source event's own time"
                                : "when it was received: the source gave no time")));
        facts.add(new Fact(
                "Time target",
                PlainWords.duration(state.timeTarget().target()) + ", cutoff after "
                        + PlainWords.duration(state.timeTarget().cutoff())));
        state.acknowledgedAt()
                .ifPresent(time -> facts.add(
                        new Fact("Integrated after", PlainWords.duration(positive(state.startedAt(), time)))));
        facts.add(new Fact("Portable", state.isPortable() ? "Yes" : "No"));
        facts.add(new Fact(
                "Right person",
                state.rightPerson() ? "Yes: a verified NHS number" : "Not shown by a verified NHS number"));
        facts.add(new Fact("Valid bundle", state.valid() ? "Yes" : "Not shown to keep the profiles that it claims"));
        facts.add(new Fact("Declared losses", losses(state.losses()).orElse("None")));
        withheld(state.withheld()).ifPresent(kinds -> facts.add(new Fact("Lawfully withheld", kinds)));
        state.code().ifPresent(code -> facts.add(new Fact("Why", PlainWords.sentence(code.meaning()))));
        state.reason()
                .ifPresent(reason -> facts.add(new Fact("Recipient's reason", PlainWords.sentence(reason.meaning()))));
        state.exclusion()
                .ifPresent(exclusion -> facts.add(new Fact("Excluded because", PlainWords.exclusion(exclusion))));
        state.restatedAt()
                .ifPresent(time -> facts.add(new Fact(
                        "Integrated after the cutoff", PlainWords.moment(time) + " UTC: published as a restatement")));
        return facts;
    }

    private Happening happening(TransferState state, Entry entry) {
        EntryDraft content = entry.content();
        List<Fact> facts = new ArrayList<>();
        content.code()
                .ifPresent(code ->
                        facts.add(new Fact("Why", PlainWords.sentence(code.meaning()) + " (" + code.name() + ")")));
        content.reason().ifPresent(reason -> facts.add(new Fact("Reason", PlainWords.sentence(reason.meaning()))));
        content.exclusion().ifPresent(exclusion -> facts.add(new Fact("Because", PlainWords.exclusion(exclusion))));
        content.recipient().ifPresent(recipient -> facts.add(new Fact("Recipient", named(recipient))));
        content.messageType().ifPresent(type -> facts.add(new Fact("Message type", type)));
        content.replaces().ifPresent(earlier -> facts.add(new Fact("Cancels or corrects", "Transfer " + earlier)));
        content.channel().ifPresent(channel -> facts.add(new Fact("Channel", channel)));
        content.size().ifPresent(size -> facts.add(new Fact("Size", PlainWords.bytes(size))));
        content.duration().ifPresent(duration -> facts.add(new Fact("Took", PlainWords.duration(duration))));
        losses(content.losses()).ifPresent(losses -> facts.add(new Fact("Losses", losses)));
        withheld(content.withheld()).ifPresent(kinds -> facts.add(new Fact("Withheld", kinds)));
        content.valid().ifPresent(valid -> facts.add(new Fact("Valid", valid ? "Yes" : "No")));
        Duration after = Duration.between(state.startedAt(), entry.time());
        return new Happening(
                Long.toString(entry.sequence()),
                PlainWords.kind(content.kind()),
                PlainWords.tone(content.kind()),
                PlainWords.exactMoment(entry.time()),
                entry.time().toString(),
                after.isNegative() ? "" : PlainWords.duration(after) + " after the clock started",
                facts);
    }

    private static Optional<String> losses(Map<LossKind, Integer> losses) {
        return counted(losses, PlainWords::loss);
    }

    private static Optional<String> withheld(Map<WithheldKind, Integer> withheld) {
        return counted(withheld, PlainWords::withheld);
    }

    private static <K> Optional<String> counted(Map<K, Integer> counts, Function<K, String> words) {
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        new TreeMap<>(counts).forEach((kind, amount) -> parts.add(amount + " × " + words.apply(kind)));
        return Optional.of(String.join("; ", parts));
    }

    private static Duration positive(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    private String named(Optional<OdsCode> organisation, String absent) {
        return organisation.map(this::named).orElse(absent);
    }

    private String named(OdsCode organisation) {
        return names.apply(organisation)
                .map(name -> name + " (" + organisation + ")")
                .orElse(organisation.value());
    }
}
