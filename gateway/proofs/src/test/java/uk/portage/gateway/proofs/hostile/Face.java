package uk.portage.gateway.proofs.hostile;

/** A way into the gateway. */
enum Face {
    MLLP("mllp"),
    SLOW_MLLP("drips"),
    HL7V2("mllp"),
    FHIR("http-fhir"),
    FOLDER("drop"),
    CASELOAD(""),
    AUDIT(""),
    /** Beside the others, whose refusals are told apart: those of these cases are not counted. */
    SLOW_HTTP("none", 20_000),
    HTTP(""),
    MESH("mesh.rcbhc001"),
    /** Before anybody has said who it is, for which four seconds are given. */
    AMQP_LOGIN("none", 9_000),
    AMQP("none"),
    /** Crowds that do not log in: the same four seconds, and a council beside them that hears at once. */
    AMQP_CROWD("none", 9_000);

    private final String channel;
    private final long longestMillis;

    Face(String channel) {
        this(channel, 5_000);
    }

    Face(String channel, long longestMillis) {
        this.channel = channel;
        this.longestMillis = longestMillis;
    }

    /** Milliseconds until a case must have ended. */
    long longestMillis() {
        return longestMillis;
    }

    /** The channel whose refusals a case of this face may cause; empty if every channel's count. */
    String channel() {
        return channel;
    }
}
