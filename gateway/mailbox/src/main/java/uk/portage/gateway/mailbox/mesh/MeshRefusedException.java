package uk.portage.gateway.mailbox.mesh;

/** Carries a refusal to the servlet that answers it. */
final class MeshRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MeshRefusal refusal;

    MeshRefusedException(MeshRefusal refusal) {
        super(refusal.status() + " " + refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    MeshRefusal refusal() {
        return refusal;
    }
}
