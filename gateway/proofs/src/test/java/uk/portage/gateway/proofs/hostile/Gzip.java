package uk.portage.gateway.proofs.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** Compressed bytes that are more than they look. */
final class Gzip {

    private static final int MEBIBYTE = 1024 * 1024;

    private Gzip() {}

    static byte[] of(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return compressed.toByteArray();
    }

    /** Spaces of so many mebibytes, a thousandth of which it has itself. */
    static byte[] bomb(int mebibytes) {
        byte[] spaces = new byte[MEBIBYTE];
        java.util.Arrays.fill(spaces, (byte) ' ');
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            for (int n = 0; n < mebibytes; n++) {
                out.write(spaces);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return compressed.toByteArray();
    }
}
