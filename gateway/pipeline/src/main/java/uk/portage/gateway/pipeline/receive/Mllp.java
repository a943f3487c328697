package uk.portage.gateway.pipeline.receive;

/** The bytes of the Minimal Lower Layer Protocol, release 1, section 2. */
final class Mllp {

    static final byte START_BLOCK = 0x0B;
    static final byte END_BLOCK = 0x1C;
    static final byte CARRIAGE_RETURN = 0x0D;

    private Mllp() {}
}
