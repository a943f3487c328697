package uk.portage.adapter.spi.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation.Translated;

class NoLossProofTest {

    private static final SourceDocument SOURCE =
            SourceDocument.of("MSH|^~\\&|A source of its own|secret word".getBytes(StandardCharsets.UTF_8));
    private static final CodeMaps MAPS = (map, code) -> map.equals("sex") && code.equals("2")
            ? Optional.of(new CodeMaps.Target("http://hl7.org/fhir/administrative-gender", "female", "Female", false))
            : Optional.empty();

    @Test
    void notation_does_not_matter() {
        Patient patient = new Patient();
        patient.addName().setFamily("Ashdown").addGiven("Wren");
        patient.addTelecom().setValue("tel:+44 161 496 0123");
        patient.setGender(AdministrativeGender.FEMALE);
        patient.setDeceased(new DateTimeType("2026-03-29T01:30:00+01:00"));
        assertThat(silent(
                        patient,
                        Leaf.of("a", "ASHDOWN"),
                        Leaf.of("b", " wren "),
                        Leaf.of("c", "(0161) 4960123"),
                        Leaf.of("d", "2").coded("sex"),
                        Leaf.of("e", "202603290130"),
                        Leaf.of("f", "20260329013000+0100")))
                .isEmpty();
    }

    @Test
    void numbers_keep_their_comparator_and_sign() {
        Observation observation = new Observation();
        observation.setValue(
                new Quantity(5.5).setComparator(QuantityComparator.LESS_THAN).setUnit("mg/L"));
        assertThat(silent(
                        observation,
                        Leaf.of("a", "<5.5"),
                        Leaf.of("b", "5.50"),
                        Leaf.of("c", "mg/L"),
                        Leaf.of("d", ">5.5")))
                .containsExactly("d");
        observation.setValue(new Quantity(-5));
        assertThat(silent(observation, Leaf.of("a", "-5.0"), Leaf.of("b", "5"))).containsExactly("b");
    }

    @Test
    void a_long_value_may_stand_inside_a_text_and_a_short_one_may_not() {
        Observation observation = new Observation();
        observation.addNote().setText("Seen on ward 4.\nNo pain at rest.");
        assertThat(silent(
                        observation,
                        Leaf.of("a", "pain at rest"),
                        Leaf.of("b", "4"),
                        Leaf.of("c", "No pain at rest."),
                        Leaf.of("d", "on")))
                .containsExactly("b", "d");
    }

    @Test
    void the_copy_of_the_original_carries_nothing() {
        Binary original = new Binary().setData(SOURCE.bytes());
        assertThat(silent(original, Leaf.of("a", "secret word"))).containsExactly("a");
        DocumentReference letter = new DocumentReference();
        letter.addContent().getAttachment().setData("a letter with a secret word".getBytes(StandardCharsets.UTF_8));
        assertThat(silent(letter, Leaf.of("a", "secret word"))).isEmpty();
    }

    @Test
    void an_embedded_document_is_compared_by_its_bytes() {
        DocumentReference letter = new DocumentReference();
        letter.addContent().getAttachment().setData(new byte[] {'%', 'P', 'D', 'F', 0, 1, 2, 3, (byte) 0xFF});
        assertThat(silent(letter, Leaf.of("a", "JVBERgABAgP/"), Leaf.of("b", "255044460001020 3FF".replace(" ", ""))))
                .isEmpty();
        assertThat(silent(letter, Leaf.of("a", "JVBERgABAgP+"))).containsExactly("a");
    }

    @Test
    void a_bundles_own_machinery_carries_nothing() {
        Patient patient = new Patient();
        patient.setId("ashdown");
        patient.getMeta().addProfile("https://example.org/ashdown");
        patient.addGeneralPractitioner().setReference("Practitioner/ashdown");
        assertThat(silent(patient, Leaf.of("a", "ashdown"))).containsExactly("a");
    }

    @Test
    void a_code_of_an_unknown_map_is_carried_as_itself() {
        Observation observation = new Observation();
        observation.setCode(new CodeableConcept(new Coding("urn:local", "HB", "Haemoglobin")));
        assertThat(silent(
                        observation,
                        Leaf.of("a", "HB").coded("tests"),
                        Leaf.of("b", "NA").coded("tests")))
                .containsExactly("b");
    }

    @Test
    void a_declared_loss_covers_the_element_and_what_is_inside() {
        Patient patient = new Patient();
        patient.addName().setText("found by chance");
        NoLossProof proof = NoLossProof.of(
                SOURCE,
                List.of(
                        Leaf.of("ZU1[1]-3[2].4.1", "one"),
                        Leaf.of("PID[1]-8.1", "two"),
                        Leaf.of("ZU1[1]-30", "three"),
                        Leaf.of("PID[1]-5", "found by chance")),
                translated(
                        patient,
                        new Loss(new SourcePath("ZU1[1]-3"), LossKind.NO_TARGET),
                        new Loss(new SourcePath("PID[1]-8"), LossKind.UNPARSEABLE),
                        new Loss(new SourcePath("PID[1]-5"), LossKind.NO_TARGET)),
                MAPS);
        assertThat(proof.silentLosses()).extracting(SourcePath::text).containsExactly("ZU1[1]-30");
        assertThat(proof.recall()).isEqualTo(new ElementRecall(0, 4));
    }

    @Test
    void a_declared_loss_of_safety_critical_content_is_still_named() {
        NoLossProof proof = NoLossProof.of(
                SOURCE,
                List.of(Leaf.of("AL1[1]-3", "Latex").critical(SafetyTopic.ALLERGY)),
                translated(new Patient(), new Loss(new SourcePath("AL1[1]-3"), LossKind.NO_TARGET)),
                MAPS);
        assertThat(proof.silentLosses()).isEmpty();
        assertThat(proof.safetyLosses()).extracting(SourcePath::text).containsExactly("AL1[1]-3");
        assertThat(proof.safety()).containsEntry(SafetyTopic.ALLERGY, new ElementRecall(0, 1));
    }

    @Test
    void values_are_not_in_to_string() {
        assertThat(Leaf.of("PID-5", "Ashdown").toString()).doesNotContain("Ashdown");
    }

    private static List<String> silent(Resource resource, Leaf... leaves) {
        return NoLossProof.of(SOURCE, List.of(leaves), translated(resource), MAPS).silentLosses().stream()
                .map(SourcePath::text)
                .toList();
    }

    private static Translated translated(Resource resource, Loss... losses) {
        Bundle bundle = new Bundle();
        bundle.addEntry().setResource(resource);
        return new Translated(bundle, List.of(losses), List.of(), false);
    }
}
