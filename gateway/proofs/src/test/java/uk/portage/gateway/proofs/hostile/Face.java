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
    HTTP(""),
    MESH("mesh.rcbhc001"),
    /** Before anybody has said who it is. */
    AMQP_LOGIN("none"),
    AMQP("none");

    private final String channel;

    Face(String channel) {
        this.channel = channel;
    }

    /** The channel whose refusals a case of this face may cause; empty if every channel's count. */
    String channel() {
        return channel;
    }
}
