package uk.portage.gateway.mailbox;

/** A business acknowledgement that cannot be read. Its text is ours: nothing that was sent is in it. */
public final class UnusableBusinessAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableBusinessAnswerException(String why) {
        super(why, null, false, false);
    }

    /** What is wrong with it, in words that go on from "it cannot be read, ". */
    public String why() {
        return String.valueOf(getMessage());
    }
}
