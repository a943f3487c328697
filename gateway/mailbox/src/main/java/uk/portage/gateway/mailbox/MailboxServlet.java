package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.ETagSupportEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.Issue;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * The FHIR R4 face of a destination's mailbox: search and read Tasks, read the Bundle of each, update the Task as the
 * business acknowledgement, and register a caseload.
 *
 * <p>Whoever maps this servlet checks the caller's credential first and leaves the {@link Caller} in the request's
 * attribute {@link Caller#ATTRIBUTE}; without it nothing is answered.
 */
public final class MailboxServlet extends RestfulServer {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "application/x-www-form-urlencoded";

    /** How long a claim lasts, in seconds, unless its worker says otherwise: longer than a record takes to be read. */
    static final int USUAL_LEASE_SECONDS = 300;

    static final int LONGEST_LEASE_SECONDS = 3_600;

    private static final String LEASE = "lease";
    private static final String GZIPPED = "-gzip";

    private static final int MAXIMUM_TASK_BYTES = 1_000_000;
    private static final int MAXIMUM_GROUP_BYTES = 10_000_000;

    private final transient FhirContext context;
    private final transient Store store;
    private final transient MailboxSettings settings;
    private final transient Mailbox mailbox;
    private final transient Caseload caseload;
    private final transient Subscriptions subscriptions;
    private final transient RecordRequests requests;
    private final transient StrictParser parser;
    private final transient Exports exports;
    private final transient ExportAnswers exportAnswers;

    /** @param context a context for FHIR R4; not changed by this servlet */
    public MailboxServlet(FhirContext context, Store store, MailboxSettings settings) {
        super(context);
        this.context = context;
        this.store = store;
        this.settings = settings;
        this.mailbox = new Mailbox(store);
        this.caseload = new Caseload(store, settings);
        this.subscriptions = new Subscriptions(store, mailbox, settings.notifiedHosts());
        this.requests = new RecordRequests(store, mailbox, settings);
        this.parser = new StrictParser(context);
        this.exports = new Exports(context, store, mailbox, settings.exportLimits());
        this.exportAnswers = new ExportAnswers(exports, parser, settings);
    }

    @Override
    protected void initialize() {
        setServerConformanceProvider(new Capabilities(settings));
        setServerAddressStrategy((servletContext, request) -> settings.baseUrl());
        setDefaultResponseEncoding(EncodingEnum.JSON);
        setETagSupport(ETagSupportEnum.ENABLED);
        registerProvider(new FhirReads());
        registerInterceptor(new FailureAnswers());
        exports.preparation().start();
    }

    @Override
    public void destroy() {
        exports.preparation().close();
        super.destroy();
    }

    /** HAPI would name itself and its version here. */
    @Override
    public void addHeadersToResponse(HttpServletResponse response) {
        AnswerHeaders.set(response);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AnswerHeaders.set(response);
        try {
            answer(request, response);
        } catch (Exception | StackOverflowError failure) {
            Refusal refusal = FailureAnswers.refusalOf(failure);
            if (response.isCommitted()) {
                // The container cuts the connection: half an answer must not look whole.
                throw failure instanceof IOException gone ? gone : new IOException("an answer that broke off");
            }
            OutcomeWriter.write(request, response, refusal);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        Caller caller = Callers.of(request);
        Route route = Route.of(request);
        boolean withdraws = route.interaction() == Route.Interaction.WITHDRAW;
        if (route.interaction() != Route.Interaction.METADATA
                && caller.role() != (withdraws ? Caller.Role.SOURCE : Caller.Role.DESTINATION)) {
            mailbox.denyRole(caller.organisation());
            throw new RefusedException(withdraws ? Refusal.sourcesOnly() : Refusal.forbidden());
        }
        if (route.interaction().isExport()) {
            export(caller.organisation(), route, request, response);
            return;
        }
        Encoding encoding = Encoding.wantedBy(request)
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        406,
                        FailureCode.UNSUPPORTED_TYPE,
                        IssueType.NOT_SUPPORTED,
                        "answers are application/fhir+json or application/fhir+xml")));
        OdsCode owner = caller.organisation();
        switch (route.interaction()) {
            case METADATA -> super.service(request, response);
            case TASK_SEARCH, TASK_SEARCH_BY_POST -> {
                FhirReads.found(request, searchTasks(owner, request));
                super.service(request, response);
            }
            case TASK_READ -> {
                Optional<RecordRequest> requested = requests.find(owner, route.id());
                if (requested.isPresent()) {
                    send(request, response, encoding, resource(requested.get()));
                    return;
                }
                MailboxItem item = mailbox.item(owner, route.id());
                if (isKnown(request, TaskResource.entityTag(item))) {
                    notModified(response, TaskResource.entityTag(item));
                } else {
                    FhirReads.found(request, TaskResource.of(item));
                    super.service(request, response);
                }
            }
            case CASELOAD_READ -> {
                FhirReads.found(request, CaseloadGroup.of(owner, caseload.size(owner)));
                super.service(request, response);
            }
            case BUNDLE_READ -> readBundle(owner, route.id(), encoding, request, response);
            case TASK_CLAIM_NEXT -> claimNext(owner, encoding, request, response);
            case TASK_CLAIM -> claim(owner, route.id(), encoding, request, response);
            case TASK_RECEIPT ->
                send(
                        request,
                        response,
                        encoding,
                        ReceiptResource.of(store.ledgerTree(), mailbox.item(owner, route.id())));
            case EVERYTHING, EVERYTHING_BY_POST -> everything(owner, encoding, request, response);
            case RECORD_REQUEST -> requestRecord(owner, encoding, request, response);
            case SENDERS_LOCATE ->
                send(
                        request,
                        response,
                        encoding,
                        requests.locate(owner, OperationParameters.of(request, parser, RecordRequests.PERSON))
                                .resource());
            case WITHDRAW -> withdraw(owner, encoding, request, response);
            case TASK_UPDATE -> updateTask(owner, route.id(), encoding, request, response);
            case CASELOAD_REPLACE -> replaceCaseload(owner, encoding, request, response);
            case SUBSCRIPTION_CREATE -> subscribe(owner, encoding, request, response);
            case SUBSCRIPTION_LIST -> listSubscriptions(owner, encoding, request, response);
            case SUBSCRIPTION_READ ->
                send(
                        request,
                        response,
                        encoding,
                        SubscriptionResource.of(subscriptions.find(owner, route.id()), Optional.empty()));
            case SUBSCRIPTION_DELETE -> {
                subscriptions.remove(owner, route.id());
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            case EXPORT, EXPORT_BY_POST, EXPORT_STATUS, EXPORT_DELETE, EXPORT_FILE ->
                throw new IllegalStateException("answered before");
        }
    }

    /** Its answers are in other media types than the rest. */
    private void export(OdsCode owner, Route route, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (route.interaction()) {
            case EXPORT, EXPORT_BY_POST -> exportAnswers.kickOff(owner, request, response);
            case EXPORT_STATUS -> exportAnswers.status(owner, route.id(), response);
            case EXPORT_DELETE -> exportAnswers.remove(owner, route.id(), response);
            case EXPORT_FILE -> exportAnswers.file(owner, route.id(), request, response);
            default -> throw new IllegalArgumentException("not of an export: " + route.interaction());
        }
    }

    private Bundle searchTasks(OdsCode caller, HttpServletRequest request) {
        TaskSearch search = TaskSearch.of(parameters(request), WorkerName.of(request), settings);
        TaskPage page = TaskPage.of(store, caller, search, Instant.now());
        String base = settings.baseUrl();
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        page.total().ifPresent(total -> bundle.setTotal(Math.toIntExact(total)));
        bundle.addLink().setRelation("self").setUrl(base + "/Task?" + search.query(search.after()));
        page.next()
                .ifPresent(
                        cursor -> bundle.addLink().setRelation("next").setUrl(base + "/Task?" + search.query(cursor)));
        for (MailboxItem item : page.items()) {
            bundle.addEntry()
                    .setFullUrl(base + "/Task/" + item.transfer())
                    .setResource(TaskResource.of(item))
                    .getSearch()
                    .setMode(Bundle.SearchEntryMode.MATCH);
        }
        return bundle;
    }

    /** Of the address and, by POST, of a form: what is neither would be passed over, and more be found than was asked for. */
    private static Map<String, String[]> parameters(HttpServletRequest request) {
        String type = Optional.ofNullable(request.getContentType()).orElse(FORM).strip();
        boolean empty = request.getContentLengthLong() == 0;
        if (request.getMethod().equals("POST")
                && !empty
                && !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            throw new RefusedException(Refusal.of(
                    415, FailureCode.UNSUPPORTED_TYPE, IssueType.NOT_SUPPORTED, "a search by POST is sent as " + FORM));
        }
        try {
            return request.getParameterMap();
        } catch (IllegalStateException notReadable) {
            throw new RefusedException(
                    Refusal.badRequest(IssueType.STRUCTURE, "the parameters cannot be read as a form"));
        }
    }

    private void everything(OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Everything asked = Everything.of(parameters(request), settings);
        try (HeapRoom.Share share = DocumentHeap.share()) {
            send(request, response, encoding, asked.page(context, store, mailbox, caller, settings.baseUrl(), share));
        }
    }

    private void readBundle(
            OdsCode caller, String id, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        MailboxItem item = mailbox.item(caller, id);
        try (HeapRoom.Share share = DocumentHeap.share()) {
            long size = store.bundleSize(item.submission(), item.rendering()).orElse(0);
            if (!share.growTo(size * heapPerByte(encoding), DocumentHeap.PATIENCE)) {
                throw new RefusedException(Refusal.overloaded());
            }
            sendBundle(item, encoding, request, response);
        }
    }

    private static int heapPerByte(Encoding encoding) {
        return encoding == Encoding.JSON ? DocumentHeap.READ : DocumentHeap.REWRITTEN;
    }

    private void sendBundle(
            MailboxItem item, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StoredBundle stored = mailbox.bundle(item);
        if (!mailbox.collect(item, stored.bytes().length)) {
            throw new RefusedException(Refusal.withdrawn());
        }
        // Strong tags differ by coding (RFC 9110, section 8.8.3.3); whoever knows one of them knows the record.
        String plain = stored.hash().hexadecimal() + "-" + encoding.shortName();
        boolean gzip = Compression.suits(request, stored.bytes().length);
        String entityTag = quoted(gzip ? plain + GZIPPED : plain);
        if (isKnown(request, quoted(plain)) || isKnown(request, quoted(plain + GZIPPED))) {
            notModified(response, entityTag);
            return;
        }
        response.setHeader("ETag", entityTag);
        byte[] body = switch (encoding) {
            case JSON -> stored.bytes();
            case XML -> xml(stored.bytes());
        };
        send(response, HttpServletResponse.SC_OK, encoding, body, gzip);
    }

    private static String quoted(String tag) {
        return "\"" + tag + "\"";
    }

    private void claimNext(OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OperationParameters parameters =
                OperationParameters.of(request, parser, Set.of(WorkerName.PARAMETER, LEASE, TaskSearch.COUNT));
        List<MailboxItem> items = mailbox.claimNext(
                caller,
                worker(request, parameters),
                lease(parameters),
                parameters.number(TaskSearch.COUNT, 1, TaskSearch.MAXIMUM_COUNT).orElse(1));
        Bundle claimed = new Bundle();
        claimed.setType(Bundle.BundleType.COLLECTION);
        for (MailboxItem item : items) {
            claimed.addEntry()
                    .setFullUrl(settings.baseUrl() + "/Task/" + item.transfer())
                    .setResource(TaskResource.of(item));
        }
        send(request, response, encoding, claimed);
    }

    private void claim(
            OdsCode caller, String id, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OperationParameters parameters = OperationParameters.of(request, parser, Set.of(WorkerName.PARAMETER, LEASE));
        TaskChange change = mailbox.claim(caller, id, worker(request, parameters), lease(parameters));
        answer(change, encoding, request, response);
    }

    private static String worker(HttpServletRequest request, OperationParameters parameters) {
        return parameters
                .text(WorkerName.PARAMETER)
                .map(WorkerName::checked)
                .or(() -> WorkerName.of(request))
                .orElseThrow(() -> new RefusedException(Refusal.badRequest(
                        IssueType.REQUIRED,
                        "a claim needs the parameter " + WorkerName.PARAMETER + " or the header " + WorkerName.HEADER
                                + ": the name by which a worker is told from the others")));
    }

    private static Duration lease(OperationParameters parameters) {
        return Duration.ofSeconds(
                parameters.number(LEASE, 1, LONGEST_LEASE_SECONDS).orElse(USUAL_LEASE_SECONDS));
    }

    private void requestRecord(
            OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RecordRequest kept = requests.ask(caller, OperationParameters.of(request, parser, RecordRequests.PARAMETERS));
        response.setHeader("Content-Location", settings.baseUrl() + "/Task/" + kept.id());
        send(request, response, HttpServletResponse.SC_ACCEPTED, encoding, resource(kept));
    }

    private Task resource(RecordRequest request) {
        if (request.state() != RecordRequest.State.PROVIDED) {
            return RecordRequestResource.of(request, false, Optional.empty());
        }
        boolean inMailbox = store.mailboxItem(TransferId.of(request.submission(), request.requester()))
                .isPresent();
        return RecordRequestResource.of(
                request, inMailbox, inMailbox ? Optional.empty() : requests.endOnTheRoad(request));
    }

    private void withdraw(OdsCode source, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OperationParameters parameters = OperationParameters.of(
                request, parser, Set.of("submission", "channel", "application", "facility", "identifier"));
        Withdrawal withdrawal = Withdrawal.of(store, mailbox, source, submission(source, parameters));
        Parameters said = new Parameters();
        said.addParameter("withdrawn", withdrawal.withdrawn());
        said.addParameter("collected", withdrawal.collected());
        send(request, response, encoding, said);
    }

    private static SubmissionId submission(OdsCode source, OperationParameters parameters) {
        Optional<String> receipt = parameters.text("submission");
        if (receipt.isPresent()) {
            return receipt.flatMap(TransferId::parse)
                    .map(id -> new SubmissionId(id.value()))
                    .orElseThrow(() -> new RefusedException(Refusal.notFound()));
        }
        Optional<String> channel = parameters.text("channel");
        Optional<String> identifier = parameters.text("identifier");
        if (channel.isEmpty() || identifier.isEmpty()) {
            throw new RefusedException(Refusal.badRequest(
                    IssueType.REQUIRED,
                    "a submission is named by its id, in submission; or by channel, application, facility and"
                            + " identifier, as its document had them"));
        }
        return SubmissionId.of(DedupeKey.ofDocument(
                source,
                channel.get(),
                parameters.text("application").orElse(""),
                parameters.text("facility").orElse(""),
                identifier.get()));
    }

    /** True if {@code If-None-Match} names the tag, compared weakly (RFC 9110, section 13.1.2). */
    private static boolean isKnown(HttpServletRequest request, String entityTag) {
        String header = request.getHeader("If-None-Match");
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(entityTag)));
    }

    private static String opaque(String entityTag) {
        return entityTag.startsWith("W/") ? entityTag.substring(2) : entityTag;
    }

    private static void notModified(HttpServletResponse response, String entityTag) {
        response.setHeader("ETag", entityTag);
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    }

    private byte[] xml(byte[] storedJson) {
        Bundle bundle =
                context.newJsonParser().parseResource(Bundle.class, new String(storedJson, StandardCharsets.UTF_8));
        return encode(Encoding.XML, bundle);
    }

    private void updateTask(
            OdsCode caller, String id, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Task task =
                parser.parse(RequestBody.encoding(request), RequestBody.text(request, MAXIMUM_TASK_BYTES), Task.class);
        Answer answer = Answer.of(task, id);
        IfMatch condition = new IfMatch(Optional.ofNullable(request.getHeader("If-Match")));
        TaskChange change = mailbox.answer(
                caller, id, answer, condition, WorkerName.of(request), item -> Answer.foreignElement(task, item));
        answer(change, encoding, request, response);
    }

    private void answer(TaskChange change, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (change instanceof TaskChange.Stands stands) {
            MailboxItem item = stands.item();
            response.setHeader("ETag", TaskResource.entityTag(item));
            response.setHeader(
                    "Last-Modified",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(item.changedAt().atOffset(ZoneOffset.UTC)));
            send(request, response, encoding, TaskResource.of(item));
        } else {
            throw new RefusedException(refusal(change));
        }
    }

    private static Refusal refusal(TaskChange change) {
        if (change instanceof TaskChange.Stale stale) {
            return Refusal.of(
                            412,
                            FailureCode.INVALID_TRANSITION,
                            IssueType.CONFLICT,
                            "the Task has changed; its version is now "
                                    + stale.item().version())
                    .with("ETag", TaskResource.entityTag(stale.item()));
        }
        if (change instanceof TaskChange.Claimed claimed) {
            return claimed(claimed.item());
        }
        if (change instanceof TaskChange.Impossible impossible) {
            MailboxItem item = impossible.item();
            return new Refusal(
                    409,
                    FailureCode.INVALID_TRANSITION,
                    List.of(Issue.at(
                            "Task.status",
                            IssueType.CONFLICT,
                            item.status().isFinal()
                                    ? "the Task is " + item.status().code() + ", and that is final"
                                    : "the Task is " + item.status().code()
                                            + "; it can be moved to accepted, completed or rejected only")),
                    Map.of("ETag", TaskResource.entityTag(item)));
        }
        if (change instanceof TaskChange.Foreign foreign) {
            return Refusal.unprocessable(
                    IssueType.BUSINESS_RULE,
                    foreign.element(),
                    foreign.element() + " is set by the gateway and cannot be changed; it may be left out");
        }
        return Refusal.notFound();
    }

    private static Refusal claimed(MailboxItem item) {
        Refusal refusal = new Refusal(
                409,
                FailureCode.INVALID_TRANSITION,
                List.of(new Issue(
                        IssueType.CONFLICT,
                        "another worker of this destination has claimed the Task; the lease ends at "
                                + item.lease()
                                        .map(lease -> lease.until().toString())
                                        .orElse("an unknown time"),
                        Optional.empty())),
                Map.of("ETag", TaskResource.entityTag(item)));
        long seconds = item.lease()
                .map(lease -> Duration.between(Instant.now(), lease.until()).toSeconds() + 1)
                .orElse(1L);
        return refusal.with("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    private void replaceCaseload(
            OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Group group = parser.parse(
                RequestBody.encoding(request), RequestBody.text(request, MAXIMUM_GROUP_BYTES), Group.class);
        if (!CaseloadGroup.ID.equals(group.getIdElement().getIdPart())) {
            throw new RefusedException(
                    Refusal.badRequest(IssueType.VALUE, "Group.id must be present and the same as in the address"));
        }
        long size = caseload.replace(caller, CaseloadGroup.persons(group));
        send(request, response, encoding, CaseloadGroup.of(caller, size));
    }

    private void subscribe(OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Subscription sent = parser.parse(
                RequestBody.encoding(request), RequestBody.text(request, MAXIMUM_TASK_BYTES), Subscription.class);
        Subscriptions.Made made = subscriptions.add(caller, sent);
        response.setHeader(
                "Location",
                settings.baseUrl() + "/Subscription/" + made.subscription().id());
        send(
                request,
                response,
                HttpServletResponse.SC_CREATED,
                encoding,
                SubscriptionResource.of(made.subscription(), Optional.of(made.secret())));
    }

    private void listSubscriptions(
            OdsCode caller, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!request.getParameterMap().keySet().stream().allMatch("_format"::equals)) {
            throw new RefusedException(
                    Refusal.badRequest(IssueType.NOT_SUPPORTED, "subscriptions are listed without parameters"));
        }
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        subscriptions
                .of(caller)
                .forEach(subscription -> bundle.addEntry()
                        .setFullUrl(settings.baseUrl() + "/Subscription/" + subscription.id())
                        .setResource(SubscriptionResource.of(subscription, Optional.empty()))
                        .getSearch()
                        .setMode(Bundle.SearchEntryMode.MATCH));
        bundle.setTotal(bundle.getEntry().size());
        send(request, response, encoding, bundle);
    }

    private byte[] encode(Encoding encoding, IBaseResource resource) {
        IParser encoder = switch (encoding) {
            case JSON -> context.newJsonParser();
            case XML -> context.newXmlParser();
        };
        // What stands in the resource is what is sent.
        encoder.setOverrideResourceIdWithBundleEntryFullUrl(false);
        encoder.setStripVersionsFromReferences(false);
        return encoder.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    }

    private void send(
            HttpServletRequest request, HttpServletResponse response, Encoding encoding, IBaseResource resource)
            throws IOException {
        send(request, response, HttpServletResponse.SC_OK, encoding, resource);
    }

    private void send(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Encoding encoding,
            IBaseResource resource)
            throws IOException {
        byte[] body = encode(encoding, resource);
        send(response, status, encoding, body, Compression.suits(request, body.length));
    }

    private static void send(HttpServletResponse response, int status, Encoding encoding, byte[] body, boolean gzip)
            throws IOException {
        byte[] sent = gzip ? Compression.gzip(body) : body;
        response.setStatus(status);
        response.setContentType(encoding.contentType());
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentLength(sent.length);
        response.getOutputStream().write(sent);
    }
}
