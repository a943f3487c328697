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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.Issue;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The FHIR R4 face of a destination's mailbox: search and read Tasks, read the Bundle of each, update the Task as the
 * business acknowledgement, and register a caseload.
 *
 * <p>Whoever maps this servlet checks the caller's credential first and leaves the {@link Caller} in the request's
 * attribute {@link Caller#ATTRIBUTE}; without it nothing is answered.
 */
public final class MailboxServlet extends RestfulServer {

    private static final long serialVersionUID = 1L;

    private static final int MAXIMUM_TASK_BYTES = 1_000_000;
    private static final int MAXIMUM_GROUP_BYTES = 10_000_000;

    private final transient FhirContext context;
    private final transient Store store;
    private final transient MailboxSettings settings;
    private final transient Mailbox mailbox;
    private final transient Caseload caseload;
    private final transient Subscriptions subscriptions;
    private final transient StrictParser parser;

    /** @param context a context for FHIR R4; not changed by this servlet */
    public MailboxServlet(FhirContext context, Store store, MailboxSettings settings) {
        super(context);
        this.context = context;
        this.store = store;
        this.settings = settings;
        this.mailbox = new Mailbox(store);
        this.caseload = new Caseload(store, settings);
        this.subscriptions = new Subscriptions(store, settings.notifiedHosts());
        this.parser = new StrictParser(context);
    }

    @Override
    protected void initialize() {
        setServerConformanceProvider(new Capabilities(settings));
        setServerAddressStrategy((servletContext, request) -> settings.baseUrl());
        setDefaultResponseEncoding(EncodingEnum.JSON);
        setETagSupport(ETagSupportEnum.ENABLED);
        registerProvider(new FhirReads());
        registerInterceptor(new FailureAnswers());
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
            OutcomeWriter.write(request, response, FailureAnswers.refusalOf(failure));
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        Caller caller = Callers.of(request);
        Route route = Route.of(request);
        if (route.interaction() != Route.Interaction.METADATA && caller.role() != Caller.Role.DESTINATION) {
            mailbox.denyRole(caller.organisation());
            throw new RefusedException(Refusal.forbidden());
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
            case TASK_UPDATE -> updateTask(owner, route.id(), encoding, request, response);
            case CASELOAD_REPLACE -> replaceCaseload(owner, encoding, request, response);
            case SUBSCRIPTION_CREATE -> subscribe(owner, encoding, request, response);
            case SUBSCRIPTION_LIST -> listSubscriptions(owner, encoding, request, response);
            case SUBSCRIPTION_READ ->
                send(
                        response,
                        encoding,
                        encode(
                                encoding,
                                SubscriptionResource.of(subscriptions.find(owner, route.id()), Optional.empty())));
            case SUBSCRIPTION_DELETE -> {
                subscriptions.remove(owner, route.id());
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
        }
    }

    private Bundle searchTasks(OdsCode caller, HttpServletRequest request) {
        TaskSearch search = TaskSearch.of(request.getParameterMap());
        TaskPage page = TaskPage.of(store, caller, search);
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

    private void readBundle(
            OdsCode caller, String id, Encoding encoding, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        MailboxItem item = mailbox.item(caller, id);
        StoredBundle stored = mailbox.bundle(item);
        mailbox.collect(item, stored.bytes().length);
        String entityTag = "\"" + stored.hash().hexadecimal() + "-" + encoding.shortName() + "\"";
        response.setHeader("Vary", "Accept");
        if (isKnown(request, entityTag)) {
            notModified(response, entityTag);
            return;
        }
        response.setHeader("ETag", entityTag);
        byte[] body = switch (encoding) {
            case JSON -> stored.bytes();
            case XML -> xml(stored.bytes());
        };
        send(response, encoding, body);
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
        TaskChange change = mailbox.answer(caller, id, answer, condition, item -> Answer.foreignElement(task, item));
        if (change instanceof TaskChange.Stands stands) {
            MailboxItem item = stands.item();
            response.setHeader("ETag", TaskResource.entityTag(item));
            response.setHeader(
                    "Last-Modified",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(item.changedAt().atOffset(ZoneOffset.UTC)));
            send(response, encoding, encode(encoding, TaskResource.of(item)));
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
        send(response, encoding, encode(encoding, CaseloadGroup.of(caller, size)));
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
                response,
                HttpServletResponse.SC_CREATED,
                encoding,
                encode(encoding, SubscriptionResource.of(made.subscription(), Optional.of(made.secret()))));
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
        send(response, encoding, encode(encoding, bundle));
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

    private static void send(HttpServletResponse response, Encoding encoding, byte[] body) throws IOException {
        send(response, HttpServletResponse.SC_OK, encoding, body);
    }

    private static void send(HttpServletResponse response, int status, Encoding encoding, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(encoding.contentType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
