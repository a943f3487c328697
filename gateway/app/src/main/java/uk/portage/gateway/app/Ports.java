package uk.portage.gateway.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out early, and says plainly, that a port is taken. */
public final class Ports {

    private Ports() {}

    /** Ends the command if nobody could listen on this port; 0 asks for any free one and is never taken. */
    static void check(String host, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw inUse(port, option);
        }
    }

    public static CommandFailedException inUse(int port, String option) {
        return CommandFailedException.environment("port " + port + " is in use: choose another with " + option);
    }
}
