package uk.portage.gateway.operator;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.operator.Page.Choice;
import uk.portage.gateway.operator.Page.Fact;
import uk.portage.gateway.operator.Table.Button;
import uk.portage.gateway.operator.Table.Cell;
import uk.portage.gateway.store.Backlog;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.Obligation;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.SubmissionFinder;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.transfer.ReplayReason;

/** Writes the pages. Times are UTC. Safe for use by many threads. */
final class OperatorPages {

    private static final String TEMPLATES = "uk.portage.gateway.operator.templates";
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK);

    private static final String RED = "govuk-tag--red";
    private static final String GREEN = "govuk-tag--green";
    private static final String BLUE = "govuk-tag--blue";
    private static final String YELLOW = "govuk-tag--yellow";
    private static final String GREY = "govuk-tag--grey";

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, OperatorPages.class.getClassLoader(), TEMPLATES);
    private final OperatorSettings settings;

    OperatorPages(OperatorSettings settings) {
        this.settings = settings;
    }

    String message(Shell shell, String what) {
        return render("message.jte", Page.of(shell, what, "", ""));
    }

    String overview(Shell shell, Overview overview) {
        List<List<Cell>> flow = Overview.SHOWN.stream()
                .map(kind -> Table.row(
                        Cell.of(words(kind.name())),
                        Cell.of(String.format(
                                Locale.UK, "%,.1f", overview.flow().getOrDefault(kind, 0.0)))))
                .toList();
        List<List<Cell>> backlog = List.of(
                waits("To translate", overview.backlog().toTranslate(), overview.at()),
                waits(
                        "Parked, in " + overview.persons() + " persons",
                        overview.backlog().parked(),
                        overview.at()),
                waits(
                        "To hand to the broker",
                        new Backlog.Waiting(overview.machinery().waitingForBroker(), Optional.empty()),
                        overview.at()),
                waits(
                        "Dead letters",
                        new Backlog.Waiting(overview.machinery().deadLetters(), Optional.empty()),
                        overview.at()));
        List<List<Cell>> destinations = overview.destinations().stream()
                .map(one -> Table.row(
                        Cell.of(settings.called(one.code())),
                        one.overdue() ? Cell.tag("Overdue", RED) : Cell.tag("In time", GREEN),
                        count(one.toOffer(), overview.at()),
                        count(one.toCollect(), overview.at()),
                        count(one.toAnswer(), overview.at())))
                .toList();
        return render(
                "overview.jte",
                Page.of(
                                shell,
                                "Overview",
                                "overview",
                                overview.machinery().ready()
                                        ? "The gateway is ready, as of " + moment(overview.at()) + "."
                                        : "The gateway is not ready, as of " + moment(overview.at()) + ".")
                        .warning(overview.alarms().stream()
                                .map(Overview.Alarm::what)
                                .toList())
                        .with(
                                Table.of(
                                        "flow",
                                        overview.flowOver().isZero()
                                                ? "Flow: nothing in the last 5 minutes"
                                                : "Flow over the last " + duration(overview.flowOver()),
                                        "Nothing flows.",
                                        flow,
                                        "What happened",
                                        "#A minute"),
                                Table.of(
                                        "backlog",
                                        "What waits",
                                        "Nothing waits.",
                                        backlog,
                                        "Where",
                                        "#Records",
                                        "Oldest"),
                                Table.of(
                                        "destinations",
                                        "Destinations",
                                        "There is no destination.",
                                        destinations,
                                        "Destination",
                                        "Health",
                                        "To put into its mailbox",
                                        "To collect",
                                        "To acknowledge")));
    }

    private static List<Cell> waits(String where, Backlog.Waiting waiting, Instant now) {
        return Table.row(
                Cell.of(where),
                Cell.of(number(waiting.count())),
                Cell.of(waiting.oldest().map(since -> age(since, now)).orElse("")));
    }

    private static Cell count(Backlog.Waiting waiting, Instant now) {
        Cell count = Cell.of(
                waiting.count() >= Overview.MOST_COUNTED
                        ? number(Overview.MOST_COUNTED) + " or more"
                        : number(waiting.count()));
        return waiting.oldest()
                .map(since -> count.with("oldest " + age(since, now)))
                .orElse(count);
    }

    /** @param notice what has just been done, if anything */
    String stuck(Shell shell, Stuck stuck, Optional<String> notice) {
        List<List<Cell>> parked = stuck.parked().stream()
                .map(one -> Table.row(
                        Cell.link(
                                one.key().key().value(),
                                shell.base() + "/search?key=" + one.key().key()),
                        Cell.of(number(one.key().waiting())),
                        Cell.of(moment(one.key().since())),
                        why(one.code()),
                        Cell.link(
                                one.key().first().toString(),
                                shell.base() + "/submissions/" + one.key().first()),
                        Cell.buttons(new Button(
                                shell.base() + "/release",
                                "Release",
                                "person " + one.key().key(),
                                Map.of(Form.KEY, one.key().key().value())))))
                .toList();
        return render(
                "stuck.jte",
                Page.of(shell, "Stuck", "stuck", "What does not go on by itself, and what can be done about it.")
                        .form(
                                notice.map(done -> Map.of("notice", done)).orElse(Map.of()),
                                List.of(),
                                List.of(),
                                List.of())
                        .with(
                                Table.of(
                                        "parked",
                                        "Parked persons",
                                        "Nobody is parked.",
                                        parked,
                                        "Person, by pseudonym",
                                        "#Records",
                                        "Since",
                                        "Why",
                                        "First record",
                                        "Order"),
                                found(
                                        shell,
                                        "failed",
                                        "Went to nobody" + (stuck.more() ? ": the newest" : ""),
                                        "Everything has gone to somebody.",
                                        stuck.failed()),
                                deadLetters(shell, stuck)));
    }

    private static Table deadLetters(Shell shell, Stuck stuck) {
        return Table.of(
                "dead-letters",
                stuck.deadLetters() > stuck.letters().size()
                        ? "Dead letters: the oldest of " + number(stuck.deadLetters())
                        : "Dead letters",
                "Every message could be taken.",
                stuck.letters().stream()
                        .map(one -> Table.row(
                                Cell.of(String.valueOf(one.letter().id()))
                                        .with("sent " + moment(one.letter().sentAt())),
                                Cell.of(one.letter().queue()),
                                one.letter()
                                        .submission()
                                        .map(id -> one.obligation() == Obligation.UNKNOWN
                                                ? Cell.of(id.toString())
                                                : Cell.link(id.toString(), shell.base() + "/submissions/" + id))
                                        .orElseGet(() -> Cell.of("")),
                                Cell.of(one.letter()
                                        .transfer()
                                        .map(Object::toString)
                                        .orElse("")),
                                Cell.of(sentence(one.why())).with(one.remedy() + "."),
                                Cell.buttons(new Button(
                                        shell.base() + "/dead-letters",
                                        one.canBeSentAgain() ? "Send again" : "Remove",
                                        "dead letter " + one.letter().id(),
                                        Map.of(
                                                Form.LETTER,
                                                String.valueOf(one.letter().id()),
                                                Form.ORDER,
                                                one.canBeSentAgain() ? "send-again" : "remove")))))
                        .toList(),
                "Letter",
                "Queue",
                "Submission",
                "Transfer",
                "Why",
                "Order");
    }

    /** @param first the record for which the person is parked, if it is known */
    String release(Shell shell, Stuck.Parked parked, List<FoundSubmission> first) {
        List<Fact> facts = List.of(
                new Fact("Person, by pseudonym", parked.key().key().value()),
                new Fact("Parked since", moment(parked.key().since())),
                new Fact("Records that would go on", number(parked.key().waiting())));
        return render(
                "release.jte",
                Page.of(
                                shell,
                                "Release: whose records would go on",
                                "stuck",
                                "They go on in their first order. If what kept the first of them is still as it was, the person is parked again.")
                        .with(facts)
                        .form(Map.of(Form.KEY, parked.key().key().value()), List.of(), List.of(), List.of())
                        .with(found(
                                shell, "first", "For this record the person is parked", "It is not known.", first)));
    }

    private static Table found(
            Shell shell, String id, String caption, String empty, List<FoundSubmission> submissions) {
        return Table.of(
                id,
                caption,
                empty,
                submissions.stream()
                        .map(one -> Table.row(
                                Cell.link(
                                        moment(one.submission().receivedAt()),
                                        shell.base() + "/submissions/"
                                                + one.submission().id()),
                                Cell.of(one.submission().sender().value()),
                                Cell.of(one.submission().messageType())
                                        .with(one.submission().workflow().code()),
                                Cell.tag(words(one.standing().name()), tag(one.standing())),
                                why(one.code())))
                        .toList(),
                "Received",
                "Sender",
                "Type",
                "Standing",
                "Why");
    }

    private static Cell why(Optional<FailureCode> code) {
        return code.map(known -> Cell.of(sentence(known.meaning()))
                        .with("Fault: " + Remedy.whose(known) + ". " + Remedy.of(known) + "."))
                .orElseGet(() -> Cell.of(""));
    }

    String search(
            Shell shell,
            Form form,
            SubmissionSearch search,
            Optional<SubmissionFinder.Page> found,
            List<Fault> faults) {
        Map<String, String> values = values(form, Form.KEY, Form.SENDER, Form.FROM, Form.TO, Form.AUTHORITY);
        found.flatMap(SubmissionFinder.Page::end).ifPresent(end -> values.put("next", address(shell, search, end)));
        Page page = Page.of(
                        shell,
                        "Search",
                        "search",
                        "By what is indexed at intake and at translation. Records from before there was an index are found by sender and time only.")
                .form(values, standings(form), List.of(), faults);
        return render(
                "search.jte",
                found.map(one -> page.with(
                                found(shell, "found", "Found, newest first", "Nothing was found.", one.found())))
                        .orElse(page));
    }

    private static String address(Shell shell, SubmissionSearch search, SubmissionSearch.Place end) {
        Map<String, String> parameters = new LinkedHashMap<>(Form.parameters(search));
        parameters.put(Form.BEHIND, OperatorJson.place(end));
        return shell.base() + "/search?"
                + parameters.entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining("&"));
    }

    private static Map<String, String> values(Form form, String... names) {
        Map<String, String> values = new LinkedHashMap<>();
        Arrays.stream(names).forEach(name -> values.put(name, form.text(name)));
        return values;
    }

    private static List<Choice> standings(Form form) {
        String chosen = form.text(Form.STANDING);
        return Stream.concat(
                        Stream.of(new Choice("", "Any", chosen.isEmpty())),
                        Arrays.stream(SubmissionStanding.values())
                                .map(one -> new Choice(
                                        one.code(),
                                        words(one.name()),
                                        one.code().equals(chosen))))
                .toList();
    }

    private static List<Choice> reasons(Form form) {
        String chosen = form.text(Form.REASON);
        return Arrays.stream(ReplayReason.values())
                .map(one -> new Choice(
                        one.code(), sentence(one.meaning()), one.code().equals(chosen)))
                .toList();
    }

    String submission(Shell shell, FoundSubmission found, List<Entry> entries) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Standing", "The record " + found.standing().meaning()));
        found.code().ifPresent(code -> {
            facts.add(new Fact("Why", sentence(code.meaning())));
            facts.add(new Fact("Fault", Remedy.whose(code)));
            facts.add(new Fact("What to do", Remedy.of(code)));
        });
        facts.add(new Fact("Received", moment(found.submission().receivedAt())));
        facts.add(new Fact("Sender", settings.called(found.submission().sender())));
        facts.add(new Fact("Channel", found.submission().channel()));
        facts.add(new Fact(
                "Type",
                found.submission().messageType() + ", "
                        + found.submission().workflow().code()));
        facts.add(new Fact("Size", number(found.submission().size()) + " bytes"));
        facts.add(new Fact(
                "Person, by pseudonym", found.submission().orderingKey().value()));
        Map<String, String> values = Map.of(
                Form.SUBMISSIONS,
                found.submission().id().toString(),
                "replayable",
                String.valueOf(found.standing().isReplayable()));
        return render(
                "submission.jte",
                Page.of(shell, "Submission " + found.submission().id(), "search", "")
                        .with(facts)
                        .form(
                                values,
                                List.of(),
                                Arrays.stream(ReplayReason.values())
                                        .map(one -> new Choice(one.code(), sentence(one.meaning()), false))
                                        .toList(),
                                List.of())
                        .with(Table.of(
                                "entries",
                                "What happened",
                                "The ledger has no entry of it.",
                                entries.stream()
                                        .map(entry -> entry(shell, entry))
                                        .toList(),
                                "When",
                                "What",
                                "To",
                                "Why")));
    }

    private List<Cell> entry(Shell shell, Entry entry) {
        EntryDraft content = entry.content();
        Cell why = content.kind() == EntryKind.REPLAYED && content.replay().isPresent()
                ? Cell.link(
                                "Replay " + content.replay().get(),
                                shell.base() + "/replays/" + content.replay().get())
                        .with(content.replayReason()
                                .map(ReplayReason::meaning)
                                .map(OperatorPages::sentence)
                                .orElse(""))
                : content.code().map(code -> Cell.of(sentence(code.meaning()))).orElseGet(() -> Cell.of(""));
        return Table.row(
                Cell.of(moment(entry.time())).with("entry " + entry.sequence()),
                Cell.of(words(content.kind().name())),
                Cell.of(content.recipient().map(settings::called).orElse("")),
                why);
    }

    String replays(Shell shell, List<Replay> newest, Form form, List<Fault> faults) {
        return render(
                "replays.jte",
                Page.of(
                                shell,
                                "Replays",
                                "replays",
                                "Records that went to nobody go the road once more, after what kept them was mended.")
                        .form(
                                values(
                                        form,
                                        Form.SUBMISSIONS,
                                        Form.KEY,
                                        Form.SENDER,
                                        Form.FROM,
                                        Form.TO,
                                        Form.CODE,
                                        Form.RATE),
                                standings(form),
                                reasons(form),
                                faults)
                        .with(Table.of(
                                "replays",
                                "The newest replays",
                                "Nothing has been replayed.",
                                newest.stream()
                                        .map(one -> Table.row(
                                                Cell.link(
                                                        moment(one.order().at()),
                                                        shell.base() + "/replays/"
                                                                + one.order().id()),
                                                Cell.tag(words(one.state().name()), tag(one.state())),
                                                Cell.of(sentence(one.order()
                                                                .reason()
                                                                .meaning()))
                                                        .with(one.order().selection()),
                                                Cell.of(number(one.replayed()) + " of " + number(one.total()))))
                                        .toList(),
                                "Ordered",
                                "State",
                                "Why",
                                "#Gone")));
    }

    String preview(
            Shell shell, Form form, Selection selection, Preview preview, ReplayReason reason, int rate, Instant at) {
        Map<String, String> values = values(
                form,
                Form.SUBMISSIONS,
                Form.KEY,
                Form.SENDER,
                Form.FROM,
                Form.TO,
                Form.STANDING,
                Form.CODE,
                Form.REASON);
        selection.search().key().ifPresent(key -> values.put(Form.KEY, key.value()));
        if (selection.listed().isEmpty() && selection.search().to().isEmpty()) {
            // What is confirmed is what was shown, and nothing that came meanwhile.
            values.put(Form.TO, at.toString());
        }
        values.put(Form.RATE, String.valueOf(rate));
        values.put(
                "goes", preview.going().isEmpty() ? "" : number(preview.going().size()));
        List<Fact> facts = List.of(
                new Fact("Chosen", sentence(selection.words())),
                new Fact("Why", sentence(reason.meaning())),
                new Fact("How fast", "No more than " + rate + " a second"),
                new Fact("Goes", number(preview.going().size())),
                new Fact("Is left out", number(preview.left())),
                new Fact(
                        "Past its cutoff",
                        number(preview.pastCutoff()) + ", which cannot count as portable whatever becomes of them"));
        return render(
                "preview.jte",
                Page.of(shell, "Replay: what would go", "replays", "")
                        .warning(
                                preview.more()
                                        ? List.of("More was chosen than the " + number(Selection.MOST)
                                                + " that one replay takes: the newest of them go")
                                        : List.of())
                        .with(facts)
                        .form(values, List.of(), List.of(), List.of())
                        .with(
                                Table.of(
                                        "goes",
                                        "What would go",
                                        "Nothing would go.",
                                        preview.goingBy().entrySet().stream()
                                                .map(one -> Table.row(
                                                        Cell.of(words(one.getKey()
                                                                .standing()
                                                                .name())),
                                                        Cell.of(one.getKey()
                                                                .code()
                                                                .map(FailureCode::meaning)
                                                                .map(OperatorPages::sentence)
                                                                .orElse("")),
                                                        Cell.of(number(one.getValue()))))
                                                .toList(),
                                        "Standing",
                                        "Why it went to nobody",
                                        "#Records"),
                                Table.of(
                                        "left-out",
                                        "What is left out",
                                        "Nothing is left out.",
                                        preview.leftOut().entrySet().stream()
                                                .map(one -> Table.row(
                                                        Cell.of(sentence(
                                                                one.getKey().meaning())),
                                                        Cell.of(number(one.getValue()))))
                                                .toList(),
                                        "Why",
                                        "#Records")));
    }

    String replay(Shell shell, Replay replay, List<FoundSubmission> submissions) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", words(replay.state().name())));
        facts.add(new Fact("Why", sentence(replay.order().reason().meaning())));
        facts.add(new Fact("Chosen", sentence(replay.order().selection())));
        facts.add(new Fact(
                "Ordered",
                moment(replay.order().at()) + " by "
                        + settings.called(replay.order().by())));
        facts.add(new Fact("How fast", "No more than " + replay.order().perSecond() + " a second"));
        facts.add(new Fact("Gone", number(replay.replayed()) + " of " + number(replay.total())));
        facts.add(new Fact("Left out in its turn", number(replay.leftOut())));
        facts.add(new Fact("Still to go", number(replay.left())));
        replay.endedAt().ifPresent(at -> facts.add(new Fact("Ended", moment(at))));
        Map<String, String> values = Map.of(
                "id", replay.order().id().toString(),
                "running", String.valueOf(replay.state() == Replay.State.RUNNING));
        return render(
                "replay.jte",
                Page.of(shell, "Replay " + replay.order().id(), "replays", "")
                        .with(facts)
                        .form(values, List.of(), List.of(), List.of())
                        .with(found(
                                shell,
                                "submissions",
                                submissions.size() < replay.total()
                                        ? "The first " + submissions.size() + " of its submissions, as they stand now"
                                        : "Its submissions, as they stand now",
                                "It has none.",
                                submissions)));
    }

    private String render(String template, Page page) {
        StringOutput output = new StringOutput();
        templates.render(template, page, output);
        return output.toString();
    }

    private static String tag(SubmissionStanding standing) {
        return switch (standing) {
            case WAITING, UNDER_WAY -> BLUE;
            case PARKED -> YELLOW;
            case FAILED, NOT_ROUTED -> RED;
            case DELIVERED -> GREEN;
            case EXCLUDED, ERASED -> GREY;
        };
    }

    private static String tag(Replay.State state) {
        return switch (state) {
            case RUNNING -> BLUE;
            case STOPPED -> YELLOW;
            case DONE -> GREEN;
        };
    }

    /** NOT_ROUTED as Not routed. */
    private static String words(String constant) {
        return sentence(constant.toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static String sentence(String clause) {
        return clause.isEmpty() ? "" : clause.substring(0, 1).toUpperCase(Locale.UK) + clause.substring(1);
    }

    private static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    private static String moment(Instant time) {
        return MOMENT.format(time.atOffset(ZoneOffset.UTC));
    }

    private static String age(Instant since, Instant now) {
        return duration(Duration.between(since, now));
    }

    private static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " minutes";
        }
        return seconds < 172_800 ? seconds / 3_600 + " hours" : seconds / 86_400 + " days";
    }
}
