package uk.portage.gateway.transfer;

/** The rooms of the road, in order. */
public enum Stage {
    RECEIVE,
    TRANSLATE,
    VALIDATE,
    ROUTE,
    DELIVER,
    ACKNOWLEDGE
}
