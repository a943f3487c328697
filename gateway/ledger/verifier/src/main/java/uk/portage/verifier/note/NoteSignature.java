package uk.portage.verifier.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** One signature line of a note, by whatever key. */
public final class NoteSignature {

    /** What each line begins with: an em dash and a space. */
    static final String BEGINNING = "\u2014 ";

    private final String name;
    private final int keyId;
    private final byte[] bytes;

    NoteSignature(String name, int keyId, byte[] bytes) {
        this.name = name;
        this.keyId = keyId;
        this.bytes = bytes;
    }

    /** Reads a line without its end; empty if it is none. */
    public static Optional<NoteSignature> parse(String line) {
        if (!line.startsWith(BEGINNING)) {
            return Optional.empty();
        }
        String rest = line.substring(BEGINNING.length());
        int space = rest.indexOf(' ');
        if (space < 1 || !VerifierKey.isName(rest.substring(0, space))) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getDecoder().decode(rest.substring(space + 1));
            if (all.length < Integer.BYTES + 1) {
                return Optional.empty();
            }
            byte[] bytes = new byte[all.length - Integer.BYTES];
            System.arraycopy(all, Integer.BYTES, bytes, 0, bytes.length);
            return Optional.of(new NoteSignature(
                    rest.substring(0, space), ByteBuffer.wrap(all).getInt(), bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The line, without its end. */
    public String line() {
        byte[] all = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(keyId)
                .put(bytes)
                .array();
        return BEGINNING + name + " " + Base64.getEncoder().encodeToString(all);
    }

    public String name() {
        return name;
    }

    /** Whether the line says that it is by this key; not yet whether it is. */
    public boolean claims(VerifierKey key) {
        return key.name().equals(name) && key.id() == keyId;
    }

    /** Whether it is this key's signature of the text. */
    public boolean isBy(VerifierKey key, String text) {
        if (!claims(key)) {
            return false;
        }
        return switch (key.kind()) {
            case NOTE -> key.isSignature(text.getBytes(StandardCharsets.UTF_8), bytes);
            case COSIGNATURE -> {
                if (bytes.length <= Long.BYTES) {
                    yield false;
                }
                byte[] signature = new byte[bytes.length - Long.BYTES];
                System.arraycopy(bytes, Long.BYTES, signature, 0, signature.length);
                long seconds = ByteBuffer.wrap(bytes).getLong();
                yield seconds >= 0 && key.isSignature(cosigned(text, seconds), signature);
            }
        };
    }

    /** When a cosignature says that it was made. Only for what {@link #isBy} a key for cosignatures. */
    public Instant time() {
        return Instant.ofEpochSecond(ByteBuffer.wrap(bytes).getLong());
    }

    static byte[] cosigned(String text, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    @Override
    public String toString() {
        return line();
    }
}
