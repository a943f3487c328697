package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.SubscriptionResource;
import uk.portage.gateway.mailbox.exchange.Carrier;
import uk.portage.gateway.mailbox.exchange.Transport;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.store.Failpoint;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Subscription;
import uk.portage.gateway.store.Subscription.Progress;
import uk.portage.gateway.store.Subscription.Status;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * Tells the endpoints of one destination's subscriptions what has come into its mailbox: at least once, in order, and
 * up to where is kept in the store.
 */
final class NotificationCarrier implements Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationCarrier.class);
    private static final long COMMIT_SECONDS = 30;
    /** How many transfers one notification names at most. */
    private static final int MOST_EVENTS = 100;

    private final OdsCode destination;
    private final Set<URI> hosts;
    private final Store store;
    private final Supplier<URI> base;
    private final Clock clock;
    private final Transport transport;
    private final Circuit pauses;
    private final int attempts;
    private final Map<String, Failing> failing = new HashMap<>();
    private volatile boolean stopped;

    /**
     * An endpoint that did not take what it was told.
     *
     * @param until when it is told again, in nanoseconds
     */
    private record Failing(int times, long until) {}

    /**
     * @param hosts the only ones that are spoken to, whatever a subscription says
     * @param base the gateway's FHIR base as its callers know it
     * @param pauses how long to wait after failures in a row
     * @param attempts after which a subscription is given up
     */
    NotificationCarrier(
            OdsCode destination,
            Set<URI> hosts,
            Store store,
            Supplier<URI> base,
            Clock clock,
            Transport transport,
            Circuit pauses,
            int attempts) {
        this.destination = destination;
        this.hosts = Set.copyOf(hosts);
        this.store = store;
        this.base = base;
        this.clock = clock;
        this.transport = transport;
        this.pauses = pauses;
        this.attempts = attempts;
    }

    @Override
    public void look() throws IOException {
        for (Subscription subscription : store.subscriptions().of(destination)) {
            Failing before = failing.get(subscription.id());
            boolean waits = before != null && System.nanoTime() - before.until() < 0;
            if (stopped) {
                return;
            }
            if (!waits && subscription.progress().status() != Status.ERROR) {
                tell(subscription);
            }
        }
    }

    private void tell(Subscription subscription) throws UnreachableException {
        Progress progress = subscription.progress();
        if (progress.status() == Status.REQUESTED) {
            if (isTaken(subscription, List.of())) {
                keep(subscription, new Progress(Status.ACTIVE, "", progress.position(), 0));
            }
            return;
        }
        List<MailboxItem> items =
                store.mailbox(destination, EnumSet.of(TaskStatus.REQUESTED), progress.position(), MOST_EVENTS);
        if (!items.isEmpty() && isTaken(subscription, items)) {
            Failpoint.AFTER_NOTIFY_BEFORE_KEEP.reach();
            keep(
                    subscription,
                    new Progress(
                            Status.ACTIVE,
                            "",
                            items.get(items.size() - 1).position(),
                            progress.events() + items.size()));
        }
    }

    private boolean isTaken(Subscription subscription, List<MailboxItem> items) throws UnreachableException {
        Optional<String> failure = post(subscription, items);
        if (failure.isEmpty()) {
            failing.remove(subscription.id());
            return true;
        }
        Failing before = failing.get(subscription.id());
        int times = before == null ? 1 : before.times() + 1;
        if (times >= attempts) {
            LOG.warn("Destination {}: subscription {} is given up, {}", destination, subscription.id(), failure.get());
            Progress progress = subscription.progress();
            keep(subscription, new Progress(Status.ERROR, failure.get(), progress.position(), progress.events()));
            failing.remove(subscription.id());
        } else {
            long pause = pauses.pause(times, Optional.empty()).toNanos();
            failing.put(subscription.id(), new Failing(times, System.nanoTime() + pause));
        }
        return false;
    }

    /** Returns why it was not taken, in words for its owner. */
    private Optional<String> post(Subscription subscription, List<MailboxItem> items) throws UnreachableException {
        URI endpoint = URI.create(subscription.endpoint());
        if (hosts.stream().noneMatch(host -> SubscriptionResource.isAt(endpoint, host))) {
            return Optional.of("the operator of this gateway does not allow the endpoint's host any more");
        }
        byte[] body = Notification.of(base.get(), subscription, items, clock.instant());
        HttpPost request = new HttpPost(endpoint);
        for (String header : subscription.headers()) {
            int colon = header.indexOf(':');
            request.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        request.setHeader(Notification.SIGNATURE, Notification.signature(subscription.secret(), body));
        request.setEntity(new ByteArrayEntity(body, ContentType.create("application/fhir+json")));
        var connected = transport.client();
        long begun = System.nanoTime();
        try {
            int status = transport.limited(() -> {
                try (CloseableHttpResponse response = connected.execute(request)) {
                    drain(response);
                    return response.getStatusLine().getStatusCode();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return status / 100 == 2 ? Optional.empty() : Optional.of("the endpoint answered " + status);
        } catch (UncheckedIOException | IllegalStateException e) {
            Throwable cause = Optional.<Throwable>ofNullable(e.getCause()).orElse(e);
            return Optional.of(
                    "the endpoint did not answer (" + cause.getClass().getSimpleName() + " after "
                            + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms)");
        }
    }

    /** So that the connection can be used again. What an endpoint says is of no interest. */
    private static void drain(CloseableHttpResponse response) throws IOException {
        if (response.getEntity() != null) {
            try (InputStream body = response.getEntity().getContent()) {
                body.skipNBytes(Math.max(0, body.available()));
            }
        }
    }

    /** Returns once it is kept: an event is told of again rather than not at all. */
    private void keep(Subscription subscription, Progress progress) {
        store.write(transaction -> {
                    transaction.subscriptions().advance(subscription.id(), progress);
                    return true;
                })
                .orTimeout(COMMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void abort() {
        transport.abort();
    }
}
