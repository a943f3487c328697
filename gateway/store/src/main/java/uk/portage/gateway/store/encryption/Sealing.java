package uk.portage.gateway.store.encryption;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Draws data keys and seals by them. What has a life of its own, such as a MESH message, is sealed in an envelope that
 * carries its own wrapped key: with the row the key is gone. Safe for use by many threads.
 */
public final class Sealing {

    /** With which neither JSON, XML, HL7 nor gzip begin: what is without is from before there was encryption. */
    private static final byte[] ENVELOPE = {0, 'P', 'S', '1'};

    private static final String TEXT = "sealed:";
    private static final String CHECK = "portage store";

    private final KeyWrapping keys;

    public Sealing(KeyWrapping keys) {
        this.keys = keys;
    }

    /** The id of the key that wraps now. */
    public String current() {
        return keys.current();
    }

    public KeyWrapping keys() {
        return keys;
    }

    /** Something known, wrapped by the current key: kept beside its id, it tells a wrong key before it is used. */
    public byte[] checkValue() {
        return keys.wrap(CHECK.getBytes(StandardCharsets.US_ASCII), bytes(keys.current()));
    }

    /** True if the key of this id is there and made this check value. */
    public boolean isRight(String id, byte[] checkValue) {
        return keys.unwrap(id, checkValue, bytes(id))
                .filter(known -> Arrays.equals(known, bytes(CHECK)))
                .isPresent();
    }

    /** @param owner whose it is: the id of a submission */
    public DataKey draw(String owner) {
        byte[] key = Gcm.ofThread().draw();
        String by = keys.current();
        DataKey drawn = new DataKey(LocalKeys.of(key), owner, new WrappedKey(by, keys.wrap(key, bytes(owner))));
        Gcm.wipe(key);
        return drawn;
    }

    /** Empty if no key that is here has wrapped it for this owner. */
    public Optional<DataKey> unwrap(WrappedKey wrapped, String owner) {
        return keys.unwrap(wrapped.by(), wrapped.bytes(), bytes(owner)).map(key -> {
            DataKey unwrapped = new DataKey(LocalKeys.of(key), owner, wrapped);
            Gcm.wipe(key);
            return unwrapped;
        });
    }

    /** The same key wrapped by the current one. */
    public Optional<WrappedKey> rewrap(WrappedKey wrapped, String owner) {
        return keys.unwrap(wrapped.by(), wrapped.bytes(), bytes(owner)).map(key -> {
            String by = keys.current();
            WrappedKey again = new WrappedKey(by, keys.wrap(key, bytes(owner)));
            Gcm.wipe(key);
            return again;
        });
    }

    /** @param place table, key and column: it opens nowhere else */
    public byte[] seal(byte[] plain, String place) {
        DataKey key = draw(place);
        byte[] by = bytes(key.wrapped().by());
        byte[] wrapped = key.wrapped().bytes();
        byte[] sealed = key.seal(plain, "");
        return ByteBuffer.allocate(ENVELOPE.length + 3 + by.length + wrapped.length + sealed.length)
                .put(ENVELOPE)
                .put((byte) by.length)
                .putShort((short) wrapped.length)
                .put(by)
                .put(wrapped)
                .put(sealed)
                .array();
    }

    /** Empty if it was not sealed for this place, or has changed since. */
    public Optional<byte[]> open(byte[] envelope, String place) {
        ByteBuffer in = ByteBuffer.wrap(envelope);
        try {
            in.position(ENVELOPE.length);
            byte[] by = new byte[in.get() & 0xff];
            byte[] wrapped = new byte[in.getShort() & 0xffff];
            in.get(by).get(wrapped);
            byte[] sealed = new byte[in.remaining()];
            in.get(sealed);
            return unwrap(new WrappedKey(new String(by, StandardCharsets.US_ASCII), wrapped), place)
                    .flatMap(key -> key.open(sealed, ""));
        } catch (BufferUnderflowException | IllegalArgumentException cutShort) {
            return Optional.empty();
        }
    }

    /** False for what was kept before there was encryption. */
    public static boolean isSealed(byte[] kept) {
        return kept.length >= ENVELOPE.length && Arrays.equals(kept, 0, ENVELOPE.length, ENVELOPE, 0, ENVELOPE.length);
    }

    /** True if it is an envelope whose key the current one has wrapped. */
    public boolean isCurrent(byte[] kept) {
        byte[] by = bytes(keys.current());
        int from = ENVELOPE.length + 3;
        return isSealed(kept)
                && kept.length > from + by.length
                && kept[ENVELOPE.length] == by.length
                && Arrays.equals(kept, from, from + by.length, by, 0, by.length);
    }

    public String sealText(String plain, String place) {
        return TEXT + Base64.getEncoder().encodeToString(seal(plain.getBytes(StandardCharsets.UTF_8), place));
    }

    public Optional<String> openText(String kept, String place) {
        try {
            return open(Base64.getDecoder().decode(kept.substring(TEXT.length())), place)
                    .map(plain -> new String(plain, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException changed) {
            return Optional.empty();
        }
    }

    public static boolean isSealed(String kept) {
        return kept.startsWith(TEXT);
    }

    public boolean isCurrent(String kept) {
        try {
            return isSealed(kept) && isCurrent(Base64.getDecoder().decode(kept.substring(TEXT.length())));
        } catch (IllegalArgumentException changed) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
