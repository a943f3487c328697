package uk.portage.gateway.app.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twice a second at the connections there are. Who has not asked for anything within its time, TLS included, is
 * put out. When there is room for few more, those are put out first who have been there longest without saying who they
 * are: who has a credential gets in, however many there are who have none.
 */
final class Doorstep extends NioEndpoint {

    private static final long EVERY_MILLIS = 500;
    private static final double FULL = 0.9;
    private static final double ROOM = 0.7;
    private static final Logger LOG = LoggerFactory.getLogger(Doorstep.class);

    private final Duration patience;
    private final Set<SocketWrapperBase<?>> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<SocketWrapperBase<?>, Long> since = new HashMap<>();
    private @Nullable ScheduledExecutorService rounds;

    /** @param patience from a connection's beginning to the end of its first request's headers */
    Doorstep(Duration patience) {
        this.patience = patience;
    }

    void hasAsked(SocketWrapperBase<?> connection) {
        asked.add(connection);
    }

    /** @param connectionId as the servlet API has it; whoever is there has shown a credential */
    void isKnown(String connectionId) {
        known.add(connectionId);
    }

    @Override
    public void startInternal() throws Exception {
        super.startInternal();
        rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "portage-http-doorstep");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                rounds.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stopInternal() {
        if (rounds != null) {
            rounds.shutdownNow();
        }
        super.stopInternal();
    }

    private void look() {
        try {
            Set<SocketWrapperBase<NioChannel>> open = getConnections();
            long now = System.nanoTime();
            since.keySet().retainAll(open);
            asked.retainAll(open);
            known.retainAll(open.stream().map(Doorstep::id).collect(Collectors.toCollection(HashSet::new)));
            open.forEach(connection -> since.putIfAbsent(connection, now));
            open.stream()
                    .filter(connection -> !asked.contains(connection)
                            && now - since.getOrDefault(connection, now) > patience.toNanos())
                    .forEach(SocketWrapperBase::close);
            if (open.size() > FULL * getMaxConnections()) {
                makeRoom(open);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "The connections of HTTP could not be looked at: {}",
                    e.getClass().getName());
        }
    }

    private void makeRoom(Set<SocketWrapperBase<NioChannel>> open) {
        List<SocketWrapperBase<NioChannel>> strangers = open.stream()
                .filter(connection -> !known.contains(id(connection)))
                .sorted(Comparator.comparing(connection -> since.getOrDefault(connection, 0L)))
                .limit(Math.max(0, open.size() - (long) (ROOM * getMaxConnections())))
                .toList();
        LOG.warn("{} connections of HTTP: {} are ended that have not said who they are", open.size(), strangers.size());
        strangers.forEach(SocketWrapperBase::close);
    }

    private static String id(SocketWrapperBase<?> connection) {
        return connection.getServletConnection("http/1.1", "").getConnectionId();
    }
}
