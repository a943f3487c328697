package uk.portage.gateway.pipeline.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

    @Test
    void says_what_the_librarys_own_writer_says() throws IOException {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.MESSAGE);
        Patient patient = new Patient().setActive(true);
        patient.addName()
                .setFamily("O'Wren \"Quill\" \\ £ é 漢 \uD83C\uDFE5")
                .addGiven("Two\r\nlines\tand a tab")
                .setText("");
        patient.addExtension("https://portage.example/unsaid", new StringType());
        bundle.addEntry().setFullUrl("urn:uuid:1").setResource(patient);
        bundle.addEntry()
                .setResource(new Observation()
                        .setValue(
                                new Quantity().setValue(new BigDecimal("1.50")).setUnit("µmol/L")));
        assertSame(bundle);
    }

    @Test
    void says_any_text_as_the_librarys_own_writer_does() throws IOException {
        Random random = new Random(7);
        for (int run = 0; run < 2_000; run++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(200), 0x20, 0x2_FFFF)
                    .map(c -> random.nextBoolean() ? 0x20 + c % 0x60 : c)
                    .filter(c -> Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF))
                    .forEach(text::appendCodePoint);
            Patient patient = new Patient();
            patient.addName().setText("x" + text);
            assertSame(new Bundle().addEntry(new Bundle.BundleEntryComponent().setResource(patient)));
        }
    }

    @Test
    void escapes_what_json_does_not_allow_as_it_is() throws IOException {
        JsonBytes json = new JsonBytes();
        json.beginArray();
        json.value("\u0000\u0001\u001F\u007F\uD83C");
        json.nullValue();
        json.endArray();
        String written = new String(json.toBytes(), StandardCharsets.UTF_8);
        assertThat(written).isEqualTo("[\"\\u0000\\u0001\\u001f\\u007f?\",null]");
        assertThat(new ObjectMapper().readTree(written)).hasSize(2);
    }

    private static void assertSame(Bundle bundle) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(JsonBytes.of(bundle)))
                .isEqualTo(mapper.readTree(new JsonParser().composeBytes(bundle)));
    }
}
