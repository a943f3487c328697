package uk.portage.gateway.app;

/** What the exit status of every command means. */
public enum ExitStatus {
    OK(0),
    /** The command ran, and the work it was asked for did not go well. */
    FAILED(1),
    /** The command line or the configuration is wrong. */
    USAGE(2),
    /** The machine lacks something: a free port, a writable directory, a gateway to talk to. */
    ENVIRONMENT(3);

    private final int status;

    ExitStatus(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
