package uk.portage.gateway.transfer;

/** The closed, counted list of reasons for which a transfer is not eligible. */
public enum Exclusion {
    WITHDRAWN_BEFORE_SEND,
    LAWFUL_WITHHOLDING,
    TEST_PATIENT,
    DUPLICATE
}
