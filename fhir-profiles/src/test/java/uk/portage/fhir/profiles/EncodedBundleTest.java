package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.junit.jupiter.api.Test;

class EncodedBundleTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Test
    void says_what_the_librarys_own_writer_says() throws IOException {
        Patient patient = new Patient().setActive(true);
        patient.setId("p1");
        patient.getMeta().setLastUpdatedElement(new InstantType("2026-11-23T10:15:00.120+00:00"));
        patient.addName()
                .setFamily("O'Wren \"Quill\" \\ £ é 漢 \uD83C\uDFE5")
                .addGiven("Two\r\nlines\tand a tab")
                .setText("");
        patient.addExtension("https://portage.example/unsaid", new StringType());
        patient.setMultipleBirth(new org.hl7.fhir.r4.model.IntegerType(2));
        assertSame(patient);
        assertSame(new Observation()
                .setValue(new Quantity().setValue(new BigDecimal("1.50")).setUnit("µmol/L")));
        assertSame(new Observation().setValue(new TimeType("10:15:00")));
        assertSame(new Condition().setOnset(new Age().setValue(new BigDecimal("1E+3"))));
        assertSame(new Binary().setContentType("text/plain").setData("bytes".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void says_narratives_and_contained_resources_as_the_librarys_own_writer_does() throws IOException {
        Patient patient = new Patient();
        patient.getText()
                .setStatus(Narrative.NarrativeStatus.GENERATED)
                .setDivAsString("<div>One &amp; <b>two</b></div>");
        Organization contained = new Organization().setName("Contained");
        contained.setId("org");
        patient.addContained(contained);
        patient.setManagingOrganization(new Reference("#org"));
        assertSame(patient);
    }

    @Test
    void says_extended_primitives_as_the_librarys_own_writer_does() throws IOException {
        Extension extension = new Extension("https://portage.example/why", new CodeType("unknown"));
        Patient patient = new Patient();
        patient.getBirthDateElement().addExtension(extension.copy());
        patient.getActiveElement().setValue(true).setId("a1");
        HumanName name = patient.addName();
        name.addGivenElement().addExtension(extension.copy());
        name.addGiven("Second");
        name.addGivenElement().setValue("Third").setId("g3");
        name.getFamilyElement().setValue("Wren").addExtension(extension.copy());
        patient.addTelecom().setRankElement(new PositiveIntType(1));
        assertSame(patient);
    }

    /** The library's own writer forgets the comma after an empty element, so that nobody can read what it wrote. */
    @Test
    void writes_an_empty_element_so_that_the_rest_can_be_read() throws IOException {
        Patient patient = new Patient();
        patient.addName().addGiven("");
        patient.addName().setFamily("Wren").addGiven("").addGiven("Sparrow");
        patient.addName().addGivenElement().addExtension("https://portage.example/why", new CodeType("unknown"));
        patient.addContact().getName().setFamily(" ");
        patient.addAddress();
        patient.addAddress().setCity("Norwich");
        patient.getMaritalStatus().addCoding();
        Bundle bundle = new Bundle().setType(Bundle.BundleType.MESSAGE);
        bundle.addEntry().setFullUrl("urn:uuid:1").setResource(new Observation());
        bundle.addEntry().setFullUrl("urn:uuid:2").setResource(patient);
        EncodedBundle encoded = BundleCheck.standard().encode(bundle);
        assertThat(encoded.isSound()).isFalse();
        assertThat(JSON.readTree(encoded.json())).isEqualTo(JSON.readTree("""
                {"resourceType": "Bundle", "type": "message", "entry": [
                  {"fullUrl": "urn:uuid:1"},
                  {"fullUrl": "urn:uuid:2", "resource": {
                    "resourceType": "Patient",
                    "name": [
                      {},
                      {"family": "Wren", "given": [null, "Sparrow"]},
                      {"_given": [{"extension": [{"url": "https://portage.example/why", "valueCode": "unknown"}]}]}
                    ],
                    "address": [{}, {"city": "Norwich"}]
                  }}
                ]}
                """));
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
            assertSame(patient);
        }
    }

    @Test
    void escapes_what_json_does_not_allow_as_it_is() throws IOException {
        JsonBuffer json = new JsonBuffer();
        json.open('[');
        assertThat(json.string("\u0000\u0001\u001F\u007F\uD83C")).isFalse();
        json.literal("null");
        json.close(']');
        String written = new String(json.toBytes(), StandardCharsets.UTF_8);
        assertThat(written).isEqualTo("[\"\\u0000\\u0001\\u001f\\u007f?\",null]");
        assertThat(JSON.readTree(written)).hasSize(2);
    }

    @Test
    void says_the_examples_of_uk_core_as_the_librarys_own_writer_does() throws IOException {
        UkCoreDefinitions.assumePresent();
        IParser xml = FhirContext.forR4Cached().newXmlParser();
        List<Path> files;
        try (Stream<Path> found = Files.walk(UkCoreDefinitions.folder().resolve("examples"))) {
            files = found.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String text = Files.readString(file).replace("\uFEFF", "");
            assertSame((Resource) xml.parseResource(text));
        }
        System.out.println(files.size() + " examples of UK Core written alike");
    }

    private static void assertSame(Resource resource) throws IOException {
        Bundle bundle = resource instanceof Bundle whole ? whole : new Bundle().setType(Bundle.BundleType.MESSAGE);
        if (bundle != resource) {
            bundle.addEntry().setFullUrl("urn:uuid:1").setResource(resource);
        }
        byte[] written = BundleCheck.standard().encode(bundle).json();
        byte[] expected = new JsonParser().composeBytes(bundle);
        assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(expected));
    }
}
