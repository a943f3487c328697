package uk.portage.gateway.store;

/** What was kept does not open by its key: it has changed, or lies where it was not kept. It is not given out. */
public final class DamagedPayloadException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** @param place ids only */
    DamagedPayloadException(String place) {
        super("what was kept as " + place + " has changed, or lies where it was not kept");
    }
}
