package uk.portage.gateway.pipeline.broker;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * One of the broker's few users. Its password is drawn at each start and never leaves the process.
 *
 * @param role also its name
 */
record BrokerUser(String role, String password) {

    /** May send to the inbox and to the destinations. */
    static final String RELAY = "relay";
    /** May consume the inbox and the destinations' queues. */
    static final String ROAD = "road";

    static BrokerUser drawn(String role) {
        return new BrokerUser(role, secret());
    }

    static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return role;
    }
}
