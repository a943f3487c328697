package uk.portage.gateway.transfer;

/** In which shape a destination is given a record. Stored for ever: constants are added, never renamed. */
public enum Rendering {
    /** As it was translated. */
    WHOLE,
    /** Without what says where its person is to be found. */
    LOCATION_WITHHELD
}
