package uk.portage.adapter.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks documents the way lines, disks and other people's software do. The same seed does the same damage. */
public final class Damage {

    private static final int LARGEST = 1 << 18;

    /** In which way a document is broken. */
    enum Kind {
        BITS_FLIPPED,
        CUT,
        PART_DOUBLED,
        PART_DROPPED,
        SPLICED,
        DELIMITER_STORM,
        RANDOM_BYTES,
        CONTROL_CHARACTERS,
        REPEATED,
        LINES_SHUFFLED
    }

    private static final Kind[] KINDS = Kind.values();

    private final Random random;
    private final byte[] delimiters;

    /** @param delimiters bytes with a meaning in the format */
    public Damage(long seed, byte[] delimiters) {
        this.random = new Random(seed);
        this.delimiters = delimiters.clone();
    }

    /** One to three kinds of damage, one after the other, to one of the documents. */
    public byte[] next(List<byte[]> documents) {
        byte[] bytes = documents.get(random.nextInt(documents.size())).clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            bytes = apply(KINDS[random.nextInt(KINDS.length)], bytes, documents);
        }
        return bytes;
    }

    private byte[] apply(Kind kind, byte[] bytes, List<byte[]> documents) {
        if (bytes.length == 0) {
            return randomBytes(1 + random.nextInt(64));
        }
        return switch (kind) {
            case BITS_FLIPPED -> bitsFlipped(bytes);
            case CUT -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case PART_DOUBLED -> partDoubled(bytes);
            case PART_DROPPED -> partDropped(bytes);
            case SPLICED -> spliced(bytes, documents.get(random.nextInt(documents.size())));
            case DELIMITER_STORM -> inserted(bytes, storm());
            case RANDOM_BYTES -> inserted(bytes, randomBytes(1 + random.nextInt(40)));
            case CONTROL_CHARACTERS -> controlCharacters(bytes);
            case REPEATED -> repeated(bytes);
            case LINES_SHUFFLED -> linesShuffled(bytes);
        };
    }

    private byte[] bitsFlipped(byte[] bytes) {
        int flips = 1 + random.nextInt(8);
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] partDoubled(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from) + 1;
        return inserted(bytes, Arrays.copyOfRange(bytes, from, to));
    }

    private byte[] partDropped(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from) + 1;
        return joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
    }

    private byte[] spliced(byte[] bytes, byte[] other) {
        byte[] head = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        return joined(head, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    private byte[] storm() {
        byte[] storm = new byte[1 + random.nextInt(200)];
        for (int i = 0; i < storm.length; i++) {
            storm[i] = delimiters[random.nextInt(delimiters.length)];
        }
        return storm;
    }

    private byte[] controlCharacters(byte[] bytes) {
        int times = 1 + random.nextInt(10);
        for (int i = 0; i < times; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(32);
        }
        return bytes;
    }

    /** A part repeated until the document is large, now and then very large. */
    private byte[] repeated(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        byte[] part = Arrays.copyOfRange(bytes, from, from + 1 + random.nextInt(Math.min(100, bytes.length - from)));
        int size = random.nextInt(50) == 0 ? LARGEST : 1 + random.nextInt(4096);
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + part.length);
        while (out.size() < size) {
            out.writeBytes(part);
        }
        return inserted(bytes, out.toByteArray());
    }

    /** Lines ending in CR or LF, two of them exchanged. */
    private byte[] linesShuffled(byte[] bytes) {
        int first = lineEnd(bytes, random.nextInt(bytes.length));
        int second = lineEnd(bytes, first);
        int third = lineEnd(bytes, second);
        byte[] head = Arrays.copyOf(bytes, first);
        byte[] one = Arrays.copyOfRange(bytes, first, second);
        byte[] two = Arrays.copyOfRange(bytes, second, third);
        return joined(head, two, one, Arrays.copyOfRange(bytes, third, bytes.length));
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\r' || bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }

    private byte[] inserted(byte[] bytes, byte[] part) {
        int at = random.nextInt(bytes.length + 1);
        return joined(Arrays.copyOf(bytes, at), part, Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        byte[] bytes = out.toByteArray();
        return bytes.length > 2 * LARGEST ? Arrays.copyOf(bytes, 2 * LARGEST) : bytes;
    }
}
