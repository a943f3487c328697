package uk.portage.gateway.store.encryption;

/** There is no key to encrypt by. The message is one line for the operator: what is wrong, and what to do. */
public final class KeyUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String line;

    public KeyUnavailableException(String line) {
        super(line);
        this.line = line;
    }

    public String line() {
        return line;
    }
}
