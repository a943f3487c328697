package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;

/** The connection that a request came by, for those behind the valve who know what it is worth. */
interface Connection {

    String ATTRIBUTE = "uk.portage.connection";

    /** Closes it after the answer, without a look at what else comes. */
    void leave();

    /** Whoever is at its other end has shown a credential. */
    void isKnown();

    /** The connection of a request that has come in by the valve. */
    static Connection of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Connection connection) {
            return connection;
        }
        throw new IllegalStateException("the request has not come in by the valve");
    }
}
