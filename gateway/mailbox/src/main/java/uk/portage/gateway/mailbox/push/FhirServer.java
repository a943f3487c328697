package uk.portage.gateway.mailbox.push;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.exchange.FhirConnection;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.transfer.TransferId;

/** One destination's FHIR server, spoken to with HAPI's client. For one thread, but for {@link #abort}. */
final class FhirServer {

    /** The header of the IETF's draft of that name; its value is a quoted string. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final Logger LOG = LoggerFactory.getLogger(FhirServer.class);

    private final ToFhirServer configuration;
    private final FhirConnection connection;
    private final FhirContext context;

    FhirServer(ToFhirServer configuration) {
        this.configuration = configuration;
        this.connection = new FhirConnection(configuration.endpoint());
        this.context = connection.context();
    }

    /** Sees to it that the server will let us in. Returns why it will not. */
    Optional<Verdict.Later> enter() {
        try {
            connection.enter();
            return Optional.empty();
        } catch (UnreachableException e) {
            return Optional.of(Verdict.Later.ofServer(String.valueOf(e.getMessage())));
        }
    }

    /** Hands a record over, whatever became of it before: the server recognises it by its ids. */
    Verdict deliver(TransferId transfer, byte[] json) {
        Verdict verdict = once(transfer, json);
        if (connection.mayRenew()) {
            Optional<Verdict.Later> closed = enter();
            verdict = closed.isPresent() ? closed.get() : once(transfer, json);
        }
        return verdict;
    }

    private Verdict once(TransferId transfer, byte[] json) {
        connection.begin();
        long begun = System.nanoTime();
        Optional<Bundle> prepared = prepared(transfer, json);
        if (prepared.isEmpty()) {
            return new Verdict.Later("its bundle cannot be made into a request", true, Optional.empty());
        }
        try {
            IGenericClient connected = connection.client();
            return connection.limited(() -> send(connected, transfer, prepared.get()));
        } catch (UnreachableException e) {
            return Verdict.Later.ofServer(String.valueOf(e.getMessage()));
        } catch (BaseServerResponseException e) {
            Optional<OperationOutcome> outcome = Optional.ofNullable(e.getOperationOutcome())
                    .filter(OperationOutcome.class::isInstance)
                    .map(OperationOutcome.class::cast);
            return unusual(e, begun, () -> Response.ofStatus(connection.status(), outcome, connection.retryAfter()));
        } catch (RuntimeException | StackOverflowError e) {
            // Its class only: a message may quote what was answered.
            return unusual(
                    e,
                    begun,
                    () -> Verdict.Later.ofServer(
                            "it answers " + connection.status() + " with something that cannot be read"));
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
        if (connection.status() == 0) {
            return Verdict.Later.ofServer(noAnswer(failure, begun));
        }
        // A message may be taken without a response to it.
        return connection.isEmpty() && configuration.mode() == Mode.PROCESS_MESSAGE
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

    void abort() {
        connection.abort();
    }
}
