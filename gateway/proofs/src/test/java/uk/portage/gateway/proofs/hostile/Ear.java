package uk.portage.gateway.proofs.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port to which nobody should ever connect, which counts who does. */
final class Ear implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger heard = new AtomicInteger();

    Ear() throws IOException {
        Thread thread = new Thread(this::listen, "ear");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                heard.incrementAndGet();
                caller.close();
            } catch (IOException closed) {
                return;
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int heard() {
        return heard.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
