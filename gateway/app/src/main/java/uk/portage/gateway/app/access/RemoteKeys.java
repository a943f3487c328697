package uk.portage.gateway.app.access;

import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    private static final Duration TIME_LIMIT = Connections.TIME_LIMIT;
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
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request, info -> new Connections.LimitedBody());
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
}
