package uk.portage.gateway.app.access;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Asks a provider, as Nimbus words it. An exchange has 5 seconds as a whole and 64 kB; few are under way at once, so that
 * a provider that does not answer holds up nobody else.
 */
final class Connections implements HTTPRequestSender {

    static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final int LARGEST = 64 * 1024;
    private static final int AT_ONCE = 4;

    /** Set by the client itself. */
    private static final Set<String> NOT_OURS = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final HttpClient client;
    private final Semaphore free = new Semaphore(AT_ONCE);

    Connections(HttpClient client) {
        this.client = client;
    }

    /**
     * A client that goes to the addresses it is given and nowhere else.
     *
     * @param tls whom it trusts; empty for what the Java machine trusts
     */
    static HttpClient client(Optional<SSLContext> tls) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIME_LIMIT);
        tls.ifPresent(client::sslContext);
        return client.build();
    }

    /** @throws IOException also if the answer is late or too large, or too much is under way */
    HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        if (!free.tryAcquire()) {
            throw new IOException("too many wait for it");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, info -> new LimitedBody());
        try {
            return answer.get(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            answer.cancel(true);
            free.release();
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(asked.getURL().toString()))
                .method(
                        asked.getMethod().name(),
                        BodyPublishers.ofString(Objects.requireNonNullElse(asked.getBody(), "")));
        asked.getHeaderMap()
                .forEach((name, values) -> values.stream()
                        .filter(value -> !NOT_OURS.contains(name.toLowerCase(Locale.ROOT)))
                        .forEach(value -> request.header(name, value)));
        HttpResponse<byte[]> answered = exchange(request.build());
        HTTPResponse answer = new HTTPResponse(answered.statusCode());
        try {
            answer.setContentType(answered.headers().firstValue("Content-Type").orElse("application/octet-stream"));
        } catch (ParseException e) {
            throw new IOException("an answer of no known type", e);
        }
        answer.setBody(new String(answered.body(), StandardCharsets.UTF_8));
        return answer;
    }

    /** Takes a body as far as it is not too large. */
    static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Optional<Flow.Subscription> source = Optional.empty();

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = Optional.of(subscription);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                if (bytes.size() + part.length > LARGEST) {
                    source.ifPresent(Flow.Subscription::cancel);
                    body.completeExceptionally(new IOException("too large"));
                    return;
                }
                bytes.writeBytes(part);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
