package uk.portage.fhir.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The definition of the measure of portability, as a FHIR R4 Measure. */
public final class PortabilityMeasure {

    private static final String FILE = "measures/portability.json";

    private PortabilityMeasure() {}

    /** The resource as JSON. */
    public static String json() {
        try (InputStream in = PortabilityMeasure.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException("not on the class path: " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
