package uk.portage.gateway.pipeline.connections;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Connections whose other end has not shown yet what it is worth, in the order in which they came. Of too many the eldest
 * goes: whoever has come to say something says it at once, and so gets in, however many there are who never do. Safe for
 * use by many threads.
 */
public final class Strangers {

    private final int most;
    private final Set<Channel> waiting = new LinkedHashSet<>();

    /** @param most how many there may be at the same time */
    public Strangers(int most) {
        this.most = most;
    }

    /** Takes in one more, in place of the eldest if there are too many. */
    public void enter(Channel connection) {
        Optional<Channel> eldest;
        synchronized (waiting) {
            waiting.add(connection);
            eldest = waiting.size() > most ? eldest() : Optional.empty();
        }
        var unused = connection.closeFuture().addListener(closed -> leave(connection));
        eldest.ifPresent(Strangers::close);
    }

    /** It is none any more: it has shown what was asked for, or has gone. */
    public void leave(Channel connection) {
        synchronized (waiting) {
            waiting.remove(connection);
        }
    }

    /**
     * Closes the eldest, for the sake of another one.
     *
     * @return false if there is none
     */
    public boolean makeRoom() {
        Optional<Channel> eldest;
        synchronized (waiting) {
            eldest = eldest();
        }
        eldest.ifPresent(Strangers::close);
        return eldest.isPresent();
    }

    private Optional<Channel> eldest() {
        Iterator<Channel> all = waiting.iterator();
        if (!all.hasNext()) {
            return Optional.empty();
        }
        Channel eldest = all.next();
        all.remove();
        return Optional.of(eldest);
    }

    private static void close(Channel connection) {
        var unused = connection.close();
    }
}
