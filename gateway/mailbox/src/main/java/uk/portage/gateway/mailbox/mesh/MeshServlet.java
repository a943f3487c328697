package uk.portage.gateway.mailbox.mesh;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.ErasedException;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TransferId;

/**
 * The MESH face of the mailboxes, to be mapped to {@code /messageexchange/*}: the operations of {@link Operation}. Unlike
 * the other faces it checks the credentials itself, since theirs is a scheme of MESH's own.
 */
public final class MeshServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MeshServlet.class);

    private static final int USUAL_PAGE = 500;

    private final transient MeshSettings settings;
    private final transient Mailbox mailbox;
    private final transient Store store;
    private final transient MessageIds ids;
    private final transient Doorkeeper doorkeeper;
    private final transient Inbox inbox;
    private final transient Outbox outbox;
    private final transient Tracking tracking;
    private final transient Transport transport;
    private final transient Rounds rounds;

    /**
     * @param intake where records that are sent go in
     * @param objection why an organisation may not enter by a request though its credential is good, if it may not
     * @param denied hears of each caller that was refused, by name only if its credential was good
     * @param receipts where the destination of a transfer finds what proves what happened to it
     */
    public MeshServlet(
            Store store,
            MeshSettings settings,
            RecordIntake intake,
            BiFunction<HttpServletRequest, OdsCode, Optional<FailureCode>> objection,
            BiConsumer<Optional<OdsCode>, FailureCode> denied,
            Function<TransferId, URI> receipts,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.mailbox = new Mailbox(store);
        this.ids = new MessageIds(clock);
        this.doorkeeper = new Doorkeeper(store, settings, objection, denied, clock);
        this.inbox = new Inbox(store, mailbox, settings.workflows(), clock);
        this.outbox = new Outbox(store, settings, intake, mailbox, ids, clock, new HeapRoom(memory(settings), 0));
        this.tracking = new Tracking(store, settings);
        this.transport = new Transport(settings, receipts);
        this.rounds = new Rounds(store, settings, ids, clock);
    }

    /** A quarter of what there is, but always room for one message of the largest kind. */
    private static long memory(MeshSettings settings) {
        return Math.max(
                Runtime.getRuntime().maxMemory() / 4, 3L * settings.limits().messageBytes() + (1 << 20));
    }

    @Override
    public void init() {
        rounds.start();
    }

    @Override
    public void destroy() {
        rounds.close();
    }

    /** For tests, which do not wait for the next one. */
    Rounds rounds() {
        return rounds;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        Optional<MeshVersion> version =
                MeshVersion.of(String.join(",", Collections.list(request.getHeaders("Accept"))));
        try {
            if (version.isEmpty()) {
                throw new MeshRefusedException(
                        MeshRefusal.invalid("header", "accept", "there is no such version of this API"));
            }
            answer(request, response, version.get());
        } catch (RuntimeException | StackOverflowError failure) {
            refuse(request, response, refusalOf(failure), version.orElse(MeshVersion.V1));
        }
    }

    private static MeshRefusal refusalOf(Throwable failure) {
        if (failure instanceof MeshRefusedException refused) {
            return refused.refusal();
        }
        if (failure instanceof ErasedException) {
            return MeshRefusal.gone();
        }
        boolean unavailable = failure instanceof StoreUnavailableException
                || (failure instanceof BaseServerResponseException ofMailbox && ofMailbox.getStatusCode() == 503);
        if (unavailable) {
            return MeshRefusal.unavailable();
        }
        // Its class and place only: texts may quote.
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.error("{} at {}", failure.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
        return MeshRefusal.internal();
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, MeshRefusal refusal, MeshVersion version)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(refusal.status());
        refusal.headers().forEach(response::setHeader);
        send(request, response, version, MeshJson.of(refusal, version, ids.next()));
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        String path = Optional.ofNullable(request.getPathInfo()).orElse("/").substring(1);
        Optional<Operation.Asked> found = Operation.of(request.getMethod(), path);
        if (found.isEmpty()) {
            String allowed = Operation.allowed(path);
            throw new MeshRefusedException(
                    allowed.isEmpty() ? MeshRefusal.nothingHere() : MeshRefusal.notAllowed(allowed));
        }
        Operation.Asked asked = found.get();
        if (!asked.operation().isOfMailbox()) {
            open(asked, request, response, version);
            return;
        }
        MeshMailbox owner = doorkeeper.admit(request, asked.identifier("mailbox_id"));
        switch (asked.operation()) {
            case HANDSHAKE, HANDSHAKE_BY_GET -> handshake(owner, request, response, version);
            case LIST -> list(owner, request, response, version);
            case COUNT -> count(owner, request, response, version);
            case DOWNLOAD -> download(owner, asked.identifier("message_id"), 1, request, response, version);
            case DOWNLOAD_CHUNK ->
                download(owner, asked.identifier("message_id"), chunkNumber(asked), request, response, version);
            case HEAD -> download(owner, asked.identifier("message_id"), 1, request, response, version);
            case ACKNOWLEDGE -> acknowledge(owner, asked.identifier("message_id"), request, response, version);
            case SEND -> accepted(outbox.send(owner, request), request, response, version);
            case SEND_CHUNK -> {
                String id = asked.identifier("message_id");
                outbox.sendChunk(owner, id, chunkNumber(asked), request);
                accepted(id, request, response, version);
            }
            case TRACK -> {
                String id =
                        parameter(request, "messageID").orElseThrow(() -> invalidQuery("messageID", "field required"));
                send(request, response, version, tracking.byMessage(owner, id.toUpperCase(Locale.ROOT), version));
            }
            case TRACK_LOCAL ->
                send(request, response, MeshVersion.V1, tracking.byLocalId(owner, asked.value("local_id")));
            case PING, LOOK_UP_ENDPOINT, SEARCH_WORKFLOW ->
                throw new IllegalStateException("answered without a credential");
        }
    }

    private static int chunkNumber(Operation.Asked asked) {
        return number(asked.value("chunk_number"))
                .filter(number -> number >= 1)
                .orElseThrow(() -> new MeshRefusedException(
                        MeshRefusal.invalid("path", "chunk_number", "value is not a whole number from 1")));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private void open(
            Operation.Asked asked, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        switch (asked.operation()) {
            case LOOK_UP_ENDPOINT -> {
                OdsCode organisation = OdsCode.parse(asked.value("ods_code"))
                        .orElseThrow(() -> new MeshRefusedException(
                                MeshRefusal.invalid("path", "ods_code", "value is not the code of an organisation")));
                List<MeshMailbox> takers = settings.takersOf(asked.value("workflow_id")).stream()
                        .filter(taker -> taker.organisation().equals(organisation))
                        .toList();
                lookedUp(takers, version == MeshVersion.V1, request, response, version);
            }
            case SEARCH_WORKFLOW ->
                // The specification gives this one body for both versions.
                lookedUp(settings.takersOf(asked.value("workflow_id")), false, request, response, version);
            default -> send(request, response, version, MeshJson.object(json -> json.writeStringField("status", "up")));
        }
    }

    private void lookedUp(
            List<MeshMailbox> mailboxes,
            boolean first,
            HttpServletRequest request,
            HttpServletResponse response,
            MeshVersion version)
            throws IOException {
        send(request, response, version, MeshJson.object(json -> {
            if (first) {
                json.writeStringField("query_id", ids.next());
            }
            json.writeArrayFieldStart("results");
            for (MeshMailbox found : mailboxes) {
                json.writeStartObject();
                if (first) {
                    json.writeStringField("address", found.id());
                    json.writeStringField("description", found.name());
                    json.writeStringField("endpoint_type", "MESH");
                } else {
                    json.writeStringField("mailbox_id", found.id());
                    json.writeStringField("mailbox_name", found.name());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static void handshake(
            MeshMailbox owner, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        for (String name : List.of("mex-ClientVersion", "mex-OSName", "mex-OSVersion")) {
            String value = request.getHeader(name);
            if (value == null || value.isBlank()) {
                throw new MeshRefusedException(
                        MeshRefusal.invalid("header", name.toLowerCase(Locale.ROOT), "field required"));
            }
        }
        ofVersion(version, "mailboxId", owner.id(), request, response);
    }

    /** A body with one member in the first version, none in the second. */
    private static void ofVersion(
            MeshVersion version, String member, String value, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        send(
                request,
                response,
                version,
                version == MeshVersion.V1
                        ? MeshJson.object(json -> json.writeStringField(member, value))
                        : new byte[0]);
    }

    private void list(MeshMailbox owner, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        int limit = parameter(request, "max_results")
                .map(text -> number(text)
                        .filter(number -> number >= 10 && number <= 5_000)
                        .orElseThrow(() -> invalidQuery("max_results", "value is not a whole number from 10 to 5000")))
                .orElse(USUAL_PAGE);
        Optional<String> after = parameter(request, "continue_from");
        if (after.filter(text -> text.length() < 24 || text.length() > 1_000).isPresent()) {
            throw invalidQuery("continue_from", "ensure this value has from 24 to 1000 characters");
        }
        Optional<String> filter = parameter(request, "workflow_filter");
        if (filter.filter(text -> text.length() < 2 || text.length() > 255).isPresent()) {
            throw invalidQuery("workflow_filter", "ensure this value has from 2 to 255 characters");
        }
        Inbox.Page page = inbox.list(
                owner,
                filter.map(WorkflowFilter::of).orElse(workflow -> true),
                after.map(text -> text.toUpperCase(Locale.ROOT)),
                limit);
        String self = "/messageexchange/" + owner.id() + "/inbox?max_results=" + limit
                + filter.map(text -> "&workflow_filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
        send(request, response, version, MeshJson.object(json -> {
            json.writeArrayFieldStart("messages");
            for (String id : page.messages()) {
                json.writeString(id);
            }
            json.writeEndArray();
            if (version == MeshVersion.V2) {
                links(json, self, page.next());
                json.writeNumberField("approx_inbox_count", inbox.approximateCount(owner));
            }
        }));
    }

    private static void links(JsonGenerator json, String self, Optional<String> next) throws IOException {
        json.writeObjectFieldStart("links");
        json.writeStringField("self", self);
        if (next.isPresent()) {
            json.writeStringField("next", self + "&continue_from=" + next.get());
        }
        json.writeEndObject();
    }

    private void count(MeshMailbox owner, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        long count = inbox.count(owner);
        send(request, response, version, MeshJson.object(json -> {
            json.writeNumberField("count", count);
            if (version == MeshVersion.V1) {
                json.writeStringField("internalID", ids.next());
                json.writeBooleanField("allResultsIncluded", true);
            }
        }));
    }

    private void download(
            MeshMailbox owner,
            String id,
            int number,
            HttpServletRequest request,
            HttpServletResponse response,
            MeshVersion version)
            throws IOException {
        Inbox.Found found = inbox.find(owner, id);
        if (!inbox.isInInbox(found)) {
            throw new MeshRefusedException(MeshRefusal.gone().about(id));
        }
        byte[] whole = content(found);
        int size = settings.limits().chunkBytes();
        ChunkRange range = new ChunkRange(number, Math.max(1, (whole.length + size - 1) / size));
        if (number > range.total()) {
            throw new MeshRefusedException(MeshRefusal.of(ErrorCode.NO_SUCH_MESSAGE, MeshRefusal.COLLECT)
                    .about(id));
        }
        boolean head = request.getMethod().equals("HEAD");
        if (!head
                && range.isLast()
                && found instanceof Inbox.Found.Offered record
                && !mailbox.collect(record.item(), whole.length)) {
            // Withdrawn since it was found.
            throw new MeshRefusedException(MeshRefusal.gone().about(id));
        }
        byte[] chunk = range.total() == 1
                ? whole
                : Arrays.copyOfRange(whole, (number - 1) * size, Math.min(whole.length, number * size));
        transport.describe(response, found, owner, range);
        response.setHeader("ETag", "\"" + Sha256.of(chunk).hexadecimal() + "\"");
        response.setStatus(head || range.isLast() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_PARTIAL_CONTENT);
        if (!head && version == MeshVersion.V2 && chunk.length > 0 && acceptsGzip(request)) {
            response.setHeader("Content-Encoding", "gzip");
            response.setHeader("Vary", "Accept, Accept-Encoding");
            response.setHeader("Mex-Content-Compressed", "Y");
            write(response, compressed(chunk));
        } else {
            response.setContentLength(chunk.length);
            if (!head) {
                write(response, chunk);
            }
        }
    }

    private byte[] content(Inbox.Found found) {
        if (found instanceof Inbox.Found.Offered record) {
            return mailbox.bundle(record.item()).bytes();
        }
        return store.mesh().chunk(found.id(), 1).orElse(new byte[0]);
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Accept-Encoding")).stream()
                .flatMap(header -> Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1)))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(coding ->
                        coding.equals("gzip") || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void acknowledge(
            MeshMailbox owner, String id, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        inbox.acknowledge(inbox.find(owner, id));
        ofVersion(version, "messageId", id, request, response);
    }

    private static void accepted(
            String id, HttpServletRequest request, HttpServletResponse response, MeshVersion version)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        String member = version == MeshVersion.V1 ? "messageID" : "message_id";
        send(request, response, version, MeshJson.object(json -> json.writeStringField(member, id)));
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isEmpty());
    }

    private static MeshRefusedException invalidQuery(String name, String text) {
        return new MeshRefusedException(MeshRefusal.invalid("query", name, text));
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, MeshVersion version, byte[] body)
            throws IOException {
        if (body.length > 0) {
            response.setContentType(version.contentType());
        }
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            write(response, body);
        }
    }

    private static void write(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
