package uk.portage.gateway.operator;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.Answer;
import uk.portage.gateway.auditor.SignInPages;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionFinder;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * The operators' pages and API, below {@code /operator}. It answers only requests with a {@link Caller} who is an
 * operator; who that is, and that a form comes from a page of the caller's session, must have been found out before.
 * Addresses and fields are in this room's README. Safe for use by many threads.
 */
public final class OperatorArea {

    private static final int PAGE = 50;
    private static final int MOST_ON_PAGE = 500;
    private static final int REPLAYS_SHOWN = 50;
    private static final int SUBMISSIONS_SHOWN = 100;
    private static final int MOST_COUNTED = 999_999;
    private static final String DONE = "done";
    private static final String COUNT = "count";
    private static final String PROBLEM = "application/problem+json";

    private final Store store;
    private final RoadOrders road;
    private final OperatorSettings settings;
    private final SignInPages dress;
    private final InstantSource clock;
    private final OperatorPages pages;

    /** @param dress what makes pages look like the auditor's */
    public OperatorArea(
            Store store, RoadOrders road, OperatorSettings settings, SignInPages dress, InstantSource clock) {
        this.store = store;
        this.road = road;
        this.settings = settings;
        this.dress = dress;
        this.clock = clock;
        this.pages = new OperatorPages(settings);
    }

    /** @param base the path that everything lies under, without a slash at the end */
    public void service(String base, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Optional.ofNullable(request.getPathInfo()).orElse("");
        answer(base, path, request).writeTo(response);
    }

    private Answer answer(String base, String path, HttpServletRequest request) {
        if (!(request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller)
                || caller.role() != Caller.Role.OPERATOR) {
            return refusal(base, path, request, 403, FailureCode.FORBIDDEN, "Only operators can see this");
        }
        List<String> allowed = new ArrayList<>();
        for (OperatorAddress address : OperatorAddress.values()) {
            Matcher asked = address.matcher(path);
            if (!asked.matches()) {
                continue;
            }
            if (!address.method().equals(request.getMethod())) {
                allowed.add(address.method());
                continue;
            }
            try {
                return answer(address, new Request(base, path, request, caller), asked);
            } catch (StoreUnavailableException e) {
                return refusal(
                        base,
                        path,
                        request,
                        503,
                        FailureCode.STORE_UNAVAILABLE,
                        "The store does not answer at the moment");
            }
        }
        return allowed.isEmpty()
                ? refusal(base, path, request, 404, FailureCode.NOT_FOUND, "There is nothing at this address")
                : refusal(base, path, request, 405, FailureCode.UNSUPPORTED_TYPE, "This cannot be done here")
                        .with(Map.of("Allow", String.join(", ", allowed)));
    }

    private record Request(String base, String path, HttpServletRequest http, Caller caller) {}

    private Answer answer(OperatorAddress address, Request request, Matcher asked) {
        return switch (address) {
            case ENTRANCE -> Answer.movedTo(request.base() + "/");
            case OVERVIEW_PAGE -> Answer.html(200, pages.overview(shell(request), overview()));
            case STUCK_PAGE -> stuckPage(request);
            case SEARCH_PAGE -> searchPage(request);
            case SEARCH_FORM -> searchForm(request);
            case SUBMISSION_PAGE, SUBMISSION -> submission(request, asked.group(1));
            case REPLAYS_PAGE ->
                Answer.html(
                        200,
                        pages.replays(shell(request), store.replays().newest(REPLAYS_SHOWN), form(request), List.of()));
            case REPLAY_FORM -> replayForm(request);
            case REPLAY_PAGE, REPLAY -> replay(request, asked.group(1));
            case STOP_FORM, STOP -> stop(request, asked.group(1));
            case OVERVIEW -> json(OperatorJson.text(OperatorJson.of(overview())));
            case STUCK -> json(OperatorJson.text(OperatorJson.of(stuck())));
            case SEARCH -> search(request);
            case REPLAYS ->
                json(OperatorJson.text(OperatorJson.of(store.replays().newest(REPLAYS_SHOWN))));
            case ORDER_REPLAY -> order(request);
            case RELEASE_FORM -> releaseForm(request);
            case RELEASE -> release(request, new OrderingKey(asked.group(1)));
            case DEAD_LETTER_FORM -> deadLetterForm(request);
            case SEND_AGAIN -> deadLetter(request, LetterOrder.SEND_AGAIN, asked.group(1));
            case REMOVE -> deadLetter(request, LetterOrder.REMOVE, asked.group(1));
        };
    }

    private Overview overview() {
        return Overview.of(store, road.machinery(), settings, clock.instant());
    }

    private Stuck stuck() {
        return Stuck.of(store, road);
    }

    /** What was ordered on the page stands in its address: reading that again orders nothing. */
    private Answer stuckPage(Request request) {
        Form form = form(request);
        String done = form.text(DONE);
        int count = form.number(COUNT, 1, MOST_COUNTED);
        Optional<String> notice = switch (done) {
            case "released" -> Optional.of(count == 1 ? "1 record goes on" : count + " records go on");
            case "sent-again" -> Optional.of("The message is sent again");
            case "removed" -> Optional.of("The dead letter is removed");
            default -> Optional.empty();
        };
        return Answer.html(200, pages.stuck(shell(request), stuck(), notice));
    }

    /** Shows first whose records would go on, and releases only who is confirmed. */
    private Answer releaseForm(Request request) {
        Form form = form(request);
        Optional<OrderingKey> person = form.person();
        if (person.isEmpty()) {
            return refusal(
                    request,
                    400,
                    FailureCode.INVALID_VALUE,
                    form.faults().get(0).message());
        }
        if (form.isTrue("confirmed")) {
            return release(request, person.get());
        }
        Optional<ParkedKey> parked = store.parkedKeys().stream()
                .filter(key -> key.key().equals(person.get()))
                .findFirst();
        if (parked.isEmpty()) {
            return notParked(request);
        }
        Optional<FoundSubmission> first = store.submissions().find(parked.get().first());
        return Answer.html(
                200,
                pages.release(
                        shell(request),
                        Stuck.Parked.of(store, parked.get()),
                        first.stream().toList()));
    }

    private Answer release(Request request, OrderingKey person) {
        int released = store.isParked(person) ? road.release(person) : 0;
        if (released == 0) {
            return notParked(request);
        }
        return OperatorAddress.isForPrograms(request.path())
                ? json(OperatorJson.text(OperatorJson.released(released)))
                : seeOther(request.base() + "/stuck?" + DONE + "=released&" + COUNT + "=" + released);
    }

    private Answer notParked(Request request) {
        return refusal(request, 404, FailureCode.NOT_FOUND, "No person of this pseudonym is parked");
    }

    /** What can be ordered about a dead letter. */
    private enum LetterOrder {
        SEND_AGAIN("send-again", "sent-again"),
        REMOVE("remove", "removed");

        private final String code;
        private final String done;

        LetterOrder(String code, String done) {
            this.code = code;
            this.done = done;
        }
    }

    private Answer deadLetterForm(Request request) {
        Form form = form(request);
        Optional<String> id = form.letter();
        String order = form.text(Form.ORDER);
        return id.isEmpty()
                ? refusal(
                        request,
                        400,
                        FailureCode.INVALID_VALUE,
                        form.faults().get(0).message())
                : Arrays.stream(LetterOrder.values())
                        .filter(one -> one.code.equals(order))
                        .findFirst()
                        .map(one -> deadLetter(request, one, id.get()))
                        .orElseGet(() ->
                                refusal(request, 400, FailureCode.INVALID_VALUE, "The order is send-again or remove"));
    }

    private Answer deadLetter(Request request, LetterOrder order, String id) {
        long wanted = Long.parseLong(id);
        Optional<DeadLetter> letter = road.deadLetters(Integer.MAX_VALUE).stream()
                .filter(one -> one.id() == wanted)
                .findFirst();
        if (letter.isEmpty()) {
            return refusal(request, 404, FailureCode.NOT_FOUND, "There is no dead letter of this number");
        }
        boolean done = switch (order) {
            case SEND_AGAIN -> road.sendAgain(letter.get());
            case REMOVE -> road.remove(letter.get());
        };
        if (!done) {
            String why = order == LetterOrder.REMOVE
                    ? "It cannot be removed: what it is about is still to be done"
                    : "It cannot be sent again: nothing is left to be done about it";
            return refusal(request, 409, FailureCode.INVALID_TRANSITION, why);
        }
        return OperatorAddress.isForPrograms(request.path())
                ? json(OperatorJson.text(OperatorJson.done(order.done, wanted)))
                : seeOther(request.base() + "/stuck?" + DONE + "=" + order.done);
    }

    private Form form(Request request) {
        return new Form(request.http(), settings.siteKey());
    }

    private Answer search(Request request) {
        Form form = form(request);
        SubmissionSearch search = form.search();
        Optional<SubmissionSearch.Place> behind = form.behind();
        int limit = form.number(Form.LIMIT, PAGE, MOST_ON_PAGE);
        return form.faults().isEmpty()
                ? json(OperatorJson.text(OperatorJson.of(store.submissions().find(search, behind, limit))))
                : unusable(form.faults());
    }

    /** An address is kept in histories and logs: it takes no identifier. */
    private Answer searchPage(Request request) {
        Form form = form(request);
        boolean asked = !request.http().getParameterMap().isEmpty();
        SubmissionSearch search = form.search();
        Optional<SubmissionSearch.Place> behind = form.behind();
        boolean usable = form.faults().isEmpty();
        Optional<SubmissionFinder.Page> found =
                asked && usable ? Optional.of(store.submissions().find(search, behind, PAGE)) : Optional.empty();
        return Answer.html(usable ? 200 : 400, pages.search(shell(request), form, search, found, form.faults()));
    }

    private Answer searchForm(Request request) {
        Form form = form(request);
        SubmissionSearch search = form.search();
        if (!form.faults().isEmpty()) {
            return Answer.html(400, pages.search(shell(request), form, search, Optional.empty(), form.faults()));
        }
        Map<String, String> parameters = Form.parameters(search);
        return seeOther(request.base() + "/search?"
                + (parameters.isEmpty()
                        ? Form.LIMIT + "=" + PAGE
                        : parameters.entrySet().stream()
                                .map(one -> one.getKey() + "=" + one.getValue())
                                .collect(Collectors.joining("&"))));
    }

    private Answer submission(Request request, String id) {
        Optional<FoundSubmission> found = store.submissions().find(SubmissionId.parse(id));
        if (found.isEmpty()) {
            return refusal(request, 404, FailureCode.NOT_FOUND, "There is no submission of this id");
        }
        var entries = store.ledger().entriesOf(found.get().submission().id());
        return OperatorAddress.isForPrograms(request.path())
                ? json(OperatorJson.text(OperatorJson.of(found.get(), entries)))
                : Answer.html(200, pages.submission(shell(request), found.get(), entries));
    }

    private Optional<Replay> find(String id) {
        return ReplayId.parse(id).flatMap(store.replays()::find);
    }

    private Answer replay(Request request, String id) {
        Optional<Replay> found = find(id);
        if (found.isEmpty()) {
            return refusal(request, 404, FailureCode.NOT_FOUND, "There is no replay of this id");
        }
        List<SubmissionId> submissions =
                store.replays().submissions(found.get().order().id(), SUBMISSIONS_SHOWN);
        return OperatorAddress.isForPrograms(request.path())
                ? json(OperatorJson.text(OperatorJson.of(found.get(), submissions)))
                : Answer.html(
                        200,
                        pages.replay(
                                shell(request),
                                found.get(),
                                submissions.stream()
                                        .flatMap(one -> store.submissions().find(one).stream())
                                        .toList()));
    }

    private Answer stop(Request request, String id) {
        Optional<Replay> found = find(id);
        if (found.isEmpty()) {
            return refusal(request, 404, FailureCode.NOT_FOUND, "There is no replay of this id");
        }
        ReplayId replay = found.get().order().id();
        boolean stopped = store.commit(transaction -> transaction.replays().stop(replay));
        if (!OperatorAddress.isForPrograms(request.path())) {
            return seeOther(request.base() + "/replays/" + replay);
        }
        return stopped
                ? json(OperatorJson.text(OperatorJson.of(find(id).orElseThrow())))
                : refusal(request, 409, FailureCode.INVALID_TRANSITION, "The replay is not under way");
    }

    private Answer order(Request request) {
        Form form = form(request);
        Selection selection = form.selection();
        int rate = form.rate();
        Optional<ReplayReason> reason = form.reason();
        if (!form.faults().isEmpty()) {
            return unusable(form.faults());
        }
        Preview preview = preview(selection);
        if (form.isTrue(Form.DRY_RUN)) {
            return json(OperatorJson.text(OperatorJson.of(preview)));
        }
        if (preview.going().isEmpty()) {
            return refusal(
                    request, 409, FailureCode.INVALID_TRANSITION, "Nothing of what was selected can be replayed");
        }
        Replay begun = begin(request.caller(), selection, preview, reason.orElseThrow(), rate);
        return new Answer(
                        201,
                        "application/json",
                        Map.of("Cache-Control", "no-store"),
                        OperatorJson.text(OperatorJson.of(begun, preview)))
                .with(Map.of(
                        "Location",
                        request.base() + "/api/replays/" + begun.order().id()));
    }

    /** Shows first what would go, and begins only what is confirmed. */
    private Answer replayForm(Request request) {
        Form form = form(request);
        Selection selection = form.selection();
        int rate = form.rate();
        Optional<ReplayReason> reason = form.reason();
        if (!form.faults().isEmpty()) {
            return Answer.html(
                    400, pages.replays(shell(request), store.replays().newest(REPLAYS_SHOWN), form, form.faults()));
        }
        Preview preview = preview(selection);
        if (!form.isTrue("confirmed") || preview.going().isEmpty()) {
            return Answer.html(
                    200,
                    pages.preview(
                            shell(request), form, selection, preview, reason.orElseThrow(), rate, clock.instant()));
        }
        Replay begun = begin(request.caller(), selection, preview, reason.orElseThrow(), rate);
        return seeOther(request.base() + "/replays/" + begun.order().id());
    }

    private Preview preview(Selection selection) {
        return Preview.of(selection, store, settings.timeTargets(), clock.instant());
    }

    private Replay begin(Caller caller, Selection selection, Preview preview, ReplayReason reason, int rate) {
        Replay.Order order = new Replay.Order(
                new ReplayId(UUID.randomUUID()),
                reason,
                caller.organisation(),
                clock.instant(),
                selection.words(),
                rate);
        store.commit(transaction -> {
            transaction.replays().begin(order, preview.going());
            return true;
        });
        road.replayOrdered();
        return store.replays().find(order.id()).orElseThrow();
    }

    private static Answer json(String text) {
        return Answer.json(text);
    }

    private static Answer seeOther(String path) {
        return new Answer(303, "text/plain;charset=utf-8", Map.of("Location", path, "Cache-Control", "no-store"), "");
    }

    private static Answer unusable(List<Fault> faults) {
        return new Answer(
                400,
                PROBLEM,
                Map.of("Cache-Control", "no-store"),
                OperatorJson.text(OperatorJson.problem(
                        400,
                        FailureCode.INVALID_VALUE,
                        faults.get(0).parameter() + ": " + faults.get(0).message(),
                        faults)));
    }

    private Answer refusal(Request request, int status, FailureCode code, String what) {
        return refusal(request.base(), request.path(), request.http(), status, code, what);
    }

    private Answer refusal(
            String base, String path, HttpServletRequest request, int status, FailureCode code, String what) {
        boolean forPeople = !OperatorAddress.isForPrograms(path)
                && String.valueOf(request.getHeader("Accept")).contains("text/html");
        return !forPeople
                ? new Answer(
                        status,
                        PROBLEM,
                        Map.of("Cache-Control", "no-store"),
                        OperatorJson.text(OperatorJson.problem(status, code, what, List.of())))
                : Answer.html(status, pages.message(shell(base, request), what));
    }

    private Shell shell(Request request) {
        return shell(request.base(), request.http());
    }

    private Shell shell(String base, HttpServletRequest request) {
        return dress.shell(
                base,
                Optional.ofNullable(request.getAttribute(SignedIn.ATTRIBUTE))
                        .filter(SignedIn.class::isInstance)
                        .map(SignedIn.class::cast));
    }
}
