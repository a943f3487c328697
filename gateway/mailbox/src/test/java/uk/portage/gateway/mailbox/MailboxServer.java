package uk.portage.gateway.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.SimpleRequestHeaderInterceptor;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** The mailbox in a real servlet container over a real store, and a caller to it. */
final class MailboxServer implements AutoCloseable {

    static final OdsCode TRUST = new OdsCode("RZZ");
    static final OdsCode COUNCIL = new OdsCode("900");
    static final OdsCode OTHER_COUNCIL = new OdsCode("901");
    static final byte[] SITE_KEY = "a site key of thirty-two bytes!!".getBytes(UTF_8);
    static final FhirContext FHIR = FhirContext.forR4();

    private static final String ORGANISATION_HEADER = "Test-Organisation";
    private static final String ROLE_HEADER = "Test-Role";

    private final Store store;
    private final Tomcat tomcat;
    private final AtomicLong businessIds;
    private final HttpClient http = HttpClient.newHttpClient();

    MailboxServer(Path folder) throws Exception {
        this(folder, ExportLimits.USUAL);
    }

    MailboxServer(Path folder, ExportLimits exports) throws Exception {
        store = TestStore.open(folder);
        // Another server may have filled it.
        businessIds =
                new AtomicLong(store.mailboxCount(COUNCIL, Set.of()) + store.mailboxCount(OTHER_COUNCIL, Set.of()));
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        // They look into the Java machine's own packages, which are closed to them, and complain.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        MailboxSettings settings = MailboxSettings.of("1.2.3-test", () -> URI.create(url("/fhir")), SITE_KEY)
                .notifying(Map.of(COUNCIL, Set.of(URI.create("https://hooks.example.org"))))
                .asking(new AskableSources(Set.of(TRUST, COUNCIL), Map.of(TRUST, "A trust")))
                .exporting(exports);
        servlet(context, "mailbox", "/fhir/*", new MailboxServlet(FHIR, store, settings));
        servlet(context, "caseload", "/caseload", new CaseloadServlet(store, settings));
        authenticate(context);
        tomcat.getConnector();
        tomcat.start();
    }

    private static void servlet(Context context, String name, String pattern, HttpServlet servlet) {
        Tomcat.addServlet(context, name, servlet);
        context.addServletMapping(pattern, name);
    }

    /** Stands for the filter of the app that checks tokens. */
    private static void authenticate(Context context) {
        Filter filter = (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            String organisation = http.getHeader(ORGANISATION_HEADER);
            if (organisation != null) {
                Caller.Role role = Optional.ofNullable(http.getHeader(ROLE_HEADER))
                        .map(Caller.Role::valueOf)
                        .orElse(Caller.Role.DESTINATION);
                request.setAttribute(Caller.ATTRIBUTE, new Caller(new OdsCode(organisation), role));
            }
            chain.doFilter(request, response);
        };
        FilterDef definition = new FilterDef();
        definition.setFilterName("callers");
        definition.setFilter(filter);
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("callers");
        mapping.addURLPattern("/*");
        context.addFilterMap(mapping);
    }

    Store store() {
        return store;
    }

    String url(String path) {
        return "http://localhost:" + tomcat.getConnector().getLocalPort() + path;
    }

    /** Routes a new record to an organisation and offers it. */
    TransferId offer(OdsCode owner) {
        return offer(owner, Workflow.ADMISSION_NOTICE);
    }

    TransferId offer(OdsCode owner, Workflow workflow) {
        return offer(owner, workflow, Instant.now());
    }

    TransferId offer(OdsCode owner, Workflow workflow, Instant startedAt) {
        return offer(TRUST, owner, workflow, startedAt, Optional.empty(), List.of(), true);
    }

    /** About a person with an NHS number. */
    TransferId offerAbout(OdsCode owner, Workflow workflow, String nhsNumber, String... others) {
        return offer(
                TRUST,
                owner,
                workflow,
                Instant.now(),
                Optional.of(key(nhsNumber)),
                Arrays.stream(others).map(MailboxServer::key).toList(),
                true);
    }

    static OrderingKey key(String nhsNumber) {
        return OrderingKey.of(SITE_KEY, TRUST, new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", nhsNumber));
    }

    /** By another source than usual, or without an offer. */
    TransferId offer(
            OdsCode source,
            OdsCode owner,
            Workflow workflow,
            Instant startedAt,
            Optional<OrderingKey> person,
            List<OrderingKey> others,
            boolean offered) {
        String businessId = "message-" + businessIds.incrementAndGet();
        return offer(source, owner, workflow, startedAt, person, others, offered, businessId, bundle(businessId));
    }

    /** With this as its bundle. */
    TransferId offer(OdsCode owner, String bundle) {
        return offer(
                TRUST,
                owner,
                Workflow.ADMISSION_NOTICE,
                Instant.now(),
                Optional.empty(),
                List.of(),
                true,
                "message-" + businessIds.incrementAndGet(),
                bundle.getBytes(UTF_8));
    }

    private TransferId offer(
            OdsCode source,
            OdsCode owner,
            Workflow workflow,
            Instant startedAt,
            Optional<OrderingKey> person,
            List<OrderingKey> others,
            boolean offered,
            String businessId,
            byte[] bundle) {
        SubmissionId submission = SubmissionId.of(DedupeKey.ofDocument(source, "adt", "PAS", "RZZ", businessId));
        TransferId transfer = TransferId.of(submission, owner);
        byte[] bytes = businessId.getBytes(UTF_8);
        store.write(transaction -> keep(
                        transaction,
                        source,
                        owner,
                        workflow,
                        startedAt,
                        person,
                        others,
                        offered,
                        submission,
                        bytes,
                        bundle))
                .join();
        return transfer;
    }

    /** So many, of the same content, in few commits. */
    void offerMany(OdsCode owner, int count, byte[] bundle) {
        for (int i = 0; i < count; i += 1_000) {
            int some = Math.min(1_000, count - i);
            store.write(transaction -> {
                        for (int j = 0; j < some; j++) {
                            String businessId = "message-" + businessIds.incrementAndGet();
                            keep(
                                    transaction,
                                    TRUST,
                                    owner,
                                    Workflow.ADMISSION_NOTICE,
                                    Instant.now(),
                                    Optional.empty(),
                                    List.of(),
                                    true,
                                    SubmissionId.of(DedupeKey.ofDocument(TRUST, "adt", "PAS", "RZZ", businessId)),
                                    businessId.getBytes(UTF_8),
                                    bundle);
                        }
                        return true;
                    })
                    .join();
        }
    }

    private static boolean keep(
            Transaction transaction,
            OdsCode source,
            OdsCode owner,
            Workflow workflow,
            Instant startedAt,
            Optional<OrderingKey> person,
            List<OrderingKey> others,
            boolean offered,
            SubmissionId submission,
            byte[] bytes,
            byte[] bundle) {
        TransferId transfer = TransferId.of(submission, owner);
        TimeTarget target = TimeTarget.defaultFor(workflow);
        transaction.keep(
                new SubmissionRow(
                        submission,
                        source,
                        "adt",
                        "hl7v2",
                        "ADT^A01",
                        workflow,
                        "",
                        Optional.of(startedAt),
                        startedAt,
                        false,
                        person.orElseGet(() -> OrderingKey.of(SITE_KEY, submission)),
                        others,
                        !others.isEmpty(),
                        Optional.empty(),
                        Sha256.of(bytes),
                        bytes.length),
                bytes,
                new byte[32]);
        transaction.keepBundle(submission, bundle, Sha256.of(bundle));
        transaction.startTransfer(
                new TransferDraft(transfer, submission, source, owner, workflow, startedAt.plus(target.cutoff())));
        transaction.append(EntryDraft.of(EntryKind.ROUTED)
                .submission(submission)
                .transfer(transfer)
                .sender(source)
                .recipient(owner)
                .workflow(workflow)
                .format("hl7v2")
                .startedAt(startedAt, true)
                .timeTarget(target)
                .rightPerson(true)
                .valid(true)
                .draft());
        if (!offered) {
            return true;
        }
        transaction.offer(transfer);
        transaction.append(EntryDraft.of(EntryKind.OFFERED)
                .submission(submission)
                .transfer(transfer)
                .sender(source)
                .recipient(owner)
                .workflow(workflow)
                .draft());
        return true;
    }

    /** Routes a record that was offered to one organisation to another one as well. */
    TransferId offerToo(SubmissionId submission, OdsCode owner) {
        TransferId transfer = TransferId.of(submission, owner);
        TimeTarget target = TimeTarget.defaultFor(Workflow.ADMISSION_NOTICE);
        store.write(transaction -> {
                    transaction.startTransfer(new TransferDraft(
                            transfer,
                            submission,
                            TRUST,
                            owner,
                            Workflow.ADMISSION_NOTICE,
                            Instant.now().plus(target.cutoff())));
                    transaction.append(EntryDraft.of(EntryKind.ROUTED)
                            .submission(submission)
                            .transfer(transfer)
                            .sender(TRUST)
                            .recipient(owner)
                            .workflow(Workflow.ADMISSION_NOTICE)
                            .timeTarget(target)
                            .draft());
                    return transaction.offer(transfer);
                })
                .join();
        return transfer;
    }

    private static byte[] bundle(String businessId) {
        Bundle bundle = new Bundle();
        bundle.setId(businessId);
        bundle.setType(Bundle.BundleType.COLLECTION);
        Patient patient = new Patient();
        patient.addName().setFamily("Testcase");
        bundle.addEntry()
                .setFullUrl("urn:uuid:3f1f9d5e-5b8e-4c67-9ac2-0c3a5d0b8a11")
                .setResource(patient);
        // Two spaces that no encoder would write: they show whether the bytes are those that were stored.
        return FHIR.newJsonParser()
                .encodeResourceToString(bundle)
                .replaceFirst("\\{", "{  ")
                .getBytes(UTF_8);
    }

    List<Entry> entries(EntryKind kind) {
        return store.ledger().entriesAfter(0, 1_000_000).stream()
                .filter(entry -> entry.content().kind() == kind)
                .toList();
    }

    List<Entry> entries(EntryKind kind, TransferId transfer) {
        return entries(kind).stream()
                .filter(entry -> entry.content().transfer().equals(Optional.of(transfer)))
                .toList();
    }

    Request request(String method, String path) {
        return new Request(method, path, Map.of(), new byte[0]).as(COUNCIL);
    }

    HttpResponse<String> get(OdsCode caller, String path) {
        return request("GET", path).as(caller).send();
    }

    HttpResponse<String> answer(OdsCode caller, TransferId transfer, Task task) {
        return request("PUT", "/fhir/Task/" + transfer).as(caller).json(task).send();
    }

    /** A Task that says no more than it must. */
    static Task task(TransferId transfer, Task.TaskStatus status) {
        Task task = new Task();
        task.setId(new IdType("Task", transfer.toString()));
        task.setStatus(status);
        task.setIntent(Task.TaskIntent.ORDER);
        return task;
    }

    static Task rejection(TransferId transfer, String reason) {
        Task task = task(transfer, Task.TaskStatus.REJECTED);
        task.getStatusReason().addCoding().setSystem(TaskResource.REASON_SYSTEM).setCode(reason);
        return task;
    }

    static Bundle bundle(HttpResponse<String> response) {
        return FHIR.newJsonParser().parseResource(Bundle.class, response.body());
    }

    static Task task(HttpResponse<String> response) {
        return FHIR.newJsonParser().parseResource(Task.class, response.body());
    }

    IGenericClient client(OdsCode caller) {
        FHIR.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        IGenericClient client = FHIR.newRestfulGenericClient(url("/fhir"));
        client.registerInterceptor(new SimpleRequestHeaderInterceptor(ORGANISATION_HEADER, caller.value()));
        return client;
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        store.close();
    }

    /** One HTTP request; nothing is sent before {@link #send()}. */
    final class Request {
        private final String method;
        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;

        private Request(String method, String path, Map<String, String> headers, byte[] body) {
            this.method = method;
            this.path = path;
            this.headers = headers;
            this.body = body;
        }

        Request as(OdsCode caller) {
            return header(ORGANISATION_HEADER, caller.value());
        }

        Request as(OdsCode caller, Caller.Role role) {
            return as(caller).header(ROLE_HEADER, role.name());
        }

        Request anonymous() {
            Map<String, String> fewer = new java.util.HashMap<>(headers);
            fewer.remove(ORGANISATION_HEADER);
            return new Request(method, path, fewer, body);
        }

        Request header(String name, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Request(method, path, more, body);
        }

        Request body(String contentType, byte[] bytes) {
            return new Request(method, path, headers, bytes).header("Content-Type", contentType);
        }

        Request body(String contentType, String text) {
            return body(contentType, text.getBytes(UTF_8));
        }

        Request json(org.hl7.fhir.r4.model.Resource resource) {
            return body("application/fhir+json", FHIR.newJsonParser().encodeResourceToString(resource));
        }

        HttpResponse<String> send() {
            return send(BodyHandlers.ofString(UTF_8));
        }

        <T> HttpResponse<T> send(HttpResponse.BodyHandler<T> handler) {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url(path)))
                    .timeout(Duration.ofSeconds(60))
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            headers.forEach(builder::setHeader);
            try {
                return http.send(builder.build(), handler);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
