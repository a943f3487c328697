package uk.portage.gateway.mailbox.push;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.rest.client.apache.ApacheRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.IClientInterceptor;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.IHttpRequest;
import ca.uhn.fhir.rest.client.api.IHttpResponse;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.transfer.TransferId;

/** One destination's FHIR server, spoken to with HAPI's client. For one thread, but for {@link #abort}. */
final class FhirServer {

    /** The header of the IETF's draft of that name; its value is a quoted string. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final Logger LOG = LoggerFactory.getLogger(FhirServer.class);

    private final ToFhirServer configuration;
    private final Transport transport;
    private final Optional<AccessTokens> tokens;
    private final FhirContext context = FhirContext.forR4();
    private final Exchange exchange = new Exchange();
    private Optional<IGenericClient> client = Optional.empty();
    private int generation;

    FhirServer(ToFhirServer configuration) {
        this.configuration = configuration;
        this.transport = new Transport(configuration.trusted(), configuration.timeLimit());
        this.tokens = configuration.oauth2().map(oauth2 -> new AccessTokens(oauth2, transport));
        // What stands in the record is what is sent.
        context.getParserOptions()
                .setOverrideResourceIdWithBundleEntryFullUrl(false)
                .setStripVersionsFromReferences(false);
        // Silent: what it would log may be what a record or an answer says.
        context.setParserErrorHandler(new LenientErrorHandler(false));
    }

    /** Sees to it that the server will let us in. Returns why it will not. */
    Optional<Verdict.Later> enter() {
        try {
            if (tokens.isPresent()) {
                exchange.authorization = Optional.of("Bearer " + tokens.get().token());
            }
            return Optional.empty();
        } catch (UndeliveredException e) {
            return Optional.of(Verdict.Later.ofServer(String.valueOf(e.getMessage())));
        }
    }

    /** Hands a record over, whatever became of it before: the server recognises it by its ids. */
    Verdict deliver(TransferId transfer, byte[] json) {
        Verdict verdict = once(transfer, json);
        if (exchange.status == 401 && tokens.isPresent()) {
            // Withdrawn before its time: a new one may do.
            tokens.get().forget();
            Optional<Verdict.Later> closed = enter();
            verdict = closed.isPresent() ? closed.get() : once(transfer, json);
        }
        return verdict;
    }

    private Verdict once(TransferId transfer, byte[] json) {
        exchange.begin();
        long begun = System.nanoTime();
        Optional<Bundle> prepared = prepared(transfer, json);
        if (prepared.isEmpty()) {
            return new Verdict.Later("its bundle cannot be made into a request", true, Optional.empty());
        }
        try {
            IGenericClient connected = client();
            return transport.limited(() -> send(connected, transfer, prepared.get()));
        } catch (UndeliveredException e) {
            return Verdict.Later.ofServer(String.valueOf(e.getMessage()));
        } catch (BaseServerResponseException e) {
            Optional<OperationOutcome> outcome = Optional.ofNullable(e.getOperationOutcome())
                    .filter(OperationOutcome.class::isInstance)
                    .map(OperationOutcome.class::cast);
            return unusual(e, begun, () -> Response.ofStatus(exchange.status, outcome, exchange.retryAfter()));
        } catch (RuntimeException | StackOverflowError e) {
            // Its class only: a message may quote what was answered.
            return unusual(
                    e,
                    begun,
                    () -> Verdict.Later.ofServer(
                            "it answers " + exchange.status + " with something that cannot be read"));
        }
    }

    /** The request's body. What is wrong with one record must not look like a fault of the server. */
    private Optional<Bundle> prepared(TransferId transfer, byte[] json) {
        try {
            Bundle record =
                    context.newJsonParser().parseResource(Bundle.class, new String(json, StandardCharsets.UTF_8));
            return Optional.of(
                    configuration.mode() == Mode.TRANSACTION
                            ? TransactionBundle.of(context, transfer, record)
                            : MessageBundle.of(transfer, record, configuration.base()));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "Transfer {} cannot be made into a request: {}",
                    transfer,
                    e.getClass().getName());
            return Optional.empty();
        }
    }

    /** HAPI fails for whatever has no resource in it. */
    private Verdict unusual(Throwable failure, long begun, Supplier<Verdict> answered) {
        if (exchange.status == 0) {
            return Verdict.Later.ofServer(noAnswer(failure, begun));
        }
        // A message may be taken without a response to it.
        return exchange.isEmpty() && configuration.mode() == Mode.PROCESS_MESSAGE
                ? new Verdict.Taken()
                : answered.get();
    }

    private Verdict send(IGenericClient connected, TransferId transfer, Bundle prepared) {
        String key = '"' + transfer.toString() + '"';
        if (configuration.mode() == Mode.TRANSACTION) {
            return Response.ofTransaction(connected
                    .transaction()
                    .withBundle(prepared)
                    .withAdditionalHeader(IDEMPOTENCY_KEY, key)
                    .encodedJson()
                    .execute());
        }
        return Response.ofMessage(
                prepared,
                connected
                        .operation()
                        .processMessage()
                        .setMessageBundle(prepared)
                        .synchronous(Bundle.class)
                        .withAdditionalHeader(IDEMPOTENCY_KEY, key)
                        .encodedJson()
                        .execute());
    }

    private String noAnswer(Throwable failure, long begun) {
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        if (time.compareTo(configuration.timeLimit()) >= 0) {
            return "no answer within " + configuration.timeLimit().toMillis() + " ms";
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "no answer (" + cause.getClass().getSimpleName() + ")";
    }

    private IGenericClient client() throws UndeliveredException {
        var connected = transport.client();
        if (client.isEmpty() || generation != transport.generation()) {
            ApacheRestfulClientFactory factory = new ApacheRestfulClientFactory(context);
            factory.setServerValidationMode(ServerValidationModeEnum.NEVER);
            factory.setHttpClient(connected);
            // A client takes its connections from the factory of its context, whichever factory made it.
            context.setRestfulClientFactory(factory);
            IGenericClient made = factory.newGenericClient(configuration.base().toString());
            made.registerInterceptor(exchange);
            client = Optional.of(made);
            generation = transport.generation();
        }
        return client.get();
    }

    void abort() {
        transport.abort();
    }

    /** What HAPI does not hand on: the credential into a request, status and some headers out of a response. */
    private static final class Exchange implements IClientInterceptor {

        private Optional<String> authorization = Optional.empty();
        private Optional<String> retryAfter = Optional.empty();
        private int status;
        private boolean empty;

        void begin() {
            retryAfter = Optional.empty();
            status = 0;
            empty = false;
        }

        @Override
        public void interceptRequest(IHttpRequest request) {
            authorization.ifPresent(value -> request.addHeader("Authorization", value));
        }

        @Override
        public void interceptResponse(IHttpResponse response) {
            status = response.getStatus();
            retryAfter = first(response, "retry-after");
            empty = status == 204 || first(response, "content-length").equals(Optional.of("0"));
        }

        private static Optional<String> first(IHttpResponse response, String header) {
            return Optional.ofNullable(response.getHeaders(header))
                    .flatMap(values -> values.stream().findFirst());
        }

        /** True if all went well and nothing is said. */
        boolean isEmpty() {
            return empty && status / 100 == 2;
        }

        Optional<Duration> retryAfter() {
            return retryAfter.flatMap(value -> RetryAfter.read(value, Clock.systemUTC()));
        }
    }
}
