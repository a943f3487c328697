package uk.portage.adapter.explain;

/** What became of one element. Part of the JSON that programs read: constants are added, never renamed. */
public enum Outcome {
    CARRIED("carried", "="),
    /** In the bundle, but not as itself: the loss says in which way. */
    CARRIED_WITH_LOSS("carried with a loss", "~"),
    LOST("lost", "x"),
    /** With another value there would be no such bundle. */
    DECIDES("decides what the document is", "!"),
    /** Read and no loss, yet other values give the same bundle. */
    WITHOUT_EFFECT("carried, but alone it changes nothing", "?"),
    /** Carried by the account of losses; the document is too large to look for the place of each element. */
    NOT_LOOKED_FOR("carried, place not looked for", "+"),
    FRAMING("only frames the document", ".");

    private final String words;
    private final String mark;

    Outcome(String words, String mark) {
        this.words = words;
        this.mark = mark;
    }

    /** For people, without a full stop. */
    public String words() {
        return words;
    }

    /** One character of ASCII, for where colour is not seen. */
    public String mark() {
        return mark;
    }
}
