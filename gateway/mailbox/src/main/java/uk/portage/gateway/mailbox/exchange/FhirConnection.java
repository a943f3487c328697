package uk.portage.gateway.mailbox.exchange;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.rest.client.apache.ApacheRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.IClientInterceptor;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.IHttpRequest;
import ca.uhn.fhir.rest.client.api.IHttpResponse;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** One FHIR server, spoken to with HAPI's client. For one thread, but for {@link #abort}. */
public final class FhirConnection {

    private final FhirEndpoint endpoint;
    private final Transport transport;
    private final Optional<AccessTokens> tokens;
    private final boolean keepsAnswers;
    private final FhirContext context = FhirContext.forR4();
    private final Exchange exchange = new Exchange();
    private Optional<IGenericClient> client = Optional.empty();
    private int generation;

    public FhirConnection(FhirEndpoint endpoint) {
        this(endpoint, new Transport(endpoint.trusted(), endpoint.timeLimit()), false);
    }

    /** One that keeps the bytes of the last answer, of this many at most. */
    public static FhirConnection keepingAnswers(FhirEndpoint endpoint, long longestAnswer) {
        return new FhirConnection(
                endpoint, new Transport(endpoint.trusted(), endpoint.timeLimit(), longestAnswer), true);
    }

    private FhirConnection(FhirEndpoint endpoint, Transport transport, boolean keepsAnswers) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.keepsAnswers = keepsAnswers;
        this.tokens = endpoint.oauth2().map(oauth2 -> new AccessTokens(oauth2, transport));
        // What stands in the record is what is sent.
        context.getParserOptions()
                .setOverrideResourceIdWithBundleEntryFullUrl(false)
                .setStripVersionsFromReferences(false);
        // Silent: what it would log may be what a record or an answer says.
        context.setParserErrorHandler(new LenientErrorHandler(false));
    }

    /** A context of this connection's own, since parser options belong to a context. */
    public FhirContext context() {
        return context;
    }

    /**
     * Sees to it that the server will let us in.
     *
     * @throws UnreachableException if the token server does not
     */
    public void enter() throws UnreachableException {
        if (tokens.isPresent()) {
            exchange.authorization = Optional.of("Bearer " + tokens.get().token());
        }
    }

    /** True if the credential was refused and another one may do; {@link #enter} then fetches it. */
    public boolean mayRenew() {
        if (exchange.status != 401 || tokens.isEmpty()) {
            return false;
        }
        // Withdrawn before its time.
        tokens.get().forget();
        return true;
    }

    /**
     * The client, made anew after it was broken off.
     *
     * @throws UnreachableException if the certificates cannot be read
     */
    public IGenericClient client() throws UnreachableException {
        var connected = transport.client();
        if (client.isEmpty() || generation != transport.generation()) {
            ApacheRestfulClientFactory factory = new ApacheRestfulClientFactory(context);
            factory.setServerValidationMode(ServerValidationModeEnum.NEVER);
            factory.setHttpClient(connected);
            // A client takes its connections from the factory of its context, whichever factory made it.
            context.setRestfulClientFactory(factory);
            IGenericClient made = factory.newGenericClient(endpoint.base().toString());
            made.registerInterceptor(exchange);
            client = Optional.of(made);
            generation = transport.generation();
        }
        return client.get();
    }

    /** Runs exchanges and breaks them off when their time is over: they then end with some failure of a connection. */
    public <T> T limited(Supplier<T> exchanges) {
        return transport.limited(exchanges);
    }

    /** Before each exchange: forgets the answer of the one before. */
    public void begin() {
        exchange.begin();
    }

    /** The status of the last answer, 0 if there was none. */
    public int status() {
        return exchange.status;
    }

    /** True if all went well and nothing was said. */
    public boolean isEmpty() {
        return exchange.isEmpty();
    }

    /** True if the last answer has more bytes than are read. */
    public boolean isTooLong() {
        return exchange.tooLong;
    }

    /** How long the last answer asks to be left alone. */
    public Optional<Duration> retryAfter() {
        return exchange.retryAfter.flatMap(value -> RetryAfter.read(value, Clock.systemUTC()));
    }

    /** The body of the last answer as it came; the array itself. */
    public byte[] answer() {
        return exchange.body;
    }

    public void abort() {
        transport.abort();
    }

    /** What HAPI does not hand on: the credential into a request, status, some headers and bytes out of a response. */
    private final class Exchange implements IClientInterceptor {

        private Optional<String> authorization = Optional.empty();
        private Optional<String> retryAfter = Optional.empty();
        private int status;
        private boolean empty;
        private boolean tooLong;
        private byte[] body = new byte[0];

        void begin() {
            retryAfter = Optional.empty();
            status = 0;
            empty = false;
            tooLong = false;
            body = new byte[0];
        }

        @Override
        public void interceptRequest(IHttpRequest request) {
            authorization.ifPresent(value -> request.addHeader("Authorization", value));
        }

        @Override
        public void interceptResponse(IHttpResponse response) throws IOException {
            status = response.getStatus();
            retryAfter = first(response, "retry-after");
            empty = status == 204 || first(response, "content-length").equals(Optional.of("0"));
            if (keepsAnswers && status / 100 == 2) {
                keep(response);
            }
        }

        private void keep(IHttpResponse response) throws IOException {
            try {
                response.bufferEntity();
                try (InputStream stream = response.readEntity()) {
                    body = stream == null ? new byte[0] : stream.readAllBytes();
                }
            } catch (AnswerTooLongException e) {
                // HAPI would log it with its stack; it runs into it by itself.
                tooLong = true;
            }
        }

        private static Optional<String> first(IHttpResponse response, String header) {
            return Optional.ofNullable(response.getHeaders(header))
                    .flatMap(values -> values.stream().findFirst());
        }

        boolean isEmpty() {
            return empty && status / 100 == 2;
        }
    }
}
