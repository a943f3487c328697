package uk.portage.gateway.benchmarks.translate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** The messages that are measured: the shape of ITK's HL7 v2.4, invented content, synthetic people. */
public enum SyntheticMessage {
    ADT_A01("adt-a01", "ADT^A01, admission"),
    ADT_A08("adt-a08", "ADT^A08, update"),
    ORU_10_OBX("oru-10-obx", "ORU^R01, 10 OBX"),
    ORU_PDF("oru-pdf", "ORU^R01, PDF of 200 KB"),
    MDM_T02("mdm-t02", "MDM^T02, note");

    private static final int DOCUMENT_BYTES = 200 * 1024;
    /** Any will do; the same, so that runs compare. */
    private static final long SEED = 20_261_123L;

    private final String file;
    private final String title;

    SyntheticMessage(String file, String title) {
        this.file = file;
        this.title = title;
    }

    String title() {
        return title;
    }

    /** As a sender would send it: carriage returns, UTF-8. */
    byte[] bytes() {
        try (InputStream in = SyntheticMessage.class.getResourceAsStream(file + ".hl7")) {
            if (in == null) {
                throw new IllegalStateException("no message " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace('\n', '\r')
                    .replace("{DOCUMENT}", document())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that begin like a PDF and, like one, hold no pattern. */
    private static String document() {
        byte[] document = new byte[DOCUMENT_BYTES];
        new Random(SEED).nextBytes(document);
        byte[] head = "%PDF-1.4\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, document, 0, head.length);
        return Base64.getEncoder().encodeToString(document);
    }
}
