package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Sends gzip to whoever takes it (RFC 9110, section 8.4.1.3). */
final class Compression {

    /** Fewer bytes fit into one packet, compressed or not. */
    static final int SMALLEST = 1_024;

    private Compression() {}

    /** True if an answer of this size is sent compressed. */
    static boolean suits(HttpServletRequest request, int size) {
        return size >= SMALLEST && accepts(request.getHeader("Accept-Encoding"));
    }

    /** RFC 9110, section 12.5.3: a coding by its name goes before the star, and quality 0 is a no. */
    static boolean accepts(@Nullable String header) {
        if (header == null) {
            return false;
        }
        boolean any = false;
        for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String coding = Encoding.withoutParameters(range);
            boolean wanted = Encoding.quality(range) > 0;
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            any |= coding.equals("*") && wanted;
        }
        return any;
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }
}
