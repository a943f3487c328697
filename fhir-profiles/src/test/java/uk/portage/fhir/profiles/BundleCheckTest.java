package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BundleCheckTest {

    private static final BundleCheck CHECK = BundleCheck.standard();
    static final List<Defect> DEFECTS = Defect.ALL;

    @Test
    void a_sound_bundle_has_no_problem() {
        assertThat(CHECK.check(new SoundBundle().bundle)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DEFECTS")
    void every_defect_is_named(Defect defect) {
        SoundBundle sound = new SoundBundle();
        defect.seed().accept(sound);
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).anyMatch(rule -> rule.contains(defect.rule()));
    }

    @Test
    void a_problem_says_where_and_never_quotes() {
        SoundBundle sound = new SoundBundle();
        sound.patient.getNameFirstRep().setFamily("Ash\u0007down");
        sound.patient.getTelecomFirstRep().setSystem(null);
        assertThat(CHECK.check(sound.bundle))
                .containsExactly(
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[0].family", "character"),
                        new Problem("Bundle.entry[1].resource.ofType(Patient).telecom[0]", "cpt-2"));
    }

    @Test
    void the_bundle_is_not_changed() {
        SoundBundle sound = new SoundBundle();
        Bundle before = sound.bundle.copy();
        CHECK.check(sound.bundle);
        assertThat(sound.bundle.equalsDeep(before)).isTrue();
        assertThat(new Patient().isEmpty()).isTrue();
    }

    @Test
    void an_empty_element_of_a_list_is_a_problem_and_an_empty_single_element_is_none() {
        SoundBundle sound = new SoundBundle();
        sound.patient.getMaritalStatus();
        assertThat(CHECK.check(sound.bundle)).isEmpty();
        sound.patient.addName();
        sound.patient.addName().addGiven(" ");
        assertThat(CHECK.check(sound.bundle))
                .containsExactly(
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[1]", "empty"),
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[2]", "empty"));
    }

    @Test
    void ids_are_bare() {
        SoundBundle sound = new SoundBundle();
        sound.patient.setId("Patient/" + sound.patient.getIdElement().getIdPart());
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).contains("id-bare");
    }

    @Test
    void times_have_an_offset() {
        SoundBundle sound = new SoundBundle();
        sound.observation.setEffective(new DateTimeType("2026-11-23T09:30:00"));
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("time-with-offset");
        sound.observation.setEffective(new DateTimeType("2026-11"));
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void contained_resources_are_found_from_where_they_are_contained() {
        SoundBundle sound = new SoundBundle();
        Patient inner = new Patient();
        inner.setId("inner");
        sound.condition.addContained(inner);
        sound.condition.getSubject().setReference("#inner");
        assertThat(CHECK.check(sound.bundle)).isEmpty();
        sound.condition.getSubject().setReference("#other");
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("reference-resolves");
    }

    @Test
    void a_relative_reference_is_resolved_against_the_base_of_its_entry() {
        SoundBundle sound = new SoundBundle();
        sound.condition.getSubject().setReference("Patient/1");
        sound.bundle.getEntry().get(7).setFullUrl("https://example.org/fhir/Condition/7");
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("reference-resolves");
        Patient other = new Patient();
        other.setId("1");
        sound.bundle.addEntry().setFullUrl("https://example.org/fhir/Patient/1").setResource(other);
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void rules_of_a_profile_hold_for_those_who_claim_it() {
        SoundBundle sound = new SoundBundle();
        sound.allergy.setCode(null);
        sound.allergy.setMeta(new Meta());
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void a_flood_of_problems_is_cut_at_a_hundred() {
        SoundBundle sound = new SoundBundle();
        for (int i = 0; i < 1_000; i++) {
            sound.patient.addExtension("not absolute", new StringType("x"));
        }
        assertThat(CHECK.check(sound.bundle)).hasSize(100);
    }

    @Test
    void an_unknown_profile_is_not_held_against_anyone() {
        SoundBundle sound = new SoundBundle();
        sound.condition.setMeta(new Meta().addProfile("https://example.org/StructureDefinition/other"));
        sound.condition.setCode(new CodeableConcept().setText("Cough"));
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }
}
