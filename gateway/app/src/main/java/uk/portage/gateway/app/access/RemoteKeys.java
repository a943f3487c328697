package uk.portage.gateway.app.access;

import com.nimbusds.jose.jwk.JWK;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys at one address, kept for a while. They are fetched again when they are old, or when a key is asked for that is
 * not among them, but not more often than twice a minute. Few callers wait for a fetch; the rest are answered from what
 * is there, so that an address that does not answer holds up nobody else.
 */
final class RemoteKeys {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration OLD = Duration.ofMinutes(10);
    private static final Duration GOOD_FOR = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int LARGEST = 64 * 1024;
    private static final int MOST_WAITING = 4;

    private record Fetched(PublicKeys keys, Instant at) {}

    private final URI address;
    private final HttpClient client;
    private final InstantSource clock;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private Instant tried = Instant.MIN;
    private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);
    private volatile Optional<Fetched> fetched = Optional.empty();

    RemoteKeys(URI address, HttpClient client, InstantSource clock) {
        this.address = address;
        this.client = client;
        this.clock = clock;
    }

    /** One that goes to the addresses it is given and nowhere else. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIME_LIMIT)
                .build();
    }

    Optional<JWK> find(String keyId, String algorithm) {
        Optional<JWK> known = known(keyId, algorithm);
        if (known.isPresent()) {
            if (isOlderThan(OLD)) {
                var unused = refresh();
            }
            return known;
        }
        if (!waiting.tryAcquire()) {
            return Optional.empty();
        }
        try {
            refresh().get(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.release();
        }
        return known(keyId, algorithm);
    }

    private Optional<JWK> known(String keyId, String algorithm) {
        return isOlderThan(GOOD_FOR)
                ? Optional.empty()
                : fetched.flatMap(set -> set.keys().find(keyId, algorithm));
    }

    private boolean isOlderThan(Duration age) {
        Instant limit = clock.instant().minus(age);
        return fetched.map(set -> set.at().isBefore(limit)).orElse(true);
    }

    /** The fetch under way, or a new one, or at once if the last is too short ago. */
    private synchronized CompletableFuture<Void> refresh() {
        Instant now = clock.instant();
        if (fetch.isDone() && (tried.equals(Instant.MIN) || !now.isBefore(tried.plus(PAUSE)))) {
            tried = now;
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(TIME_LIMIT)
                    .header("Accept", "application/jwk-set+json, application/json")
                    .build();
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, info -> new Limited());
            fetch = answer.orTimeout(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .thenAccept(this::keep)
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            answer.cancel(true);
                            LOG.warn("keys could not be fetched from {}", address.getHost());
                        }
                    });
        }
        return fetch;
    }

    private void keep(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException("not found");
        }
        PublicKeys keys = PublicKeys.leniently(new String(answer.body(), StandardCharsets.UTF_8));
        fetched = Optional.of(new Fetched(keys, clock.instant()));
    }

    /** Takes a body as far as it is not too large. */
    private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {

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
