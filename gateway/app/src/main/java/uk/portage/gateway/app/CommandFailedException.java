package uk.portage.gateway.app;

/** Ends a command with an exit status and lines for the person who ran it: what is wrong, where, and what to do. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    private CommandFailedException(ExitStatus status, String lines) {
        super(lines);
        this.status = status;
    }

    public static CommandFailedException failed(String lines) {
        return new CommandFailedException(ExitStatus.FAILED, lines);
    }

    public static CommandFailedException usage(String lines) {
        return new CommandFailedException(ExitStatus.USAGE, lines);
    }

    public static CommandFailedException environment(String lines) {
        return new CommandFailedException(ExitStatus.ENVIRONMENT, lines);
    }

    public ExitStatus status() {
        return status;
    }

    /** The lines; never empty. */
    public String lines() {
        return String.valueOf(getMessage());
    }
}
